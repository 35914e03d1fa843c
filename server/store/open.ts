/** Opens the database that DATABASE_URL names. */
import { dialect } from '../../schema/columns.ts'
import type { Store } from './store.ts'

/** Opens `postgres://…` or `file:PATH`; throws when it cannot be reached. */
export async function openStore(url: string): Promise<Store> {
  const driver = dialect === 'postgres' ? await import('./postgres.ts') : await import('./sqlite.ts')
  return driver.open(url)
}
