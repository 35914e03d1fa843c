/** Tells drizzle-kit where the tables are and where each dialect's migrations go. */
import { defineConfig } from 'drizzle-kit'

const postgres = /^postgres(ql)?:/.test(process.env.DATABASE_URL ?? '')

export default defineConfig({
  dialect: postgres ? 'postgresql' : 'sqlite',
  schema: './schema/index.ts',
  out: `./schema/migrations/${postgres ? 'postgres' : 'sqlite'}`
})
