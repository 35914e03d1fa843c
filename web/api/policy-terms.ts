/** What a call may say of a server beside the trust in it: the same for its policy and for its trust alone. */
import Type from 'typebox'
import type { Context } from '../../server/context.ts'
import { Invalid } from '../../server/errors.ts'
import type { Policy } from '../../server/moderation/policies/policies.store.ts'
import type { PolicyTerms } from '../../server/moderation/trust.ts'
import { text, textOrNull } from './words.ts'

const flag = (description: string) => Type.Optional(Type.Boolean({ description }))

/** The fields. */
export const termFields = {
  publicReason: Type.Optional(text('Why, for everyone to read', 500)),
  rejectMedia: flag('Leave out what they attach, their portraits and emoji'),
  rejectReports: flag('Take no reports from there'),
  obfuscate: flag('Show its name only in part to the public'),
  review: Type.Optional(textOrNull('When to look at it again, as ISO 8601; null for never', 40))
}

interface Given {
  publicReason?: string
  rejectMedia?: boolean
  rejectReports?: boolean
  obfuscate?: boolean
  review?: string | null
}

/** What was said of {@link termFields}; what was not said is left out. Throws Invalid. */
export function readTerms({ clock }: Context, body: Given): PolicyTerms {
  const { publicReason, rejectMedia, rejectReports, obfuscate, review } = body
  const date = typeof review === 'string' ? new Date(review) : review
  if (date && (Number.isNaN(date.getTime()) || date <= clock() || date.getUTCFullYear() > 9_999))
    throw new Invalid([{ field: 'review', text: 'Give a date in the future as ISO 8601' }])
  return {
    ...(publicReason !== undefined && { publicReason }),
    ...(rejectMedia !== undefined && { rejectMedia }),
    ...(rejectReports !== undefined && { rejectReports }),
    ...(obfuscate !== undefined && { obfuscate }),
    ...(date !== undefined && { review: date })
  }
}

/** What is said of a server as it is told; without a policy, nothing is. */
export const termsOf = (policy: Policy | undefined | null) => ({
  publicReason: policy?.publicReason ?? '',
  rejectMedia: policy?.rejectMedia ?? false,
  rejectReports: policy?.rejectReports ?? false,
  obfuscate: policy?.obfuscate ?? false,
  review: policy?.review?.toISOString() ?? null
})
