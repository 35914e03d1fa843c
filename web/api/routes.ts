/** The JSON API: every call there is, who may make it, and how it is answered. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { TSchema } from 'typebox'
import Type from 'typebox'
import type { Context } from '../../server/context.ts'
import { NotFound, Problem, Refused, SignInNeeded } from '../../server/errors.ts'
import { addressKey } from '../../server/plugins/limits.ts'
import { mostPatience } from '../../server/plugins/patience.ts'
import { accountRoutes } from './accounts.ts'
import { adoptionRoutes } from './adoption.ts'
import { checkRoutes } from './checks.ts'
import { clipRoutes } from './clips.ts'
import { communityRoutes } from './communities.ts'
import { communityCareRoutes } from './community-care.ts'
import { controlRoutes } from './controls.ts'
import { deliveryRoutes } from './deliveries.ts'
import { domainRoutes } from './domains.ts'
import { evidenceRoutes } from './evidence.ts'
import { firstStepRoutes } from './first-steps.ts'
import { followRoutes } from './follows.ts'
import { holdRoutes } from './holds.ts'
import { houseRuleRoutes } from './house-rules.ts'
import { likeRoutes } from './likes.ts'
import { meRoutes } from './me.ts'
import { metricsRoutes } from './metrics.ts'
import { moderationRoutes } from './moderation.ts'
import { nominationRoutes } from './nominations.ts'
import { notificationRoutes } from './notifications.ts'
import { objectRoutes } from './object.ts'
import { offerRoutes } from './offers.ts'
import { once } from './once.ts'
import { openApi } from './openapi.ts'
import { pictureRoutes } from './pictures.ts'
import { pinRoutes } from './pins.ts'
import { policyListRoutes, policyRoutes } from './policies.ts'
import { pollRoutes } from './polls.ts'
import { moderationSettingRoutes, proposalRoutes } from './proposals.ts'
import { questionRoutes } from './questions.ts'
import { quoteRoutes } from './quotes.ts'
import { recipeEditorRoutes } from './recipe-editors.ts'
import { recipeRoutes } from './recipes.ts'
import { replyRoutes } from './replies.ts'
import { reportRoutes } from './reports.ts'
import { roundRoutes } from './rounds.ts'
import { type ApiRoute, openRoute, type SentFile } from './route.ts'
import { ruleRoutes } from './rules.ts'
import { searchRoutes } from './search.ts'
import { storyRoutes } from './stories.ts'
import { timelineRoutes } from './timeline.ts'
import { checkerOf } from './validate.ts'
import { keyPattern } from './words.ts'

/** Where the API stands. */
export const apiRoot = '/api/folkmoot/v1'

/** More than the longest story takes. */
const largestBody = 256 * 1024

declare module 'fastify' {
  interface FastifyRequest {
    /** The JSON as it came, for telling whether two calls are the same. */
    sentText: string
  }
}

/** Every call, in the order of the document. */
export function apiCalls(context: Context): ApiRoute[] {
  const calls: ApiRoute[] = [
    ...storyRoutes(context),
    ...clipRoutes(context),
    ...pictureRoutes(context),
    ...checkRoutes(context),
    ...firstStepRoutes(context),
    ...recipeRoutes(context),
    ...recipeEditorRoutes(context),
    ...adoptionRoutes(context),
    ...offerRoutes(context),
    ...roundRoutes(context),
    ...questionRoutes(context),
    ...replyRoutes(context),
    ...pollRoutes(context),
    ...quoteRoutes(context),
    ...communityRoutes(context),
    ...communityCareRoutes(context),
    ...objectRoutes(context),
    ...timelineRoutes(context),
    ...searchRoutes(context),
    ...likeRoutes(context),
    ...pinRoutes(context),
    ...followRoutes(context),
    ...controlRoutes(context),
    ...nominationRoutes(context),
    ...notificationRoutes(context),
    ...meRoutes(context),
    ...reportRoutes(context),
    ...accountRoutes(context),
    ...moderationRoutes(context),
    ...proposalRoutes(context),
    ...moderationSettingRoutes(context),
    ...houseRuleRoutes(context),
    ...holdRoutes(context),
    ...evidenceRoutes(context),
    ...deliveryRoutes(context),
    ...domainRoutes(context),
    ...policyRoutes(context),
    ...policyListRoutes(context),
    ...ruleRoutes(context),
    ...metricsRoutes(context)
  ]
  const document: ApiRoute = openRoute({
    method: 'GET',
    path: '/openapi.json',
    does: 'Gives this document.',
    gives: { status: 200, shape: Type.Object({}, { description: 'An OpenAPI document' }) },
    handle: async (): Promise<object> => openApi(context.config, apiRoot, [...calls, document])
  })
  return [...calls, document]
}

/** The API as a plugin; needs the plugins `session`, `limits` and `errors`. */
export const apiRoutes = (context: Context) => async (app: FastifyInstance) => {
  app.decorateRequest('sentText', '')
  app.setValidatorCompiler(({ schema }) => checkerOf(schema as TSchema))
  takeJson(app)
  app.addHook('onRequest', async (request, reply) => {
    const { viewer, server, ip } = request
    if (viewer) server.limits.api.need(viewer.member.id)
    else server.limits.apiByAddress.need(addressKey(ip))
    reply.header('cache-control', 'no-store')
  })
  const calls = apiCalls(context)
  for (const call of calls) {
    if (call.takes) await app.register(async (scope) => takeFile(context, scope, call))
    else addCall(context, app, call)
  }
  for (const [path, known] of Map.groupBy(calls, (call) => call.path)) refuseOthers(app, path, known)
}

/** Only JSON is taken; a call with an empty body counts as one without. */
function takeJson(app: FastifyInstance) {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'string', bodyLimit: largestBody }, (request, text, done) => {
    request.sentText = String(text)
    if (request.sentText.trim() === '') return done(null, undefined)
    return parse(request, request.sentText, done)
  })
}

/** A call whose body is a file, which is not read before it is known who sends it. */
function takeFile(context: Context, app: FastifyInstance, call: ApiRoute) {
  app.addContentTypeParser(call.takes ?? [], (_request, payload, done) => done(null, payload))
  addCall(context, app, call)
}

function addCall(context: Context, app: FastifyInstance, call: ApiRoute) {
  app.route({
    method: call.method,
    url: call.path,
    config: call.takes ? { patience: mostPatience } : {},
    schema: { ...(call.body && { body: call.body }), ...(call.query && { querystring: call.query }) },
    onRequest: async (request) => checkAccess(request, call),
    handler: (request, reply) => answer(context, call, request, reply)
  })
}

/** Who may make this call; that a role may do what its scope says is for {@link Viewer.can} to know. */
function checkAccess({ viewer, params }: FastifyRequest, { access }: ApiRoute) {
  const needed = access === 'open' ? 'read' : access
  if (!viewer && access !== 'open') throw new SignInNeeded('Send a token: Authorization: Bearer …')
  if (viewer?.scopes && !viewer.scopes.includes(needed))
    throw new Refused(`This token cannot do this: it lacks “${needed}”.`)
  if (access === 'moderate' && !viewer?.can('moderate')) throw new Refused('This is for moderators.')
  const { id } = params as { id?: string }
  if (id !== undefined && !new RegExp(keyPattern).test(id)) throw new NotFound()
}

async function answer(context: Context, call: ApiRoute, request: FastifyRequest, reply: FastifyReply) {
  const { viewer, body, query, params, headers, method, url } = request
  const act = () => call.handle({ viewer, body, query, params: params as Record<string, string>, request })
  const key = headers['idempotency-key']
  let told: unknown
  // A file is made anew: answers are kept as JSON.
  if (method === 'POST' && !call.gives.file && typeof key === 'string' && key !== '' && viewer) {
    const done = await once(context, viewer, { key, content: `${method} ${url}\n${request.sentText}` }, act)
    if (done.again) reply.header('idempotent-replayed', 'true')
    told = done.answer
  } else told = await act()
  reply.status(call.gives.status)
  if (call.gives.file) {
    const { name, bytes } = told as SentFile
    reply.type(call.gives.file).header('content-disposition', `attachment; filename="${name}"`)
    return reply.send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
  }
  return call.gives.status === 204 ? reply.send() : reply.send(told)
}

/** Any other method at a known address: 405, with those that there are. */
function refuseOthers(app: FastifyInstance, path: string, known: ApiRoute[]) {
  const methods = known.map((call) => call.method)
  const allow = [...methods, ...(methods.includes('GET') ? ['HEAD'] : [])].join(', ')
  const others = (['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const).filter((method) => !methods.includes(method))
  app.route({
    method: others,
    url: path,
    onRequest: async (_request, reply) => {
      reply.header('allow', allow)
      throw new Problem(405, `This address takes ${allow}.`)
    },
    handler: async () => undefined
  })
}
