/** The form in which a poll is begun. */
import type { Context } from '../../server/context.ts'
import { councilOf } from '../../server/council/settings.ts'
import { Invalid } from '../../server/errors.ts'
import type { Viewer } from '../../server/members/viewer.ts'
import type { PollInput } from '../../server/polls/polls.ts'
import { communityChoice } from '../communities/choice.ts'
import { shownFaults, typed } from '../form.ts'
import { policyFields, policyInput } from '../posts/policy.ts'

/** How many options the form has room for; the first ones are there from the start. */
const most = 10
const offered = 4
const optionFields = Array.from({ length: most }, (_, n) => `option-${n + 1}`)
const fields = ['question', ...optionFields, 'multiple', 'days', 'audience', 'community', ...policyFields] as const

/** What the fields hold. */
export type PollValues = Record<string, string>

/** For how long a poll may be open, in days. */
const lengths: Record<string, string> = {
  '1': 'One day',
  '3': 'Three days',
  '7': 'A week',
  '14': 'Two weeks',
  '30': 'A month'
}

/** What was typed. */
export const pollTyped = (body: unknown): PollValues => typed(body, fields)

/** A form that nobody has filled yet. */
export const emptyPoll = (): PollValues => ({ ...pollTyped({}), days: '7', audience: 'world', multiple: 'no' })

/** What the service is asked to keep. Throws Invalid when no length was chosen. */
export function pollInput(context: Context, values: PollValues): PollInput {
  const { question = '', days = '', audience = '', community = '', mayReply = '', mayQuote = '', mayLike = '' } = values
  if (!Object.hasOwn(lengths, days)) throw new Invalid([{ field: 'days', text: 'Choose how long it is open' }])
  return {
    question,
    options: optionFields.map((name) => values[name] ?? '').filter((text) => text.trim() !== ''),
    multiple: values.multiple === 'yes',
    endsAt: new Date(context.clock().getTime() + Number(days) * 86_400_000).toISOString(),
    audience,
    community,
    policy: policyInput({ mayReply, mayQuote, mayLike })
  }
}

/** The data of polls/form.njk. */
export async function pollForm(context: Context, viewer: Viewer, values: PollValues, problem?: Invalid) {
  const { shortName } = await councilOf(context)
  const community = await communityChoice(context, viewer, { value: values.community ?? '' })
  const { errors, fault } = shownFaults(problem)
  const options = optionFields.map((name, n) => ({ name, label: `Option ${n + 1}`, value: values[name] ?? '' }))
  return {
    title: 'Start a poll',
    values,
    options: options.slice(0, offered),
    more: options.slice(offered),
    moreOpen: options.slice(offered).some(({ value }) => value !== ''),
    lengths: Object.entries(lengths).map(([value, text]) => ({ value, text })),
    shortName,
    community,
    errors: errors.map((one) => (one.field === 'options' ? { ...one, href: '#option-1' } : one)),
    fault
  }
}
