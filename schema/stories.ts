/** The parts of a practice story beyond the common post (S1). */
import { flag, index, moment, table, text } from './columns.ts'
import { posts } from './posts.ts'

export type StoryState = 'idea' | 'trying' | 'embedded' | 'stopped'

export const stories = table(
  'stories',
  {
    post: text('post_id')
      .primaryKey()
      .references(() => posts.id, { onDelete: 'cascade' }),
    /** Markdown of ours; absent for remote stories, which come as HTML. */
    wentWell: text('went_well'),
    wentBadly: text('went_badly'),
    wentWellHtml: text('went_well_html').notNull(),
    wentBadlyHtml: text('went_badly_html').notNull(),
    /** True when it tells what went badly; the filter and the feed of that name. */
    toldBadly: flag('told_badly').notNull(),
    state: text('state').$type<StoryState>(),
    cost: text('cost'),
    saving: text('saving'),
    evidence: text('evidence'),
    /** Service id of the local government service list. */
    service: text('service_id'),
    serviceName: text('service_name'),
    place: text('place'),
    contact: text('contact'),
    /** The story or recipe that it replicates. */
    basedOn: text('based_on_uri'),
    reviewed: moment('reviewed_at')
  },
  (story) => [
    index('stories_badly_idx').on(story.toldBadly, story.post),
    index('stories_state_idx').on(story.state, story.post)
  ]
)
