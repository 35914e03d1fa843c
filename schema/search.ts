/** The words of everything that can be found; the index over them is made by hand in the migration named `search`. */
import { index, serial, table, text, uniqueIndex } from './columns.ts'

export const searchPages = table(
  'search_pages',
  {
    row: serial('row'),
    kind: text('kind').notNull(),
    id: text('id').notNull(),
    title: text('title').notNull(),
    body: text('body').notNull()
  },
  (page) => [uniqueIndex('search_pages_key').on(page.id), index('search_pages_kind_idx').on(page.kind, page.id)]
)
