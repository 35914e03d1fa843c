/** From a draft to the world and after, by the API: who must look first, thanks, whether it is still true, and its short address. */
import Type from 'typebox'
import type { Context } from '../../server/context.ts'
import { Invalid, NotFound } from '../../server/errors.ts'
import { personByHandle } from '../../server/members/members.store.ts'
import { reviewStory } from '../../server/reviews/reviews.ts'
import { autonomyOf, levelOfNewcomers, levels, setAutonomy, setNewcomers } from '../../server/steps/autonomy.ts'
import { thank } from '../../server/steps/thanks.ts'
import { shareOf } from '../share/share.ts'
import { storyOf } from './item.ts'
import { readableById } from './one.ts'
import { type ApiRoute, openRoute, route } from './route.ts'
import { orNull, text as told } from './shape-words.ts'
import { Story } from './shapes.ts'
import { oneOf, text } from './words.ts'

const closed = { additionalProperties: false }
const meaning = 'free: by themselves; buddy: after a colleague has read it; sign-off: after a coordinator has'

const Autonomy = Type.Object(
  {
    level: Type.Enum([...levels], { description: `How you share stories with the world. ${meaning}` }),
    newcomers: Type.Enum([...levels], { description: 'The same for whoever was not given a level of their own' })
  },
  { title: 'Autonomy', ...closed }
)
const ShortLink = Type.Object(
  {
    link: told('The short address, which never leads to anything else'),
    svg: told('Its QR code as SVG'),
    png: told('Its QR code as PNG'),
    embed: orNull('HTML with a card to paste into a page; null for what is not for everyone. oEmbed is at /oembed')
  },
  { title: 'ShortLink', ...closed }
)

/** The calls. */
export const firstStepRoutes = (context: Context): ApiRoute[] => [
  route({
    method: 'GET',
    path: '/autonomy',
    access: 'read',
    does: 'Tells who looks before you share a story with the world.',
    gives: { status: 200, shape: Autonomy },
    async handle({ viewer }) {
      const { read } = context.store
      const level = await autonomyOf(read, viewer.actor.id, viewer.member.role)
      return { level, newcomers: await levelOfNewcomers(read) }
    }
  }),
  route({
    method: 'PUT',
    path: '/autonomy',
    access: 'write',
    does: 'Says who looks before somebody, or whoever is new, shares a story with the world; for coordinators.',
    body: Type.Object({
      level: oneOf(levels, meaning),
      person: Type.Optional(text('The handle of a colleague; whoever is new if nothing is said', 100))
    }),
    gives: { status: 204 },
    async handle({ viewer, body: { level, person } }) {
      if (person === undefined) return setNewcomers(context, viewer, level)
      const name = person.trim().replace(/^@/, '').toLowerCase()
      const found = viewer.can('coordinate') ? await personByHandle(context.store.read, name) : undefined
      if (viewer.can('coordinate') && !found)
        throw new Invalid([{ field: 'person', text: 'Give the handle of somebody here, such as nia' }])
      await setAutonomy(context, viewer, found?.actor.id ?? '', level)
    }
  }),
  route({
    method: 'POST',
    path: '/stories/:id/thanks',
    access: 'write',
    does: 'Thanks a colleague for the first story that they share with the world; between you and them.',
    body: Type.Object({ words: text('Up to 500 characters') }),
    gives: { status: 204 },
    handle: ({ viewer, params, body }) => thank(context, viewer, params.id!, body.words)
  }),
  route({
    method: 'POST',
    path: '/stories/:id/review',
    access: 'write',
    does: 'Says of a story of yours that it is true today, or that it is true no longer and why.',
    body: Type.Object({
      still: Type.Boolean({ description: 'Whether it is still true' }),
      why: Type.Optional(text('What is different now, in up to 300 characters; needed when it is true no longer'))
    }),
    gives: { status: 200, shape: Story },
    async handle({ viewer, params, body: { still, why } }) {
      const said = { isTrue: still, ...(why !== undefined && { why }) }
      return storyOf(context, viewer, await reviewStory(context, viewer, params.id!, said))
    }
  }),
  ...(['stories', 'questions', 'recipes'] as const).map((noun) =>
    openRoute({
      method: 'GET',
      path: `/${noun}/:id/link`,
      does: 'Gives the short permanent address of something from here, its QR code, and a card for other pages.',
      gives: { status: 200, shape: ShortLink },
      async handle({ viewer, params }) {
        const found = await readableById(context, viewer, params.id!)
        const isAsked = kinds[noun] === found.post.kind
        const share = isAsked ? await shareOf(context, found) : undefined
        if (!share) throw new NotFound('This has no short address: it is a draft, for some only, or from elsewhere.')
        const { origin } = context.config
        return { link: share.link, svg: origin + share.svg, png: origin + share.png, embed: share.embed ?? null }
      }
    })
  )
]

const kinds = { stories: 'story', questions: 'question', recipes: 'recipe' }
