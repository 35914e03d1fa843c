/** Pictures kept here, re-encoded by us: portraits and the council's logo. */
import { count, created, index, key, table, text } from './columns.ts'

export const media = table(
  'media',
  {
    id: key(),
    /** The name under DATA_DIR/media, made by the server. */
    file: text('file').notNull(),
    mediaType: text('media_type').notNull(),
    width: count('width').notNull(),
    height: count('height').notNull(),
    bytes: count('bytes').notNull(),
    alt: text('alt').notNull().default(''),
    owner: text('owner_id'),
    created: created()
  },
  (picture) => [index('media_owner_idx').on(picture.owner)]
)
