/** Links to what was decided about an account, for its person, who may be unable to sign in. */
import type { Context } from '../../context.ts'

const purpose = 'account action link'

/** The address of an action's page, with the key that opens it without an account. */
export const actionUrl = ({ config, secrets }: Pick<Context, 'config' | 'secrets'>, action: string): string =>
  `${config.origin}/account/actions/${action}?key=${secrets.seal(purpose, action)}`

/** Whether a key opens an action's page. */
export function opensAction({ secrets }: Pick<Context, 'secrets'>, action: string, key: string): boolean {
  if (key === '' || key.length > 200) return false
  try {
    return secrets.open(purpose, key) === action
  } catch {
    // Made up, or of another SECRET_KEY.
    return false
  }
}
