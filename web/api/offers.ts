/** Questions that find people, by the API: what nobody has answered yet, and what you were offered. */
import Type from 'typebox'
import type { Context } from '../../server/context.ts'
import { askToAnswer, colleagueNamed, markWaiting } from '../../server/offers/care.ts'
import { choicesOf, openOffers } from '../../server/offers/offers.store.ts'
import { choose, decline, passOn, perWeek, putOff, setPerWeek } from '../../server/offers/offers.ts'
import { listUnanswered } from '../../server/offers/unanswered.store.ts'
import { reasonsFor } from '../offers/offered.ts'
import { lookingFor } from '../present.ts'
import { itemsOf } from './item.ts'
import { type ApiRoute, openRoute, route } from './route.ts'
import { Item } from './shapes.ts'
import { pageAsked, pageOf, paging, text, textOrNull } from './words.ts'

const Offer = Type.Object(
  {
    id: text('Our own key of it'),
    why: text('Why you are asked, in a sentence'),
    question: Item
  },
  { title: 'Offer', additionalProperties: false }
)
const Choices = Type.Object(
  {
    paused: Type.Boolean({ description: 'Nothing is offered to you' }),
    letters: Type.Boolean({ description: 'You are told by letter, too' }),
    refused: Type.Array(text('A skill, a topic or a word'), { description: 'What is not your subject' })
  },
  { title: 'OfferChoices', additionalProperties: false }
)
const Limit = Type.Object(
  { perWeek: Type.Integer({ description: 'Asking by name does not count' }) },
  { title: 'OfferLimit', additionalProperties: false }
)
const Changed = Type.Object(
  {
    paused: Type.Optional(Type.Boolean()),
    letters: Type.Optional(Type.Boolean()),
    again: Type.Optional(Type.Array(text('What is your subject after all', 100), { maxItems: 100 }))
  },
  { description: 'What is left out stays.' }
)

/** The calls. */
export const offerRoutes = (context: Context): ApiRoute[] => [
  openRoute({
    method: 'GET',
    path: '/questions/unanswered',
    does: 'Lists the questions that nobody here has answered yet, the oldest first.',
    query: Type.Object(paging),
    gives: { status: 200, shape: pageOf(Item) },
    async handle({ viewer, query }) {
      const page = await listUnanswered(context.store.read, lookingFor(viewer), pageAsked(query))
      return { items: await itemsOf(context, viewer, page.rows), next: page.next ?? null }
    }
  }),
  route({
    method: 'POST',
    path: '/questions/:id/ask',
    access: 'write',
    does: 'Asks somebody by name to answer a question that you look after.',
    body: Type.Object({
      who: text('A handle, of somebody here or of another server', 300),
      words: Type.Optional(text('What you say to somebody of another server, for all to read', 500))
    }),
    gives: { status: 204 },
    handle: ({ viewer, body, params }) =>
      askToAnswer(context, viewer, params.id!, { who: body.who, ...(body.words && { words: body.words }) })
  }),
  route({
    method: 'PUT',
    path: '/questions/:id/waiting',
    access: 'write',
    does: 'Says what a question that you look after waits for.',
    body: Type.Object({ note: textOrNull('Up to 200 characters; null when it waits for nothing any more', 1000) }),
    gives: { status: 204 },
    handle: ({ viewer, body, params }) => markWaiting(context, viewer, params.id!, body.note ?? '')
  }),
  route({
    method: 'GET',
    path: '/offers',
    access: 'read',
    does: 'Lists the questions that you may know the answer to, at most 50, with why.',
    gives: {
      status: 200,
      shape: Type.Object({ items: Type.Array(Offer) }, { title: 'Offers', additionalProperties: false })
    },
    async handle({ viewer }) {
      const found = await openOffers(context.store.read, viewer.actor.id, context.clock())
      const reasons = await reasonsFor(context, viewer, found)
      const items = await itemsOf(context, viewer, found)
      return { items: found.map(({ offer }, n) => ({ id: offer.id, why: reasons[n], question: items[n] })) }
    }
  }),
  route({
    method: 'POST',
    path: '/offers/:id/later',
    access: 'write',
    does: 'Puts a question that was offered to you off for three days.',
    gives: { status: 204 },
    handle: ({ viewer, params }) => putOff(context, viewer, params.id!)
  }),
  route({
    method: 'POST',
    path: '/offers/:id/decline',
    access: 'write',
    does: 'Says that a question is not your subject; nothing like it is offered to you again.',
    gives: { status: 200, shape: Choices },
    async handle({ viewer, params }) {
      await decline(context, viewer, params.id!)
      return choicesOf(context.store.read, viewer.actor.id)
    }
  }),
  route({
    method: 'POST',
    path: '/offers/:id/pass',
    access: 'write',
    does: 'Passes a question that was offered to you on to a colleague, who is told.',
    body: Type.Object({ who: text('The handle of a colleague', 300) }),
    gives: { status: 204 },
    handle: async ({ viewer, params, body }) =>
      passOn(context, viewer, params.id!, await colleagueNamed(context, body.who))
  }),
  route({
    method: 'GET',
    path: '/offers/limit',
    access: 'read',
    does: 'Tells how many questions one person is offered in a week at most.',
    gives: { status: 200, shape: Limit },
    handle: async () => ({ perWeek: await perWeek(context) })
  }),
  route({
    method: 'PUT',
    path: '/offers/limit',
    access: 'write',
    does: 'Says how many questions one person is offered in a week at most; for coordinators.',
    body: Type.Object({ perWeek: Type.Integer({ description: 'From 0, which offers none, to 20' }) }),
    gives: { status: 200, shape: Limit },
    async handle({ viewer, body }) {
      await setPerWeek(context, viewer, String(body.perWeek))
      return { perWeek: await perWeek(context) }
    }
  }),
  route({
    method: 'GET',
    path: '/offers/choices',
    access: 'read',
    does: 'Tells how you want to be asked.',
    gives: { status: 200, shape: Choices },
    handle: ({ viewer }) => choicesOf(context.store.read, viewer.actor.id)
  }),
  route({
    method: 'PATCH',
    path: '/offers/choices',
    access: 'write',
    does: 'Changes how you want to be asked.',
    body: Changed,
    gives: { status: 200, shape: Choices },
    async handle({ viewer, body: { paused, letters, again } }) {
      const before = await choicesOf(context.store.read, viewer.actor.id)
      const after = { paused: paused ?? before.paused, letters: letters ?? before.letters }
      await choose(context, viewer, { ...after, ...(again && { again }) })
      return choicesOf(context.store.read, viewer.actor.id)
    }
  })
]
