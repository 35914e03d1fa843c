/** The council's own settings, and the lists that it imports: councils of the country, and services. */
import { index, json, moment, table, text } from './columns.ts'

export const settings = table('settings', {
  name: text('name').primaryKey(),
  value: json('value').notNull(),
  changed: moment('changed_at')
    .notNull()
    .$defaultFn(() => new Date())
})

/** The register of councils (ONS or mySociety), for choosing one's own by name. */
export const councils = table(
  'councils',
  {
    gss: text('gss').primaryKey(),
    name: text('name').notNull(),
    type: text('type').notNull(),
    region: text('region')
  },
  (council) => [index('councils_name_idx').on(council.name)]
)

/** Council services, by the id of the local government service list (LGSL). */
export const services = table(
  'services',
  { id: text('id').primaryKey(), name: text('name').notNull(), uri: text('uri').notNull() },
  (service) => [index('services_name_idx').on(service.name)]
)
