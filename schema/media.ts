/** Pictures and clips kept here, what belongs to them, uploads under way, and copies of what others attached. */
import { count, created, index, json, key, moment, primaryKey, table, text } from './columns.ts'
import { posts } from './posts.ts'

export const media = table(
  'media',
  {
    id: key(),
    /** The name in the media store, made by the server. */
    file: text('file').notNull(),
    mediaType: text('media_type').notNull(),
    width: count('width').notNull(),
    height: count('height').notNull(),
    bytes: count('bytes').notNull(),
    alt: text('alt').notNull().default(''),
    owner: text('owner_id'),
    /** The post it is part of: whoever may read that may see it. Portraits and logos have none, and are for everyone. */
    post: text('post_id'),
    /** The nomination it is part of, until a story comes of that. */
    nomination: text('nomination_id'),
    created: created()
  },
  (picture) => [
    index('media_owner_idx').on(picture.owner),
    index('media_post_idx').on(picture.post),
    index('media_file_idx').on(picture.file)
  ]
)

/** The clip of a story, as measured and repacked here; a story has one at most. */
export const clips = table(
  'clips',
  {
    post: text('post_id')
      .primaryKey()
      .references(() => posts.id, { onDelete: 'cascade' }),
    media: text('media_id').notNull(),
    poster: text('poster_id'),
    milliseconds: count('milliseconds').notNull(),
    videoCodec: text('video_codec').notNull(),
    /** Null for a clip without sound. */
    audioCodec: text('audio_codec'),
    /** The upload that it came from, so that finishing one twice does nothing. */
    upload: text('upload_id'),
    created: created()
  },
  (clip) => [index('clips_media_idx').on(clip.media), index('clips_poster_idx').on(clip.poster)]
)

/** Milliseconds from the beginning of the clip, and plain text of one or more lines. */
export type Cue = { from: number; to: number; text: string }

/** The captions of a story's clip, one set for each language. */
export const captions = table(
  'captions',
  {
    post: text('post_id')
      .notNull()
      .references(() => posts.id, { onDelete: 'cascade' }),
    /** BCP 47. */
    language: text('language').notNull(),
    cues: json('cues').$type<Cue[]>().notNull(),
    /** The cues as running text, for search. */
    transcript: text('transcript').notNull(),
    edited: moment('edited_at').notNull()
  },
  (set) => [primaryKey({ columns: [set.post, set.language] })]
)

/** The pictures of a story in order, each kept in two sizes. */
export const storyPictures = table(
  'story_pictures',
  {
    id: key(),
    post: text('post_id')
      .notNull()
      .references(() => posts.id, { onDelete: 'cascade' }),
    place: count('place').notNull(),
    large: text('large_id').notNull(),
    small: text('small_id').notNull(),
    alt: text('alt').notNull()
  },
  (picture) => [
    index('story_pictures_post_idx').on(picture.post, picture.place),
    index('story_pictures_large_idx').on(picture.large),
    index('story_pictures_small_idx').on(picture.small)
  ]
)

/** Clips that are being sent in parts; what has come of them is in DATA_DIR/uploads, and its size is the truth. */
export const uploads = table(
  'uploads',
  {
    id: key(),
    /** Whose it is, and to which story; both are the nomination where its nominee sends it. */
    owner: text('owner_id').notNull(),
    post: text('post_id').notNull().unique(),
    /** How long it will be, in bytes. */
    bytes: count('bytes').notNull(),
    name: text('name').notNull(),
    /** When something of it last came. */
    touched: moment('touched_at').notNull(),
    created: created()
  },
  (upload) => [index('uploads_touched_idx').on(upload.touched)]
)

/** Copies of pictures and clips from other servers, fetched when somebody here looks at what was let in. */
export const remoteMedia = table(
  'remote_media',
  {
    /** The first 32 hex digits of the SHA-256 of its kind and address. */
    id: text('id').primaryKey(),
    url: text('url').notNull(),
    state: text('state').$type<'kept' | 'failed'>().notNull(),
    file: text('file'),
    mediaType: text('media_type'),
    width: count('width'),
    height: count('height'),
    bytes: count('bytes').notNull().default(0),
    /** Of one that failed: not before this it is asked for again. */
    retry: moment('retry_at'),
    /** When somebody last looked at it, to within an hour. */
    used: moment('used_at').notNull(),
    created: created()
  },
  (copy) => [index('remote_media_used_idx').on(copy.used), index('remote_media_file_idx').on(copy.file)]
)
