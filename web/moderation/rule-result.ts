/** What a rule would have done, as its page shows it: the good things it would have stopped before anything else. */
import type { Context } from '../../server/context.ts'
import type { Viewer } from '../../server/members/viewer.ts'
import type { RuleAtWork } from '../../server/moderation/rules/compile.ts'
import type { Caught, Simulated } from '../../server/moderation/rules/simulate.ts'
import {
  compare,
  isStopped,
  type Later,
  missed,
  sample,
  type Tally,
  tally,
  toCsv
} from '../../server/moderation/rules/tally.ts'
import { type Tried, tryRules } from '../../server/moderation/rules/try.ts'
import { postsByUris } from '../../server/moderation/waiting.store.ts'
import { shorten } from '../../server/text/sanitise.ts'
import { lookingFor, pathOf } from '../present.ts'
import { dayOf } from '../words.ts'
import { peopleByUri } from './people.ts'
import { oneLine } from './said.ts'
import { many } from './words.ts'

const verbs = { hold: 'held', limit: 'limited', reject: 'rejected' }

/** Tries a rule, beside the version at work when there is one. */
export const tryBeside = (context: Context, rule: RuleAtWork, before?: RuleAtWork): Promise<Tried> =>
  tryRules(context, before ? [[rule], [before]] : [[rule]])

/** All that it would have caught, as CSV. */
export const csvOf = ({ results, later }: Tried): string => toCsv(results[0]!, later)

/** The page's part about it. */
export async function resultView(
  context: Context,
  viewer: Viewer,
  tried: Tried,
  rule: RuleAtWork,
  before?: RuleAtWork
) {
  const { from, until, later } = tried
  const [now, then] = tried.results as [Simulated, Simulated?]
  const numbers = tally(now, later)
  const old = then && tally(then, later)
  const shown = [...missed(now, later), ...sample(now)]
  const [people, posts] = await Promise.all([
    peopleByUri(
      context,
      shown.map(({ entry }) => entry.actor)
    ),
    postsByUris(
      context.store.read,
      shown.flatMap(({ entry }) => entry.object ?? []),
      lookingFor(viewer)
    )
  ])
  const viewOf = (caught: Caught) => {
    const { entry } = caught
    const post = entry.object ? posts.get(entry.object) : undefined
    return {
      person: people(entry.actor),
      when: entry.created,
      words: wordsOf(caught),
      matched: `${oneLine(caught.field, 100)}: ${oneLine(caught.matched, 150)}`,
      ...(post && { path: pathOf(post) }),
      accepted: entry.object !== null && later.accepted.has(entry.object),
      followed: entry.facts.followed,
      age: `Account was ${many(Math.floor(entry.facts.age), 'day')} old`,
      became: becameOf(caught, later),
      would: caught.decide ? verbs[caught.decide] : 'marked'
    }
  }
  const verb = verbs[rule.body.actions.decide ?? 'hold']
  return {
    days: context.config.inboxLogDays,
    range: `${many(numbers.total, 'thing')} that came in from ${dayOf(from)} to ${dayOf(until)}. Nothing was changed.`,
    ...{ verb, numbers, decides: rule.body.actions.decide !== undefined },
    stopped: now.caught.filter(isStopped).length,
    missed: missed(now, later).map(viewOf),
    sample: sample(now).map(viewOf),
    split: splitOf(numbers),
    ...(old && before && then && { against: against(numbers, old, before.version, rule.version, compare(now, then)) })
  }
}

function wordsOf({ entry }: Caught): string {
  const { said, type } = entry
  const text = said.texts
    .map((one) => one.text)
    .join('\n')
    .replace(/\bhttps?:\/\/[^\s<>"“”]+/gi, '[link]')
  if (text !== '') return shorten(text.replace(/\s+/g, ' '), 300)
  return said.closed ? 'Not for everybody: its words are not kept here' : `${type}, without words`
}

function becameOf({ entry }: Caught, { decided }: Later): string {
  const state = decided.get(entry.uri)
  if (state === 'rejected') return 'You rejected it by hand'
  if (state === 'released') return 'You let it in by hand'
  if (state === 'waiting') return 'It is waiting'
  if (state === 'expired') return 'It waited until it ran out'
  return (
    { refuse: 'It was refused', hold: 'It waited', personal: 'Shown to those who follow its author' }[entry.verdict] ??
    'It was shown'
  )
}

/** The bar: rejected by hand, let in by hand, accepted answers, the rest. */
function splitOf({ stopped, held, limited, rejected }: Tally) {
  const all = held + limited + rejected
  const { rejectedByHand, accepted } = stopped
  const letIn = Math.max(0, Math.min(stopped.letIn, all - rejectedByHand - accepted))
  const rest = Math.max(0, all - rejectedByHand - letIn - accepted)
  const parts = [
    { n: rejectedByHand, text: 'rejected by hand', shade: 's1', fill: '#85796b' },
    { n: letIn, text: 'let in by hand', shade: 's2', fill: '#2f8079' },
    { n: accepted, text: accepted === 1 ? 'accepted answer' : 'accepted answers', shade: 's3', fill: '#0a4f4a' },
    { n: rest, text: 'not decided by hand', shade: 'k2', fill: '#b4c6d8' }
  ].filter(({ n }) => n > 0)
  let at = 0
  return parts.map((part) => {
    const from = at
    at += (part.n / Math.max(1, all)) * 570
    return { ...part, path: `M${from.toFixed(1)} 0H${Math.max(from + 1, at - 2).toFixed(1)}V26H${from.toFixed(1)}z` }
  })
}

function against(
  now: Tally,
  then: Tally,
  before: number,
  version: number,
  { onlyFirst, onlySecond, both }: ReturnType<typeof compare>
) {
  const row = (text: string, one: number, other: number) => ({ text, before: other, now: one, more: one - other })
  const stops = (one: Tally) => one.held + one.limited + one.rejected
  return {
    ...{
      before,
      version,
      more: stops(now) - stops(then),
      onlyNow: onlyFirst.length,
      onlyBefore: onlySecond.length,
      both
    },
    rows: [
      row('Held', now.held, then.held),
      row('Shown only to followers', now.limited, then.limited),
      row('Rejected', now.rejected, then.rejected),
      row('Only marked', now.caught - stops(now), then.caught - stops(then)),
      row('Of those stopped, rejected by hand', now.stopped.rejectedByHand, then.stopped.rejectedByHand),
      row('From people someone here follows', now.stopped.followed, then.stopped.followed),
      row('Later accepted as an answer', now.stopped.accepted, then.stopped.accepted)
    ]
  }
}
