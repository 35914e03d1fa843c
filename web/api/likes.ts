/** Likes, reactions and shares by the API. */
import Type from 'typebox'
import type { Context } from '../../server/context.ts'
import { showInterest, withdrawInterest } from '../../server/interest/interest.ts'
import { countsOf } from './item.ts'
import { type ApiRoute, route } from './route.ts'
import { Interest } from './shapes.ts'
import { text, uri } from './words.ts'

const Which = Type.Object({ object: uri('The address of the post') })
const says = {
  like: ['Says that a post is useful. A second time changes nothing.', 'Takes a like back.'],
  share: ['Shows a post to those who follow you. A second time changes nothing.', 'Takes a share back.']
} as const

const emoji = text('One emoji', 40)
const Reaction = Type.Object({ object: uri('The address of the post'), emoji })
const Undone = Type.Object({ object: uri('The address of the post'), emoji: Type.Optional(emoji) })

/** The calls. */
export const likeRoutes = (context: Context): ApiRoute[] => [
  ...plain(context),
  route({
    method: 'POST',
    path: '/reactions',
    access: 'write',
    does: 'Likes a post with an emoji. A second time changes nothing.',
    body: Reaction,
    gives: { status: 201, shape: Interest },
    async handle({ viewer, body }) {
      const row = await showInterest(context, viewer, 'reaction', body.object, body.emoji)
      return { object: row.post.uri, counts: countsOf(row) }
    }
  }),
  route({
    method: 'DELETE',
    path: '/reactions',
    access: 'write',
    does: 'Takes a reaction back: this one, or any if nothing is said.',
    body: Undone,
    gives: { status: 204 },
    async handle({ viewer, body }) {
      await withdrawInterest(context, viewer, 'reaction', body.object, body.emoji)
    }
  })
]

const plain = (context: Context): ApiRoute[] =>
  (['like', 'share'] as const).flatMap((kind) => [
    route({
      method: 'POST',
      path: `/${kind}s`,
      access: 'write',
      does: says[kind][0],
      body: Which,
      gives: { status: 201, shape: Interest },
      async handle({ viewer, body }) {
        const row = await showInterest(context, viewer, kind, body.object)
        return { object: row.post.uri, counts: countsOf(row) }
      }
    }),
    route({
      method: 'DELETE',
      path: `/${kind}s`,
      access: 'write',
      does: says[kind][1],
      body: Which,
      gives: { status: 204 },
      async handle({ viewer, body }) {
        await withdrawInterest(context, viewer, kind, body.object)
      }
    })
  ])
