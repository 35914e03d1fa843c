/** The council whose server this is: who it is and how it looks. */
import type { Context } from '../context.ts'
import type { Store } from '../store/store.ts'
import { readSetting } from './settings.store.ts'

export interface Council {
  name: string
  /** What people call it: "Aldermere" for Aldermere Borough Council. */
  shortName: string
  /** Its username, without the host. */
  handle: string
  /** Its code from the Office for National Statistics. */
  gss?: string
  /** Read from the code. */
  type?: string
  region?: string
  /** `#rrggbb`, readable on our paper. */
  colour: string
  /** A picture's id. */
  logo?: string
  /** A sentence or two, Markdown. */
  about?: string
  /** False until an admin or the command `setup` has said who it is. */
  setUp: boolean
  /** The id of the council's actor. */
  actor: string
  /** The id of the server's own actor. */
  serverActor: string
}

/** The name under which the settings keep it. */
export const councilSetting = 'council'
/** Handles that the council had before; nobody else may ever have them. */
export const formerHandles = 'former-handles'

/** How long another process may go on seeing the council as it was, in milliseconds. */
const fresh = 1_000
const known = new WeakMap<Store, { council: Council; at: number }>()

/** The council, as of a second ago at most. Throws before `ensureCouncil` or `setUpCouncil` made it. */
export async function councilOf(context: Pick<Context, 'store'>): Promise<Council> {
  const found = await findCouncil(context)
  if (!found) throw new Error('There is no council in this database yet: run `npm start` or `folkmoot setup`.')
  return found
}

/** The council; undefined when nobody has made it yet. */
export async function findCouncil({ store }: Pick<Context, 'store'>): Promise<Council | undefined> {
  const kept = known.get(store)
  // Process time rather than the context's clock, which tests may stop.
  if (kept && performance.now() - kept.at < fresh) return kept.council
  const at = performance.now()
  const council = await readSetting<Council>(store.read, councilSetting)
  if (council) known.set(store, { council, at })
  return council
}

/** Makes the next {@link councilOf} read anew: called after a change in this process. */
export function forgetCouncil({ store }: Pick<Context, 'store'>): void {
  known.delete(store)
}
