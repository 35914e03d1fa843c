/** Refuses a transaction inside a transaction, which on SQLite would wait for ever. */
import { AsyncLocalStorage } from 'node:async_hooks'

const busy = new AsyncLocalStorage<true>()

/** Runs one transaction; throws when the caller is inside another. */
export async function once<Result>(work: () => Promise<Result>): Promise<Result> {
  if (busy.getStore()) throw new Error('A transaction was started inside another: pass its tx on.')
  return busy.run(true, work)
}
