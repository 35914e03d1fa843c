/** The links in letters about nominations: whoever has one may answer, without an account. */
import type { Context } from '../context.ts'

type Keys = Pick<Context, 'config' | 'secrets'>
export type LinkKind = 'confirm' | 'consent' | 'tell'

const paths: Record<LinkKind, string> = {
  confirm: '/nominate/confirm/',
  consent: '/nominations/consent/',
  tell: '/nominations/tell/'
}

/** The path of a link of this kind. */
export const linkPath = ({ secrets }: Pick<Keys, 'secrets'>, kind: LinkKind, nomination: string) =>
  `${paths[kind]}${secrets.seal(`nomination ${kind}`, nomination)}`

/** The address of a link of this kind. */
export const linkUrl = (keys: Keys, kind: LinkKind, nomination: string) =>
  `${keys.config.origin}${linkPath(keys, kind, nomination)}`

/** The nomination that a link was made for; undefined when it is none of ours. */
export function nominationOf({ secrets }: Pick<Keys, 'secrets'>, kind: LinkKind, secret: string): string | undefined {
  if (secret.length > 200) return undefined
  try {
    return secrets.open(`nomination ${kind}`, secret)
  } catch {
    // Made up, or of another SECRET_KEY.
    return undefined
  }
}
