/** Generates the migrations of both databases from the one set of tables: `npm run migrations -- NAME`. */
import { spawnSync } from 'node:child_process'

const name = process.argv[2]
if (!name) throw new Error('Give the migration a name: npm run migrations -- add-widgets')
for (const DATABASE_URL of ['file:./x.db', 'postgres://x']) {
  const { status } = spawnSync(
    'drizzle-kit',
    ['generate', '--config', 'schema/drizzle.config.ts', '--name', name, ...process.argv.slice(3)],
    {
      stdio: 'inherit',
      env: { ...process.env, DATABASE_URL }
    }
  )
  if (status !== 0) process.exit(status ?? 1)
}
