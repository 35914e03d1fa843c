/** A handle or a web address typed into the search: looked up at its own server, for people who are signed in. */
import type { FastifyRequest } from 'fastify'
import { actorById } from '../../server/actors/actors.store.ts'
import type { Context } from '../../server/context.ts'
import { Problem } from '../../server/errors.ts'
import { readPost } from '../../server/posts/posts.store.ts'
import { backTo } from '../guard.ts'
import { personPath } from '../present/people.ts'
import { lookingFor, pathOf } from '../present.ts'

/** Where it leads, or what to say when it leads nowhere; undefined when the words are just words. */
export async function lookElsewhere(
  context: Context,
  request: FastifyRequest,
  words: string
): Promise<{ path: string } | { missing: string } | undefined> {
  const isUrl = /^https?:\/\/\S+$/i.test(words)
  const isHandle = /^@?[^@\s/]+@[^@\s/]+\.[^@\s/]+$|^@?[^@\s/]+@[^@\s/]+:\d+$/.test(words)
  if (!request.viewer || !(isUrl || isHandle) || isLedHere(request)) return undefined
  try {
    const path = isUrl ? await pathAt(context, request, words) : await actorPath(context, words)
    return path ? { path } : { missing: missing(isUrl) }
  } catch (error) {
    if (error instanceof Problem && error.status !== 503) return { missing: error.message }
    throw error
  }
}

/** A link on another site must not make this server fetch what that site likes. */
const isLedHere = (request: FastifyRequest) =>
  /^(cross-site|same-site)$/.test(String(request.headers['sec-fetch-site']))

const missing = (isUrl: boolean) =>
  isUrl
    ? 'Nothing was found at that address, or it waits until a moderator has read it.'
    : 'Nobody was found by that handle.'

async function pathAt(context: Context, request: FastifyRequest, url: string): Promise<string | undefined> {
  const { origin } = context.config
  if (url.startsWith(`${origin}/`)) return backTo(url.slice(origin.length), '/')
  const post = await context.remote.findPost(url)
  const found = post && (await readPost(context.store.read, { id: post }, lookingFor(request.viewer)))
  return found ? pathOf(found) : actorPath(context, url)
}

async function actorPath(context: Context, text: string): Promise<string | undefined> {
  const id = await context.remote.findActor(text)
  const actor = id && (await actorById(context.store.read, id))
  return actor && !actor.blocked && !actor.deleted ? personPath(actor) : undefined
}
