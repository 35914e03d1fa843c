/** Nominations by the API, for coordinators and reporters: the board, one of them, and giving it to a reporter. */
import Type from 'typebox'
import type { Context } from '../../server/context.ts'
import { NotFound } from '../../server/errors.ts'
import type { Viewer } from '../../server/members/viewer.ts'
import { assignNomination } from '../../server/nominations/assign.ts'
import { nominationKinds } from '../../server/nominations/fields.ts'
import { listNominations, type Nomination } from '../../server/nominations/nominations.store.ts'
import { maySee, seenNomination } from '../../server/nominations/nominations.ts'
import { type ApiRoute, route } from './route.ts'
import { text as told } from './shape-words.ts'
import { oneOf, pageAsked, pageOf, paging, text } from './words.ts'

const states = ['new', 'asked', 'consented', 'assigned', 'recorded', 'drafted', 'published', 'declined'] as const
const orNull = (description: string) => Type.Unsafe<string | null>({ type: ['string', 'null'], description })

const Nominated = Type.Object(
  {
    id: told(),
    url: told('Its page, for coordinators and reporters'),
    kind: Type.Enum([...nominationKinds]),
    state: Type.Enum([...states]),
    title: told('What was typed is empty once it is declined'),
    who: told(),
    place: told(),
    why: told(),
    nominator: told('The name of whoever sent it'),
    since: told('Since when it is in its state'),
    due: orNull('By when it is to be recorded'),
    way: Type.Unsafe<'visit' | 'self' | null>({ type: ['string', 'null'], enum: ['visit', 'self', null] }),
    story: orNull('The id of the story that came of it')
  },
  { title: 'Nomination', additionalProperties: false }
)

/** The calls. */
export const nominationRoutes = (context: Context): ApiRoute[] => [
  route({
    method: 'GET',
    path: '/nominations',
    access: 'read',
    does: 'Gives nominations, the newest first; for coordinators and reporters.',
    query: Type.Object({
      ...paging,
      state: Type.Optional(oneOf(states, 'Only those in this state')),
      kind: Type.Optional(oneOf(nominationKinds as ['myself', 'council', 'project'], 'Only those of this kind'))
    }),
    gives: { status: 200, shape: pageOf(Nominated) },
    async handle({ viewer, query }) {
      needSight(viewer)
      const asked = { ...pageAsked(query), state: query.state, kind: query.kind }
      const page = await listNominations(context.store.read, asked)
      return { items: page.rows.map((row) => shown(context, row)), next: page.next ?? null }
    }
  }),
  route({
    method: 'GET',
    path: '/nominations/:id',
    access: 'read',
    does: 'Gives one nomination; for coordinators and reporters.',
    gives: { status: 200, shape: Nominated },
    handle: async ({ viewer, params }) => shown(context, await seenNomination(context, viewer, params.id!))
  }),
  route({
    method: 'POST',
    path: '/nominations/:id/assignment',
    access: 'write',
    does: 'Gives a nomination whose nominee has said yes to a reporter; for coordinators.',
    body: Type.Object({
      to: text('The handle of a reporter or coordinator', 100),
      way: oneOf(['visit', 'self'], 'They visit and record, or the nominee gets a link to tell it'),
      due: text('The day by which it is recorded, such as 2027-03-31', 10),
      offer: Type.Optional(text('Payment or training offered for it', 300))
    }),
    gives: { status: 200, shape: Nominated },
    async handle({ viewer, params, body }) {
      await assignNomination(context, viewer, params.id!, { offer: '', ...body })
      return shown(context, await seenNomination(context, viewer, params.id!))
    }
  })
]

function needSight(viewer: Viewer) {
  if (!maySee(viewer)) throw new NotFound()
}

const shown = ({ config }: Context, found: Nomination) => {
  const { id, kind, state, title, who, place, why, nominator, since, due, way, post } = found
  return {
    ...{ id, kind, state, title, who, place, why, nominator, way },
    url: `${config.origin}/nominations/${id}`,
    since: since.toISOString(),
    due: due?.toISOString() ?? null,
    story: post
  }
}
