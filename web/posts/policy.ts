/** Who may reply, quote and like, as the forms ask it. */
import type { Policy } from '../../schema/posts.ts'

/** The fields of posts/policy.njk. */
export const policyFields = ['mayReply', 'mayQuote', 'mayLike'] as const
export type PolicyValues = Record<(typeof policyFields)[number], string>

/** What a service is asked to keep; what the form did not hold is left as it is. */
export const policyInput = ({ mayReply, mayQuote, mayLike }: PolicyValues): { [Act in keyof Policy]?: string } => ({
  ...(mayReply && { reply: mayReply }),
  ...(mayQuote && { quote: mayQuote }),
  ...(mayLike && { like: mayLike })
})

/** The fields as a post has them. */
export const policyValues = (policy: Policy | null): PolicyValues => ({
  mayReply: policy?.reply ?? 'everyone',
  mayQuote: policy?.quote ?? 'everyone',
  mayLike: policy?.like ?? 'everyone'
})
