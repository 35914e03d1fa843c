/** Where people say that their council is with a story or a recipe: each step is a reply that anyone can read (Q6). */
import { index, table, text } from './columns.ts'
import { posts } from './posts.ts'

export type AdoptionStep = 'following' | 'want' | 'trying' | 'adopted' | 'stopped'

export const adoptionSteps = table(
  'adoption_steps',
  {
    /** The reply that says so. */
    post: text('post_id')
      .primaryKey()
      .references(() => posts.id, { onDelete: 'cascade' }),
    /** What it is about, whether that is here yet or not. */
    about: text('about_uri').notNull(),
    step: text('step').$type<AdoptionStep>().notNull()
  },
  (said) => [index('adoption_steps_about_idx').on(said.about, said.post)]
)
