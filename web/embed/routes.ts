/** Cards for other sites' pages, and oEmbed (oembed.com, version 1.0), by which these find them. */
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { Context } from '../../server/context.ts'
import { councilOf } from '../../server/council/settings.ts'
import { NotFound, Problem } from '../../server/errors.ts'
import type { WholePost } from '../../server/posts/posts.store.ts'
import { readPost } from '../../server/posts/posts.store.ts'
import { findShort } from '../../server/short-links/short-links.ts'
import { element, many } from '../feeds/xml.ts'
import type { Pages } from '../pages.ts'
import { queryText } from '../paging.ts'
import { pathOf, presentPosts } from '../present.ts'
import { frameOf } from '../share/share.ts'
import { cardSize, openPost } from './card.ts'

/** A card runs nothing and loads only our styles and pictures; any page may frame it. */
const cardPolicy =
  "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors *"

/** How long others may keep what they were told, in seconds. */
const keptFor = 300

/** `/embed/:noun/:id` and `/oembed`. */
export const embedRoutes =
  (context: Context, pages: Pages): FastifyPluginAsync =>
  async (app) => {
    app.get<{ Params: { noun: string; id: string } }>('/embed/:noun/:id', async (request, reply) => {
      const found = await openPost(context, request.params.noun, request.params.id)
      // The same card for everybody, whoever is signed in.
      const [item] = await presentPosts(context, undefined, [found])
      reply.headers({
        'content-security-policy': cardPolicy,
        'cache-control': `public, max-age=${keptFor}`,
        'cross-origin-resource-policy': 'cross-origin'
      })
      reply.removeHeader('cross-origin-opener-policy')
      const data = { title: found.post.title ?? 'A question', item }
      return pages.send(request, reply, 'embed/card.njk', data, { meta: { robots: 'noindex', url: found.post.url } })
    })

    app.get('/oembed', async (request, reply) => {
      const format = queryText(request.query, 'format') || 'json'
      const found = await asked(context, queryText(request.query, 'url'))
      if (format !== 'json' && format !== 'xml') throw new Problem(501, 'Cards are told of as json or xml.')
      const told = await describe(context, found, sizeAsked(request))
      reply.headers({ 'access-control-allow-origin': '*', 'cache-control': `public, max-age=${keptFor}` })
      return format === 'json' ? sendJson(reply, told) : sendXml(reply, told)
    })
  }

/** What an address of ours, long or short, leads to. Throws Problem or NotFound. */
async function asked(context: Context, url: string): Promise<WholePost> {
  if (!url) throw new Problem(400, 'Say of what: /oembed?url=…')
  const address = URL.canParse(url) ? new URL(url) : undefined
  if (address?.origin !== new URL(context.config.origin).origin) throw new NotFound()
  const [, noun = '', id = '', ...rest] = address.pathname
    .replace(/^\/embed(?=\/)/, '')
    .replace(/\/$/, '')
    .split('/')
  if (rest.length > 0) throw new NotFound()
  const post = noun === 's' ? await findShort(context, id) : undefined
  if (!post) return openPost(context, noun, id)
  const found = await readPost(context.store.read, { id: post }, undefined)
  if (!found) throw new NotFound()
  return openPost(context, pathOf(found).split('/')[1]!, post)
}

function sizeAsked({ query }: FastifyRequest) {
  const within = (name: string, usual: number, least: number) => {
    const most = Number(queryText(query, name))
    return Number.isInteger(most) && most > 0 ? Math.max(least, Math.min(usual, most)) : usual
  }
  return { width: within('maxwidth', cardSize.width, 1), height: within('maxheight', cardSize.height, 1) }
}

async function describe(context: Context, found: WholePost, size: { width: number; height: number }) {
  const { name } = await councilOf(context)
  return {
    type: 'rich',
    version: '1.0',
    title: found.post.title ?? 'A question',
    author_name: found.author.name,
    author_url: found.author.url,
    provider_name: `${name} Folkmoot`,
    provider_url: context.config.origin,
    cache_age: keptFor,
    html: frameOf(context, found, size),
    ...size
  }
}

const sendJson = (reply: FastifyReply, told: object) =>
  reply.type('application/json; charset=utf-8').send(JSON.stringify(told))

function sendXml(reply: FastifyReply, told: object) {
  const fields = Object.entries(told).map(([name, value]) => element(name, {}, String(value), true))
  const head = '<?xml version="1.0" encoding="utf-8" standalone="yes"?>'
  return reply.type('text/xml; charset=utf-8').send(`${head}\n${element('oembed', {}, many(fields))}\n`)
}
