/** The form in which a community is opened or changed. */
import { type Community, type CommunityInput, postingWords } from '../../server/communities/communities.ts'
import type { Invalid } from '../../server/errors.ts'
import { shownFaults, typed } from '../form.ts'
import { personPath } from '../present/people.ts'

const fields = ['handle', 'name', 'purpose', 'posting'] as const

/** What the fields hold. */
export type CommunityValues = Record<(typeof fields)[number], string>

/** What was typed. */
export const communityTyped = (body: unknown): CommunityValues => typed(body, fields)

/** The fields filled with a community as it is. */
export const communityValues = ({ actor, parts }: Community): CommunityValues => ({
  handle: actor.username,
  name: actor.name,
  purpose: parts.purpose,
  posting: parts.posting
})

/** What the service is asked to keep. */
export const communityInput = ({ posting, ...values }: CommunityValues): CommunityInput => ({
  ...values,
  posting: posting || postingWords[0]!
})

/** The data of communities/form.njk: a new one, or one that is changed. */
export function communityForm(
  values: CommunityValues,
  { community, problem }: { community?: Community; problem?: Invalid } = {}
) {
  const path = community && personPath(community.actor)
  return {
    title: community ? `Change ${community.actor.name}` : 'Open a community',
    values,
    action: path ? `${path}/edit` : '/communities',
    cancel: path ?? '/communities',
    isNew: !community,
    ...shownFaults(problem)
  }
}
