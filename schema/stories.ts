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
    /** As the post's. */
    placed: text('placed').notNull().default(''),
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
    /** What was done otherwise than in that one, as plain text. */
    changed: text('changed_here'),
    /** Since when two other councils have replicated it: then it is practice worth repeating. */
    worth: moment('worth_at'),
    /** When its author last said that it is true: as it was written, as it was changed, or when they were asked. */
    reviewed: moment('reviewed_at'),
    /** When its author was last asked whether it is. */
    reviewAsked: moment('review_asked_at'),
    /** Since when it is true no longer, and why, as plain text. */
    untrue: moment('untrue_at'),
    untrueWhy: text('untrue_why')
  },
  (story) => [
    index('stories_badly_idx').on(story.toldBadly, story.post),
    index('stories_state_idx').on(story.state, story.post),
    index('stories_based_idx').on(story.basedOn, story.placed),
    index('stories_worth_idx').on(story.worth, story.post),
    index('stories_reviewed_idx').on(story.reviewed, story.post)
  ]
)
