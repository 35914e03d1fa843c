/** How a call of the API is written down: once, for checking what is sent, for answering, and for the document. */
import type { FastifyRequest } from 'fastify'
import type { Static, TSchema } from 'typebox'
import type { Scope, Viewer } from '../../server/members/viewer.ts'

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** What a handler is given: checked, and only what the call says it takes. */
export interface Asked<Who, Body, Query> {
  viewer: Who
  body: Body
  query: Query
  /** The variable parts of the path; `id` has the form of a key. */
  params: Record<string, string>
  request: FastifyRequest
}

/** What a call gives whose answer is a file. */
export interface SentFile {
  /** A file name. */
  name: string
  bytes: Uint8Array
}

interface Described {
  method: Method
  /** Below the root of the API, as Fastify writes it: `/stories/:id`. */
  path: string
  /** One sentence that says what it does. */
  does: string
  /** The status when it went well, and what is answered then: JSON, a file of this media type, or nothing. */
  gives: { status: 200 | 201 | 202 | 204; shape?: TSchema; file?: string }
  /** It may need two persons here: then nothing is done yet, and it is answered with 202 and what was proposed. */
  proposes?: true
}

/** A call as the plugin and the document see it. */
export interface ApiRoute extends Described {
  /** What a token needs; `open` calls may be made by anyone, and with a token that can read. */
  access: Scope | 'open'
  body?: TSchema
  query?: TSchema
  /** The media types of a file that is the body; it comes as a stream, in `request.body`. */
  takes?: string[]
  handle(asked: Asked<Viewer | undefined, unknown, unknown>): Promise<unknown>
}

type Parts<Body extends TSchema, Query extends TSchema, Who, Access> = Described & {
  access: Access
  body?: Body
  query?: Query
  takes?: string[]
  handle(asked: Asked<Who, Static<Body>, Static<Query>>): Promise<unknown>
}

/** A call that needs somebody who is signed in. */
export const route = <Body extends TSchema, Query extends TSchema>(
  parts: Parts<Body, Query, Viewer, Scope>
): ApiRoute => parts as unknown as ApiRoute

/** A call that anyone may make. */
export const openRoute = <Body extends TSchema, Query extends TSchema>(
  parts: Omit<Parts<Body, Query, Viewer | undefined, 'open'>, 'access'>
): ApiRoute => ({ ...parts, access: 'open' }) as unknown as ApiRoute
