/** The feeds: every public list as Atom, RSS and JSON, for any reader and without signing in. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Context } from '../../server/context.ts'
import { NotFound } from '../../server/errors.ts'
import * as atom from './atom.ts'
import {
  councilName,
  type Feed,
  feedOfCommunity,
  feedOfCouncil,
  feedOfPerson,
  feedOfTopic,
  type Listed,
  readFeed,
  tagOf
} from './feed.ts'
import * as json from './json.ts'
import * as rss from './rss.ts'

const forms = { atom, rss, json }
type Ending = keyof typeof forms

/** The feeds with a name of their own. */
const lists: Record<string, (council: string) => Listed> = {
  stories: (council) => ({
    title: `Stories at ${council}`,
    subtitle: 'What was done, what went well and what went badly.',
    home: '/stories',
    asked: { kinds: ['story'] }
  }),
  'went-badly': (council) => ({
    title: `What went badly, at ${council}`,
    subtitle: 'Stories that tell what went badly, and what their authors would do differently.',
    home: '/stories?badly=1',
    asked: { kinds: ['story'], badly: true }
  }),
  recipes: (council) => ({
    title: `Recipes at ${council}`,
    subtitle: 'How to do what others did, and who says so.',
    home: '/recipes',
    asked: { kinds: ['recipe'] }
  }),
  'worth-repeating': (council) => ({
    title: `Practice worth repeating, at ${council}`,
    subtitle: 'Stories that people of two other councils have replicated.',
    home: '/stories?worth=1',
    asked: { kinds: ['story'], worth: true }
  }),
  adoptions: (council) => ({
    title: `Who tries what, at ${council}`,
    subtitle: 'Councils and people who say that they want to try something, try it, adopted it or stopped.',
    home: '/stories',
    asked: {},
    steps: true
  }),
  unanswered: (council) => ({
    title: `Questions without an answer at ${council}`,
    subtitle: 'What nobody has answered yet, the oldest first.',
    home: '/questions/unanswered',
    asked: {},
    unanswered: true
  }),
  questions: (council) => ({
    title: `Questions at ${council}`,
    subtitle: 'What people ask of those who have done it.',
    home: '/questions',
    asked: { kinds: ['question'] }
  })
}

/** The feeds as a plugin, at /feeds. */
export const feedRoutes = (context: Context) => async (app: FastifyInstance) => {
  const find = async (file: string, path: string, listedBy: (name: string) => Listed | Promise<Listed>) => {
    const { name, ending } = split(file)
    const feed = await readFeed(context, await listedBy(name), `${path}/${encodeURIComponent(name)}`, ending)
    return { feed, ending }
  }
  app.get<Asked>('/feeds/:file', async (request, reply) =>
    send(request, reply, await find(request.params.file, '/feeds', (name) => feedOfName(context, name)))
  )
  app.get<Asked>('/feeds/people/:file', async (request, reply) =>
    send(request, reply, await find(request.params.file, '/feeds/people', (name) => feedOfPerson(context, name)))
  )
  app.get<Asked>('/feeds/communities/:file', async (request, reply) =>
    send(
      request,
      reply,
      await find(request.params.file, '/feeds/communities', (name) => feedOfCommunity(context, name))
    )
  )
  app.get<Asked>('/feeds/topics/:file', async (request, reply) =>
    send(request, reply, await find(request.params.file, '/feeds/topics', feedOfTopic))
  )
}

interface Asked {
  Params: { file: string }
}

async function feedOfName(context: Context, name: string): Promise<Listed> {
  if (name === 'council') return feedOfCouncil(context)
  if (!Object.hasOwn(lists, name)) throw new NotFound('There is no such feed.')
  return lists[name]!(await councilName(context))
}

/** `nia.rees.atom` is of `nia.rees`, as Atom. */
function split(file: string): { name: string; ending: Ending } {
  const at = file.lastIndexOf('.')
  const ending = file.slice(at + 1)
  const name = file.slice(0, at)
  if (at < 1 || !Object.hasOwn(forms, ending) || name.includes('\0'))
    throw new NotFound('Feeds end in .atom, .rss or .json.')
  return { name, ending: ending as Ending }
}

function send(request: FastifyRequest, reply: FastifyReply, { feed, ending }: { feed: Feed; ending: Ending }) {
  const text = forms[ending].write(feed)
  const tag = tagOf(text)
  const changed = feed.updated.toUTCString()
  reply.header('etag', tag).header('last-modified', changed).header('cache-control', 'public, max-age=300')
  const { 'if-none-match': tags, 'if-modified-since': since } = request.headers
  // A date is compared as the mark it is: when something is withdrawn, the list changes and its latest date goes back.
  const same = tags === undefined ? since === changed : isAmong(tag, tags)
  return same ? reply.status(304).send() : reply.type(forms[ending].mediaType).send(text)
}

const isAmong = (tag: string, tags: string) =>
  tags.split(',').some((one) => ['*', tag].includes(one.trim().replace(/^W\//, '')))
