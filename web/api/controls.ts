/** What you keep from yourself, by the API: mutes, blocks, hidden shares, filters. Nobody else is kept from anything by them. */
import Type from 'typebox'
import type { Context } from '../../server/context.ts'
import {
  controlsOf,
  type Filter,
  filtersOf,
  listControls,
  type WholeControl
} from '../../server/controls/controls.store.ts'
import { type ActorControl, blockHost, keepFrom, keepNoLonger, unblockHost } from '../../server/controls/controls.ts'
import { addFilter, filterActs, filterKinds, removeFilter } from '../../server/controls/own-filters.ts'
import { BlockedServer, Control, WordFilter } from './control-shapes.ts'
import { authorOf } from './item.ts'
import { type ApiRoute, route } from './route.ts'
import { oneOf, pageAsked, pageOf, paging, text, textOrNull } from './words.ts'

const target = Type.String({
  description: 'A handle such as @nia@aldermere.example, or the address of an account',
  pattern: '^[^\\s\\u0000]+$',
  maxLength: 2000
})
const until = Type.Optional(
  textOrNull('When it ends by itself, as in 2027-01-31T12:00:00Z; never if nothing is said', 40)
)
const host = text('The name of the server', 300)

/** The calls. */
export const controlRoutes = (context: Context): ApiRoute[] => [
  ...ofActors(context, 'mute', '/controls/mutes', {
    lists: 'Lists whom you muted, the newest first.',
    adds: 'Mutes somebody: you see nothing that they say, and are told nothing of them. They are not told.',
    drops: 'Unmutes somebody. A second time changes nothing.'
  }),
  ...ofActors(context, 'shares', '/controls/shares', {
    lists: 'Lists whose shares you hide, the newest first.',
    adds: 'Hides from your timeline what somebody shares of others; what they write stays.',
    drops: 'Shows what somebody shares again. A second time changes nothing.'
  }),
  ...ofActors(context, 'block', '/controls/blocks', {
    lists: 'Lists whom you block, the newest first.',
    adds: 'Blocks somebody: follows between you end, and they can neither follow nor answer you. Their server is told.',
    drops: 'Unblocks somebody. A second time changes nothing.'
  }),
  ...ofServers(context),
  ...ofFilters(context)
]

function ofActors(
  context: Context,
  kind: ActorControl,
  path: string,
  does: { lists: string; adds: string; drops: string }
): ApiRoute[] {
  const Whom = Type.Object({ target })
  return [
    route({
      method: 'GET',
      ...{ path, access: 'read', does: does.lists },
      query: Type.Object(paging),
      gives: { status: 200, shape: pageOf(Control) },
      async handle({ viewer, query }) {
        const page = await listControls(context.store.read, viewer.actor.id, kind, pageAsked(query))
        return { items: page.rows.flatMap(told), next: page.next ?? null }
      }
    }),
    route({
      method: 'POST',
      ...{ path, access: 'write', does: does.adds },
      body: kind === 'block' ? Whom : Type.Object({ target, until }),
      gives: { status: 201, shape: Control },
      async handle({ viewer, body }) {
        const actor = await keepFrom(context, viewer, kind, body.target, endOf(body))
        const all = await controlsOf(context.store.read, viewer.actor.id, actor.id)
        const control = all.find((one) => one.kind === kind)!
        return told({ control, actor })[0]
      }
    }),
    route({
      method: 'DELETE',
      ...{ path, access: 'write', does: does.drops },
      body: Whom,
      gives: { status: 204 },
      async handle({ viewer, body }) {
        await keepNoLonger(context, viewer, kind, body.target)
      }
    })
  ]
}

const ofServers = (context: Context): ApiRoute[] => [
  route({
    method: 'GET',
    path: '/controls/servers',
    access: 'read',
    does: 'Lists the servers that you block for yourself, the newest first.',
    query: Type.Object(paging),
    gives: { status: 200, shape: pageOf(BlockedServer) },
    async handle({ viewer, query }) {
      const page = await listControls(context.store.read, viewer.actor.id, 'server', pageAsked(query))
      const items = page.rows.map(({ control }) => ({ host: control.host, since: control.created.toISOString() }))
      return { items, next: page.next ?? null }
    }
  }),
  route({
    method: 'POST',
    path: '/controls/servers',
    access: 'write',
    does: 'Blocks everybody of a server, for yourself alone; follows between you and them end.',
    body: Type.Object({ host }),
    gives: { status: 204 },
    async handle({ viewer, body }) {
      await blockHost(context, viewer, body.host)
    }
  }),
  route({
    method: 'DELETE',
    path: '/controls/servers',
    access: 'write',
    does: 'Unblocks a server. A second time changes nothing.',
    body: Type.Object({ host }),
    gives: { status: 204 },
    async handle({ viewer, body }) {
      await unblockHost(context, viewer, body.host)
    }
  })
]

const ofFilters = (context: Context): ApiRoute[] => [
  route({
    method: 'GET',
    path: '/controls/filters',
    access: 'read',
    does: 'Lists the words, phrases and topics that you filter, the newest first.',
    gives: { status: 200, shape: Type.Object({ items: Type.Array(WordFilter) }, { additionalProperties: false }) },
    handle: async ({ viewer }) => ({ items: (await filtersOf(context.store.read, viewer.actor.id)).map(toldFilter) })
  }),
  route({
    method: 'POST',
    path: '/controls/filters',
    access: 'write',
    does: 'Filters words, a phrase or a topic in all that you read; the same words again change what happens.',
    body: Type.Object({
      words: text('What is looked for, as whole words, whatever their case and accents', 1_000),
      kind: Type.Optional(oneOf(filterKinds, 'Where: in the words, unless told, or among topics only')),
      act: Type.Optional(oneOf(filterActs, 'fold, unless told: behind a line that names the words; hide: left out')),
      until
    }),
    gives: { status: 201, shape: WordFilter },
    handle: async ({ viewer, body }) => toldFilter(await addFilter(context, viewer, { ...body, ends: endOf(body) }))
  }),
  route({
    method: 'DELETE',
    path: '/controls/filters/:id',
    access: 'write',
    does: 'Filters that no longer.',
    gives: { status: 204 },
    async handle({ viewer, params }) {
      await removeFilter(context, viewer, params.id!)
    }
  })
]

const endOf = (body: object): Date | null => {
  const said = 'until' in body ? body.until : undefined
  return typeof said === 'string' ? new Date(said) : null
}

const told = ({ control, actor }: WholeControl) =>
  actor
    ? [
        {
          ...{ target: actor.uri, handle: authorOf(actor).handle, name: actor.name },
          ...{ since: control.created.toISOString(), until: control.ends?.toISOString() ?? null }
        }
      ]
    : []

const toldFilter = ({ id, words, kind, act, created, ends }: Filter) => ({
  ...{ id, words, kind, act },
  ...{ since: created.toISOString(), until: ends?.toISOString() ?? null }
})
