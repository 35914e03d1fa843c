/** Practice that somebody thinks others should hear of, from the form to the story; nothing of it is shown without consent (S3, S4). */
import { actors } from './actors.ts'
import { count, created, flag, index, json, key, moment, table, text } from './columns.ts'
import { posts } from './posts.ts'

export type NominationKind = 'myself' | 'council' | 'project'
/** `unconfirmed` until whoever sent it has opened the link in their letter; then nobody sees it. */
export type NominationState =
  | 'unconfirmed'
  | 'new'
  | 'asked'
  | 'consented'
  | 'assigned'
  | 'recorded'
  | 'drafted'
  | 'published'
  | 'declined'
/** A reporter goes there, or whoever does it tells it by themselves. */
export type NominationWay = 'visit' | 'self'
/** What a nominee said of the story: its words are right, or something should change. */
export type NominationAnswer = 'right' | 'changes'
/** What a nominee told by themselves, as plain text. */
export type NominationTold = { title: string; summary: string; wentWell: string; wentBadly: string }

export const nominations = table(
  'nominations',
  {
    id: key(),
    kind: text('kind').$type<NominationKind>().notNull(),
    state: text('state').$type<NominationState>().notNull(),
    /** What it is, in a line. All that was typed is emptied when it is declined. */
    title: text('title').notNull(),
    who: text('who').notNull(),
    place: text('place').notNull(),
    why: text('why').notNull(),
    /** The name of whoever sent it. */
    nominator: text('nominator').notNull(),
    /** Addresses are sealed; the hashes, made with the secret key, find the same address again. */
    nominatorMail: text('nominator_mail'),
    nominatorHash: text('nominator_hash'),
    nomineeMail: text('nominee_mail'),
    nomineeHash: text('nominee_hash'),
    /** Since when it is in its state. */
    since: moment('since_at').notNull(),
    asked: moment('asked_at'),
    /** When the nominee agreed, and to which words. */
    consented: moment('consented_at'),
    agreed: text('agreed').notNull().default(''),
    /** Whether the nominee wants to have read the words before they go out. */
    readsFirst: flag('reads_first').notNull().default(false),
    /** The story that came of it. */
    post: text('post_id').references(() => posts.id, { onDelete: 'set null' }),
    assignee: text('assignee_id').references(() => actors.id, { onDelete: 'set null' }),
    way: text('way').$type<NominationWay>(),
    due: moment('due_at'),
    reminded: moment('reminded_at'),
    /** Payment or training that was offered for it, and whether it was given. */
    offer: text('offer').notNull().default(''),
    offerDone: flag('offer_done').notNull().default(false),
    told: json('told').$type<NominationTold>(),
    /** When the nominee was asked to read the story, and what they said of which words. */
    readAsked: moment('read_asked_at'),
    readAnswer: text('read_answer').$type<NominationAnswer>(),
    readAnswered: moment('read_answered_at'),
    readWords: text('read_words'),
    /** Since when the words that are out are others than those they know, until a letter has told them; and of which words it told. */
    reworded: moment('reworded_at'),
    toldWords: text('told_words'),
    created: created()
  },
  (nomination) => [
    index('nominations_state_idx').on(nomination.state, nomination.id),
    index('nominations_kind_idx').on(nomination.state, nomination.kind, nomination.id),
    index('nominations_since_idx').on(nomination.state, nomination.since),
    index('nominations_assignee_idx').on(nomination.assignee, nomination.id),
    index('nominations_nominator_idx').on(nomination.nominatorHash, nomination.id),
    index('nominations_post_idx').on(nomination.post),
    index('nominations_reworded_idx').on(nomination.reworded)
  ]
)

/** What happened with a nomination. */
export const nominationSteps = table(
  'nomination_steps',
  {
    id: key(),
    nomination: text('nomination_id')
      .notNull()
      .references(() => nominations.id, { onDelete: 'cascade' }),
    kind: text('kind').notNull(),
    by: text('by_id').references(() => actors.id, { onDelete: 'set null' }),
    words: text('words').notNull().default(''),
    created: created()
  },
  (step) => [index('nomination_steps_idx').on(step.nomination, step.id)]
)

/** The clip and the pictures that a nominee sent by their link; they go over to the story once it is begun. */
export const nominationMedia = table(
  'nomination_media',
  {
    id: key(),
    nomination: text('nomination_id')
      .notNull()
      .references(() => nominations.id, { onDelete: 'cascade' }),
    kind: text('kind').$type<'clip' | 'picture'>().notNull(),
    media: text('media_id').notNull(),
    /** Of a picture: its size for phones. */
    small: text('small_id'),
    alt: text('alt').notNull(),
    /** Of a clip, as measured; see `clips`. */
    milliseconds: count('milliseconds'),
    videoCodec: text('video_codec'),
    audioCodec: text('audio_codec'),
    upload: text('upload_id'),
    created: created()
  },
  (sent) => [
    index('nomination_media_idx').on(sent.nomination, sent.id),
    index('nomination_media_media_idx').on(sent.media),
    index('nomination_media_small_idx').on(sent.small)
  ]
)

/** Addresses of nominees and nominators, by hash: written to when, and whether never again. */
export const nominationAddresses = table('nomination_addresses', {
  hash: text('hash').primaryKey(),
  asked: moment('asked_at'),
  refused: moment('refused_at')
})
