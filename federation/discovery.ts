/** How others find us and what they may know of us: WebFinger, host-meta, NodeInfo, robots.txt, security.txt. */
import type { FastifyInstance, FastifyPluginAsync, FastifyReply } from 'fastify'
import { actorById } from '../server/actors/actors.store.ts'
import { readSetting } from '../server/council/settings.store.ts'
import { councilOf } from '../server/council/settings.ts'
import { escapeHtml } from '../server/text/sanitise.ts'
import type { Federation } from './context.ts'
import { usageOf } from './discovery.store.ts'
import type { JsonObject } from './json.ts'
import { serverActorUri, software } from './software.ts'
import { describe, findResource } from './webfinger.ts'

/** The setting that says where to write about a fault of security: a web address, `mailto:` or `tel:`. */
export const securityContact = 'security-contact'

const nodeInfoSchema = 'http://nodeinfo.diaspora.software/ns/schema/'
const year = 365 * 86_400_000

/** The addresses of discovery. They are open to everyone, whatever the mode: there is nothing in them but who we are. */
export function discoveryRoutes(federation: Federation): FastifyPluginAsync {
  return async (app) => {
    webfinger(app, federation)
    hostMeta(app, federation)
    nodeInfo(app, federation)
    notices(app, federation)
  }
}

function webfinger(app: FastifyInstance, { context }: Federation) {
  app.get('/.well-known/webfinger', async (request, reply) => {
    const { resource, rel } = request.query as Record<string, unknown>
    reply.header('access-control-allow-origin', '*')
    if (typeof resource !== 'string' || resource === '')
      return reply.code(400).send({ error: 'Say whom you look for: ?resource=acct:name@host' })
    const actor = resource.length <= 2_048 ? await findResource(context, plain(resource)) : undefined
    if (!actor) return reply.code(404).send({ error: 'There is nobody of that name here.' })
    if (actor.deleted) return reply.code(410).send({ error: 'This account is gone.' })
    const rels = [rel].flat().filter((one) => typeof one === 'string')
    return json(reply, 'application/jrd+json; charset=utf-8', describe(context, actor, rels))
  })
}

/** Databases take no NUL. */
const plain = (text: string) => text.replaceAll('\0', '')

function hostMeta(app: FastifyInstance, { context }: Federation) {
  const template = `${context.config.origin}/.well-known/webfinger?resource={uri}`
  app.get('/.well-known/host-meta', async (_request, reply) => {
    const link = `<Link rel="lrdd" type="application/jrd+json" template="${escapeHtml(template)}"/>`
    const xrd = `<?xml version="1.0" encoding="UTF-8"?>\n<XRD xmlns="http://docs.oasis-open.org/ns/xri/xrd-1.0">\n  ${link}\n</XRD>\n`
    return cached(reply).type('application/xrd+xml; charset=utf-8').send(xrd)
  })
  app.get('/.well-known/host-meta.json', async (_request, reply) =>
    json(reply, 'application/json; charset=utf-8', {
      links: [{ rel: 'lrdd', type: 'application/jrd+json', template }]
    })
  )
}

function nodeInfo(app: FastifyInstance, { context }: Federation) {
  const { origin } = context.config
  app.get('/.well-known/nodeinfo', async (_request, reply) =>
    json(reply, 'application/json; charset=utf-8', {
      links: [
        ...['2.0', '2.1'].map((version) => ({ rel: nodeInfoSchema + version, href: `${origin}/nodeinfo/${version}` })),
        // FEP-2677.
        { rel: 'https://www.w3.org/ns/activitystreams#Application', href: serverActorUri(origin) }
      ]
    })
  )
  for (const version of ['2.0', '2.1']) {
    app.get(`/nodeinfo/${version}`, async (_request, reply) => {
      const council = await councilOf(context)
      const type = `application/json; profile="${nodeInfoSchema}${version}#"; charset=utf-8`
      return json(reply, type, {
        version,
        software: { name: software.name, version: software.version },
        protocols: ['activitypub'],
        services: { inbound: [], outbound: ['atom1.0'] },
        openRegistrations: false,
        usage: { ...(await usageOf(context.store.read, context.clock())) },
        metadata: { nodeName: council.name, nodeDescription: council.about ?? '' }
      })
    })
  }
}

/** Pages that would be of no use to a search engine, or that cost us more than they give it. */
const notForRobots = [
  '/account',
  '/api/',
  '/authorize_interaction',
  '/interact',
  '/moderation',
  '/search',
  '/setup',
  '/sign-in'
]

function notices(app: FastifyInstance, { context }: Federation) {
  app.get('/robots.txt', async (_request, reply) => {
    const lines = ['User-agent: *', ...notForRobots.map((path) => `Disallow: ${path}`)]
    return cached(reply)
      .type('text/plain; charset=utf-8')
      .send(`${lines.join('\n')}\n`)
  })
  app.get('/.well-known/security.txt', async (_request, reply) => {
    const set = await readSetting<string>(context.store.read, securityContact)
    const council = await actorById(context.store.read, (await councilOf(context)).actor)
    const contact = set ?? council?.url ?? context.config.origin
    const lines = [
      `Contact: ${contact.replace(/\s+/g, '')}`,
      // RFC 9116 wants an end within a year.
      `Expires: ${new Date(context.clock().getTime() + year - 86_400_000).toISOString()}`,
      'Preferred-Languages: en',
      `Canonical: ${context.config.origin}/.well-known/security.txt`
    ]
    return cached(reply)
      .type('text/plain; charset=utf-8')
      .send(`${lines.join('\n')}\n`)
  })
}

const cached = (reply: FastifyReply) =>
  reply.header('access-control-allow-origin', '*').header('cache-control', 'public, max-age=300')

const json = (reply: FastifyReply, type: string, document: JsonObject) =>
  cached(reply).header('content-type', type).send(JSON.stringify(document))
