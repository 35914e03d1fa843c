/** One report: all that is known of it, what happened with it, others like it, and what can be done. */
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { type Actor, actorByUri, actorsByIds } from '../../server/actors/actors.store.ts'
import type { Context } from '../../server/context.ts'
import type { Invalid } from '../../server/errors.ts'
import { moderatorActors } from '../../server/members/members.store.ts'
import { actionsAbout, activeOnPost } from '../../server/moderation/accounts/actions.store.ts'
import { postsAt } from '../../server/moderation/accounts/posts.store.ts'
import { strikesOf } from '../../server/moderation/accounts/strikes.ts'
import { canForward } from '../../server/moderation/forwards.ts'
import { answerFor, outcomes, outcomeWords } from '../../server/moderation/reports/answer.ts'
import { categoryOf } from '../../server/moderation/reports/categories.ts'
import { needReport, stages } from '../../server/moderation/reports/handle.ts'
import { type Step, stepsOf } from '../../server/moderation/reports/steps.store.ts'
import { type Report, relatedReports } from '../../server/moderation/reports.store.ts'
import { postsByUris } from '../../server/moderation/waiting.store.ts'
import type { WholePost } from '../../server/posts/posts.store.ts'
import { plainCharacters, plainLine } from '../../server/text/sanitise.ts'
import { idIn } from '../find.ts'
import { shownFaults } from '../form.ts'
import type { Pages } from '../pages.ts'
import { withQuery } from '../paging.ts'
import { lookingFor } from '../present.ts'
import { actionViews } from './accounts-views.ts'
import { serverPath } from './facts.ts'
import { needModerator, sendModeration } from './page.ts'
import { peopleByUri } from './people.ts'
import { stageWords, stepWords } from './reports-words.ts'
import { aboutOf } from './rows.ts'

/** `/moderation/reports/:id`. */
export const oneReportRoutes =
  (context: Context, pages: Pages): FastifyPluginAsync =>
  async (app) => {
    app.get('/moderation/reports/:id', (request, reply) => sendReport(context, pages, request, reply))
  }

/** Answers with the page of a report; `given` is what was typed into one of its forms, and what is wrong with it. */
export async function sendReport(
  context: Context,
  pages: Pages,
  request: FastifyRequest,
  reply: FastifyReply,
  given: { values?: Record<string, string>; problem?: Invalid } = {}
) {
  const viewer = needModerator(request)
  const report = await needReport(context, idIn(request))
  const { read } = context.store
  const target = await actorByUri(read, report.target)
  const [people, steps, related, moderators, mayForward, posts, strikes] = await Promise.all([
    peopleByUri(context, [report.target, ...(report.reporter ? [report.reporter] : [])]),
    stepsOf(read, report.id),
    relatedReports(read, report),
    moderatorActors(read).then((ids) => actorsByIds(read, ids)),
    canForward(context, report.target),
    postViews(context, request, report, target),
    target ? strikesOf(context, target.id) : 0
  ])
  const category = categoryOf(report.category)
  const actions = target ? await actionViews(context, viewer, await actionsAbout(read, target.id, report.id)) : []
  const data = {
    place: 'reports' as const,
    title: report.number ? `Report ${report.number}` : 'A report',
    report: {
      id: report.id,
      path: `/moderation/reports/${report.id}`,
      open: report.state === 'open',
      stage: report.stage,
      state: report.state === 'open' ? stageWords[report.stage] : 'Closed',
      category: category.short,
      guidance: category.guidance,
      unseen: category.unseen ?? false,
      houseRule: report.houseRule,
      about: people(report.target),
      ...(report.reporter && { reporter: people(report.reporter) }),
      source: sourceOf(report, context),
      times: report.times,
      made: report.created,
      closed: report.closed,
      ...(report.outcome && { outcome: outcomeWords[report.outcome] }),
      answer: plainCharacters(report.answer ?? '')
        .split('\n')
        .filter(Boolean),
      lines: linesOf(report.words),
      assignee: report.assignee ?? '',
      mail: report.mail ? (report.mailConfirmed ? 'By letter' : 'By letter, once the address is confirmed') : ''
    },
    ...(target && {
      account: { path: withQuery(`/moderation/accounts/${target.id}`, { report: report.id }), strikes }
    }),
    ...(target && !target.local && { server: { host: target.host, path: serverPath(target.host) } }),
    ...{ posts, actions, mayForward, mine: report.assignee === viewer.actor.id },
    evidence: withQuery('/moderation/evidence', { kind: 'report', target: report.id }),
    steps: await stepViews(context, steps, moderators),
    related: related.map(relatedView),
    openRelated: related.filter(({ state }) => state === 'open').length,
    moderators: [
      { value: '', text: 'Nobody' },
      ...moderators.map(({ id, name, username }) => ({ value: id, text: name || username }))
    ],
    stages: stages.map((value) => ({ value, text: stageWords[value] })),
    outcomes: outcomes.map((value) => ({ value, text: outcomeWords[value], hint: { text: `“${answerFor(value)}”` } })),
    postActs: [
      { value: 'hide', text: 'Hide it' },
      { value: 'mark', text: 'Mark it as sensitive' },
      ...(target?.local ? [{ value: 'withdraw', text: 'Withdraw it, here and wherever it was sent, for good' }] : [])
    ],
    values: {
      ...{ reason: '', outcome: '', answer: '', note: '', forwardWords: report.words, post: posts[0]?.id ?? '' },
      ...{ kind: '', postReason: '', words: '' },
      ...given.values
    },
    ...shownFaults(given.problem)
  }
  return sendModeration(context, pages, request, reply, 'reports-one.njk', data, given.problem ? 422 : 200)
}

const linesOf = (words: string) => plainCharacters(words).split('\n').filter(Boolean)

const sourceOf = ({ reporter, host }: Report, { config }: Context) =>
  host
    ? `the server ${host}`
    : reporter?.startsWith(`${config.origin}/`)
      ? 'somebody here'
      : reporter
        ? 'another server'
        : 'a visitor'

/** The posts that a report names: those that are here can be acted on; of those not for this reader no word is shown. */
async function postViews(context: Context, request: FastifyRequest, report: Report, target: Actor | undefined) {
  const { read } = context.store
  const [here, readable] = await Promise.all([
    postsAt(read, report.objects),
    postsByUris(read, report.objects, lookingFor(request.viewer))
  ])
  const known = new Map(here.map((whole) => [whole.post.uri, whole]))
  const unseen = categoryOf(report.category).unseen ?? false
  return Promise.all(
    report.objects.slice(0, 50).map(async (uri) => {
      const whole = known.get(uri)
      if (!whole) return { uri: plainLine(uri, 300), title: plainLine(uri, 200), state: 'It is not kept here.' }
      const shown = readable.get(uri)
      const active = await activeOnPost(read, whole.post.id)
      return {
        uri: plainLine(uri, 300),
        ...(target && whole.author.id === target.id && whole.post.audience !== 'withdrawn' && { id: whole.post.id }),
        ...(shown && !unseen ? aboutOf(shown) : { title: unseen ? 'A post that is not shown' : titleOf(whole) }),
        state: active.length > 0 ? active.map(({ kind }) => stateWords[kind] ?? '').join(' ') : ''
      }
    })
  )
}

const stateWords: Partial<Record<string, string>> = { hide: 'Hidden.', mark: 'Marked as sensitive.' }

const titleOf = ({ post }: WholePost) =>
  post.audience === 'withdrawn'
    ? 'A post that was withdrawn'
    : post.audience === 'hidden'
      ? 'A post that is hidden'
      : 'A post for some only, which is not shown here'

async function stepViews(context: Context, steps: Step[], moderators: Actor[]) {
  const others = await actorsByIds(
    context.store.read,
    steps.flatMap(({ by, detail }) => [by, detail.to].filter((id): id is string => !!id))
  )
  const names = new Map([...moderators, ...others].map(({ id, name, username }) => [id, name || username]))
  const nameOf = (id: string | null) => (id === null ? 'The server' : (names.get(id) ?? 'Somebody who has left'))
  return steps.map(({ kind, by, words, detail, created }) => ({
    by: nameOf(by),
    did:
      kind === 'assigned'
        ? detail.to
          ? `gave it to ${nameOf(detail.to)}`
          : 'gave it to nobody'
        : kind === 'stage'
          ? `said: ${stageWords[detail.stage as keyof typeof stageWords] ?? ''}`
          : stepWords[kind],
    note: kind === 'note',
    lines: linesOf(words),
    when: created
  }))
}

const relatedView = ({ id, number, category, state, created }: Report) => ({
  path: `/moderation/reports/${id}`,
  name: number ? `Report ${number}` : 'A report',
  kind: categoryOf(category).short,
  state: state === 'open' ? 'open' : 'closed',
  made: created
})
