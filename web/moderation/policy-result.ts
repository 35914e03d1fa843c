/** What a decision about a server would have done in the last weeks, as the page that asks once more shows it, and as CSV. */
import type { Trust } from '../../schema/actors.ts'
import type { Context } from '../../server/context.ts'
import type { Viewer } from '../../server/members/viewer.ts'
import { severityOf, tryPolicy } from '../../server/moderation/policies/try.ts'
import { policyRules } from '../../server/moderation/rules/simulate.ts'
import { tally } from '../../server/moderation/rules/tally.ts'
import type { PolicyTerms } from '../../server/moderation/trust.ts'
import { queryText, withQuery } from '../paging.ts'
import { dayOf } from '../words.ts'
import { serverPath } from './facts.ts'
import { csvOf, resultView } from './rule-result.ts'
import { many } from './words.ts'

type Left = Pick<PolicyTerms, 'rejectMedia' | 'rejectReports'>

const policyOf = (host: string, state: Trust, { rejectMedia = false, rejectReports = false }: Left) => ({
  ...{ host, severity: severityOf(state), rejectMedia, rejectReports }
})

/** The page's part about it. */
export async function policyResult(context: Context, viewer: Viewer, host: string, state: Trust, terms: Left) {
  const policy = policyOf(host, state, terms)
  const tried = await tryPolicy(context, policy)
  const [rule] = policyRules(policy)
  const [result] = tried.results
  const view = await resultView(context, viewer, tried, rule!)
  const { held, limited, rejected, stripped } = tally(result!, tried.later)
  const parts = [
    { n: rejected, text: 'would not have come in', is: policy.severity === 'suspend' || policy.rejectReports },
    { n: held, text: 'would have waited for a person', is: policy.severity === 'limit' },
    { n: limited, text: 'would have shown only to those who follow their author', is: policy.severity === 'limit' },
    { n: stripped, text: 'would have lost their pictures and clips', is: policy.rejectMedia }
  ]
  return {
    ...view,
    total: result!.total,
    range: `${many(result!.total, 'thing')} that came in from there from ${dayOf(tried.from)} to ${dayOf(tried.until)}. Nothing was changed.`,
    parts: parts.filter(({ is }) => is),
    csv: withQuery(`${serverPath(host)}/simulation.csv`, {
      ...{ state, rejectMedia: policy.rejectMedia ? 'yes' : '', rejectReports: policy.rejectReports ? 'yes' : '' }
    })
  }
}

/** All that it would have touched, as CSV; what is tried is in the query. */
export async function csvOfPolicy(context: Context, host: string, query: unknown): Promise<string> {
  const is = (name: string) => queryText(query, name) === 'yes'
  const state = (['blocked', 'limited'] as const).find((one) => one === queryText(query, 'state')) ?? 'unknown'
  const terms = { rejectMedia: is('rejectMedia'), rejectReports: is('rejectReports') }
  return csvOf(await tryPolicy(context, policyOf(host, state, terms)))
}
