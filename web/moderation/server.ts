/** One server: what is known of it, what is in force and why, what a decision would cost, and taking one back. */
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { actorById } from '../../server/actors/actors.store.ts'
import type { Context } from '../../server/context.ts'
import { type Invalid, NotFound } from '../../server/errors.ts'
import { listHeld } from '../../server/moderation/held.store.ts'
import { instancesOf } from '../../server/moderation/instances.store.ts'
import { costOf, isNoRelation } from '../../server/moderation/policies/cost.ts'
import { countCut } from '../../server/moderation/policies/cut.store.ts'
import { listById } from '../../server/moderation/policies/lists.store.ts'
import { type Policy, policyOf } from '../../server/moderation/policies/policies.store.ts'
import { tiesWith } from '../../server/moderation/policies/ties.store.ts'
import { undoPolicy } from '../../server/moderation/trust.ts'
import { shownFaults, typed } from '../form.ts'
import type { Pages } from '../pages.ts'
import { peopleFrom } from '../present/people.ts'
import { withBanner } from './banner.ts'
import { costLines } from './cost.ts'
import { serverFacts, serverPath } from './facts.ts'
import { needModerator, sendModeration } from './page.ts'
import { type Choice, choices, fields, hostOf, means, type Values } from './policy-form.ts'
import { csvOfPolicy, policyResult } from './policy-result.ts'
import { aboutOf, queueRows } from './rows.ts'
import { oneLine } from './said.ts'
import { listed, many, trustWords } from './words.ts'

/** What ties us to a server, and undoing what was decided about it. */
export const serverPartRoutes =
  (context: Context, pages: Pages): FastifyPluginAsync =>
  async (app) => {
    app.get<{ Params: { host: string } }>('/moderation/servers/:host/ties', async (request, reply) =>
      sendTies(context, pages, request, reply, await hostOf(context, request.params.host))
    )
    app.get<{ Params: { host: string } }>('/moderation/servers/:host/undo', async (request, reply) =>
      sendUndo(context, pages, request, reply, await hostOf(context, request.params.host))
    )
    app.get<{ Params: { host: string } }>('/moderation/servers/:host/simulation.csv', async (request, reply) => {
      const host = await hostOf(context, request.params.host)
      const csv = await csvOfPolicy(context, host, request.query)
      reply.header('content-disposition', 'attachment; filename="server.csv"').header('cache-control', 'no-store')
      return reply.type('text/csv; charset=utf-8').send(csv)
    })
    app.post<{ Params: { host: string } }>('/moderation/servers/:host/undo', async (request, reply) => {
      const { actor } = needModerator(request)
      const host = await hostOf(context, request.params.host)
      const reason = typed(request.body, ['reason']).reason.trim().slice(0, 1_000)
      await undoPolicy(context, actor.id, host, reason)
      return reply.redirect(withBanner(serverPath(host), 'undone'), 303)
    })
  }

/** Answers with the page of a server. */
export async function sendOne(
  context: Context,
  pages: Pages,
  request: FastifyRequest,
  reply: FastifyReply,
  host: string,
  { values, problem }: { values: Values; problem?: Invalid }
) {
  const { read } = context.store
  const [server, waiting, cost, policy] = await Promise.all([
    serverFacts(context, host),
    listHeld(read, { host, oldest: true, size: 10 }),
    costOf(context, host),
    policyOf(read, host)
  ])
  const data = {
    place: 'servers' as const,
    title: host,
    ...{ server, values },
    cost: costLines(cost, server.path, host),
    noRelation: isNoRelation(cost),
    ...(policy && { policy: await policyView(context, policy) }),
    rows: await queueRows(context, needModerator(request), waiting.rows),
    choices: choices(context, server.cost),
    ...shownFaults(problem)
  }
  return sendModeration(context, pages, request, reply, 'server.njk', data, problem ? 422 : 200)
}

async function policyView(context: Context, policy: Policy) {
  const { read } = context.store
  const { host, publicReason, rejectMedia, rejectReports, obfuscate, review, created, restorable } = policy
  const [by, list, cut, [instance]] = await Promise.all([
    policy.by ? actorById(read, policy.by) : undefined,
    policy.list ? listById(read, policy.list) : undefined,
    countCut(read, host),
    instancesOf(read, [host])
  ])
  const comesBack = [cut.follows && many(cut.follows, 'follow'), cut.held && `${cut.held} waiting`]
  const left = [rejectMedia && 'pictures, clips and emoji', rejectReports && 'reports']
  return {
    ...{ publicReason: oneLine(publicReason, 500), obfuscate, review, created, restorable },
    due: review !== null && review <= context.clock(),
    by: by ? by.name || by.username : 'The server',
    leftOut: listed(left.filter((one): one is string => typeof one === 'string')),
    ...(list && { list: { name: list.name, path: `/moderation/lists/${list.id}` } }),
    before: trustWords[policy.before].name,
    comesBack: listed(comesBack.filter((one): one is string => typeof one === 'string')),
    suspended: instance?.trust === 'blocked',
    undo: `${serverPath(host)}/undo`
  }
}

const acts = { blocked: 'Block', limited: 'Limit' } as const

/** Asks once more, with what it would cost. */
export async function sendConfirm(
  context: Context,
  pages: Pages,
  request: FastifyRequest,
  reply: FastifyReply,
  { host, state, terms }: Choice,
  values: Values
) {
  const [cost, result] = await Promise.all([
    costOf(context, host),
    policyResult(context, needModerator(request), host, state, terms)
  ])
  const act = state === 'blocked' || state === 'limited' ? acts[state] : 'Leave out what comes from'
  const data = {
    place: 'servers' as const,
    title: `${act} ${host}?`,
    ...{ host, state, act },
    path: serverPath(host),
    means: means(context, state),
    rejectMedia: terms.rejectMedia ?? false,
    rejectReports: terms.rejectReports ?? false,
    cost: costLines(cost, serverPath(host), host),
    noRelation: isNoRelation(cost),
    result,
    kept: fields.filter((name) => name !== 'confirm').map((name) => ({ name, value: values[name] }))
  }
  return sendModeration(context, pages, request, reply, 'confirm.njk', data)
}

async function sendUndo(context: Context, pages: Pages, request: FastifyRequest, reply: FastifyReply, host: string) {
  const policy = await policyOf(context.store.read, host)
  if (!policy) throw new NotFound('There is no policy about this server.')
  const data = {
    place: 'servers' as const,
    title: `Undo what was decided about ${host}?`,
    ...{ host, path: serverPath(host) },
    means: means(context, policy.before),
    policy: await policyView(context, policy)
  }
  return sendModeration(context, pages, request, reply, 'undo.njk', data)
}

async function sendTies(context: Context, pages: Pages, request: FastifyRequest, reply: FastifyReply, host: string) {
  const ties = await tiesWith(context.store.read, host)
  const person = await peopleFrom(
    context,
    [...ties.follows, ...ties.members].flatMap((row) => [row.ours, row.theirs])
  )
  const section = (id: string, title: string, rows: typeof ties.posts) => ({ id, title, rows: rows.map(aboutOf) })
  const data = {
    place: 'servers' as const,
    title: `What ties us to ${host}`,
    ...{ host, path: serverPath(host) },
    follows: ties.follows.map((row) => ({ ...row, ours: person(row.ours), theirs: person(row.theirs) })),
    members: ties.members.map((row) => ({ group: person(row.ours), theirs: person(row.theirs) })),
    sections: [
      section('conversations', 'Conversations between there and here', ties.conversations),
      section('accepted', 'Accepted answers from there', ties.accepted),
      section('questions', 'Questions from there', ties.questions),
      section('quotes', 'Quotes of each other', ties.quotes),
      section('posts', 'Their latest posts on our pages', ties.posts)
    ]
  }
  return sendModeration(context, pages, request, reply, 'ties.njk', data)
}
