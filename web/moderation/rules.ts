/** Rules: the list in the order in which they are asked, and the editor with its test box and simulation. */
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { Context } from '../../server/context.ts'
import { Conflict, Invalid, NotFound } from '../../server/errors.ts'
import { heldById } from '../../server/moderation/held.store.ts'
import type { RuleAtWork } from '../../server/moderation/rules/compile.ts'
import { conflictsOf } from '../../server/moderation/rules/danger.ts'
import { countHits, listRules, type Rule } from '../../server/moderation/rules/rules.store.ts'
import {
  createRule,
  deleteRule,
  findRule,
  moveRule,
  safeRule,
  saveRule,
  switchRule
} from '../../server/moderation/rules/rules.ts'
import { ruleSentence } from '../../server/moderation/rules/sentence.ts'
import { testOne } from '../../server/moderation/rules/try-one.ts'
import { idIn } from '../find.ts'
import { orFaults, shownFaults, typed } from '../form.ts'
import type { Pages } from '../pages.ts'
import { queryText } from '../paging.ts'
import { withBanner } from './banner.ts'
import { needModerator, sendModeration } from './page.ts'
import { changeRows, emptyValues, kinds, type RuleValues, readValues, valuesOf, writtenOf } from './rule-form.ts'
import { valuesFrom } from './rule-from.ts'
import { historyOf } from './rule-history.ts'
import { csvOf, resultView, tryBeside } from './rule-result.ts'

const place = 'rules' as const

/** `/moderation/rules`. */
export const ruleRoutes =
  (context: Context, pages: Pages): FastifyPluginAsync =>
  async (app) => {
    app.get('/moderation/rules', (request, reply) => sendList(context, pages, request, reply))

    app.get('/moderation/rules/new', async (request, reply) => {
      const from = queryText(request.query, 'from')
      const item = /^[0-9a-f]{32}$/.test(from) ? await heldById(context.store.read, from) : undefined
      const values = item ? valuesFrom(item) : emptyValues()
      return sendEditor(context, pages, request, reply, { values })
    })

    app.get('/moderation/rules/:id', async (request, reply) => {
      const rule = await findRule(context, idIn(request))
      return sendEditor(context, pages, request, reply, { values: valuesOf(rule), rule })
    })

    app.post('/moderation/rules/new', (request, reply) => takeEditor(context, pages, request, reply))
    app.post('/moderation/rules/:id', async (request, reply) =>
      takeEditor(context, pages, request, reply, await findRule(context, idIn(request)))
    )

    app.post('/moderation/rules/:id/do', async (request, reply) => {
      const { actor } = needModerator(request)
      const { act } = typed(request.body, ['act'])
      const done = await orFaults(() => doOne(context, actor.id, idIn(request), act))
      if (done instanceof Invalid) return sendList(context, pages, request, reply, done)
      return reply.redirect(withBanner('/moderation/rules', done), 303)
    })
  }

async function doOne(context: Context, by: string, id: string, act: string) {
  if (act === 'on' || act === 'off') {
    await switchRule(context, by, id, act === 'on')
    return `rule-${act}` as const
  }
  if (act === 'up' || act === 'down') {
    await moveRule(context, by, id, act)
    return 'rule-moved' as const
  }
  if (act !== 'delete') throw new NotFound()
  await deleteRule(context, by, id)
  return 'rule-deleted' as const
}

async function sendList(
  context: Context,
  pages: Pages,
  request: FastifyRequest,
  reply: FastifyReply,
  problem?: Invalid
) {
  const rules = await listRules(context.store.read)
  const hits = await countHits(
    context.store.read,
    rules.map(({ id }) => id)
  )
  const now = context.clock()
  const data = {
    place,
    title: 'Rules',
    rules: rules.map((rule, at) => ({
      ...{
        id: rule.id,
        name: rule.name,
        version: rule.version,
        enabled: rule.enabled,
        path: `/moderation/rules/${rule.id}`
      },
      sentence: ruleSentence(rule.body),
      ...(rule.expires && { expires: rule.expires, over: rule.expires <= now }),
      ...{ lately: hits.get(rule.id) ?? 0, hits: rule.hits, first: at === 0, last: at === rules.length - 1 },
      conflicts: rule.enabled ? conflictsOf(rule.body, rules, rule.id) : []
    })),
    ...shownFaults(problem && new Invalid(problem.faults.map((fault) => ({ ...fault, field: 'rules' }))))
  }
  return sendModeration(context, pages, request, reply, 'rules.njk', data, problem ? 422 : 200)
}

interface Editing {
  values: RuleValues
  rule?: Rule | undefined
  problem?: Invalid | undefined
  /** What is shown below the form. */
  shown?: Record<string, unknown>
}

async function sendEditor(
  context: Context,
  pages: Pages,
  request: FastifyRequest,
  reply: FastifyReply,
  { values, rule, problem, shown }: Editing
) {
  const data = {
    place,
    title: rule ? rule.name : 'A new rule',
    action: rule ? `/moderation/rules/${rule.id}` : '/moderation/rules/new',
    ...(rule && { rule: { id: rule.id, version: rule.version, enabled: rule.enabled, expires: rule.expires } }),
    next: (rule?.version ?? 0) + 1,
    ...{ values, kinds, days: context.config.inboxLogDays },
    ...(rule && (await historyOf(context, request, rule))),
    ...shown,
    ...shownFaults(problem)
  }
  return sendModeration(context, pages, request, reply, 'rule.njk', data, problem ? 422 : 200)
}

/** What the button in the editor asked for. */
async function takeEditor(context: Context, pages: Pages, request: FastifyRequest, reply: FastifyReply, rule?: Rule) {
  const viewer = needModerator(request)
  const { act, version } = typed(request.body, ['act', 'version'])
  const values = readValues(request.body)
  const changed = changeRows(values, act)
  if (changed !== undefined) return sendEditor(context, pages, request, reply, { values, rule, shown: { changed } })
  // To try a rule it needs no name.
  const written = writtenOf(act === 'save' ? values : { ...values, name: values.name.trim() || 'This rule' })
  const read = await orFaults(() => safeRule(context, written))
  if (read instanceof Invalid) return sendEditor(context, pages, request, reply, { values, rule, problem: read })
  const next: RuleAtWork = { id: rule?.id ?? '', version: (rule?.version ?? 0) + 1, ...read }
  const sentence = ruleSentence(read.body)
  const conflicts = conflictsOf(read.body, await listRules(context.store.read), rule?.id)
  if (act === 'test') {
    const tested = values.test.trim() ? await testOne(context, next, values.test) : undefined
    const problem = tested
      ? undefined
      : new Invalid([{ field: 'test', text: 'Paste the words or the address of a post' }])
    return sendEditor(context, pages, request, reply, { values, rule, problem, shown: { sentence, conflicts, tested } })
  }
  if (act === 'save') return save(context, pages, request, reply, { values, rule }, Number(version))
  const tried = await tryBeside(context, next, rule)
  if (act === 'csv') {
    reply.header('content-disposition', 'attachment; filename="rule.csv"')
    return reply.type('text/csv; charset=utf-8').send(csvOf(tried))
  }
  const result = await resultView(context, viewer, tried, next, rule)
  return sendEditor(context, pages, request, reply, { values, rule, shown: { sentence, conflicts, result } })
}

async function save(
  context: Context,
  pages: Pages,
  request: FastifyRequest,
  reply: FastifyReply,
  editing: Editing,
  before: number
) {
  const { actor } = needModerator(request)
  const { values, rule } = editing
  try {
    const saved = await orFaults(() =>
      rule
        ? saveRule(context, actor.id, rule.id, before, writtenOf(values))
        : createRule(context, actor.id, writtenOf(values))
    )
    if (saved instanceof Invalid)
      return await sendEditor(context, pages, request, reply, { ...editing, problem: saved })
    return reply.redirect(withBanner('/moderation/rules', 'rule'), 303)
  } catch (error) {
    if (!(error instanceof Conflict)) throw error
    const problem = new Invalid([{ field: 'name', text: error.message }])
    return sendEditor(context, pages, request, reply, { ...editing, problem })
  }
}
