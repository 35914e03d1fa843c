/** Nominations by the API: sent, and for coordinators and reporters the board, asking, giving to a reporter, and the draft. */
import Type from 'typebox'
import { actorsByIds } from '../../server/actors/actors.store.ts'
import type { Context } from '../../server/context.ts'
import { NotFound } from '../../server/errors.ts'
import { picturesByIds } from '../../server/media/media.store.ts'
import { personByActor } from '../../server/members/members.store.ts'
import type { Viewer } from '../../server/members/viewer.ts'
import { askToRead, remarksOf } from '../../server/nominations/asked-to-read.ts'
import { assignNomination, markOffered, markRecorded } from '../../server/nominations/assign.ts'
import { nominationKinds } from '../../server/nominations/fields.ts'
import { listNominations, type Nomination } from '../../server/nominations/nominations.store.ts'
import {
  askByCoordinator,
  dismissNomination,
  maySee,
  nominate,
  seenNomination
} from '../../server/nominations/nominations.ts'
import { mayGoOut, readingOf } from '../../server/nominations/reading.ts'
import { type Recording, recordingsOfAll } from '../../server/nominations/recordings.store.ts'
import { beginDraft } from '../../server/nominations/write-up.ts'
import { addressKey } from '../../server/plugins/limits.ts'
import { anyPost } from '../../server/posts/posts.store.ts'
import { storyOf } from './item.ts'
import { Nominated, nominationStates, ReadBy } from './nomination-shapes.ts'
import { readableById } from './one.ts'
import { type ApiRoute, route } from './route.ts'
import { Story } from './shapes.ts'
import { oneOf, pageAsked, pageOf, paging, text } from './words.ts'

const kinds = nominationKinds as ['myself', 'council', 'project']

/** The calls. */
export const nominationRoutes = (context: Context): ApiRoute[] => {
  const one = async (viewer: Viewer, id: string) =>
    (await shown(context, [await seenNomination(context, viewer, id)]))[0]!
  const reading = async (viewer: Viewer, id: string) => {
    const { read } = context.store
    const { post } = await seenNomination(context, viewer, id)
    const whole = post ? await anyPost(read, { id: post }) : undefined
    const found = whole && (await readingOf(context, read, whole))
    if (!whole || !found) throw new NotFound('No story was begun of it.')
    const { readAsked, readAnswered, readsFirst } = found.nomination
    return {
      ...{ story: whole.post.id, stand: found.stand, mayAsk: found.mayAsk && whole.author.id === viewer.actor.id },
      ...{ readsFirst, mayGoOut: mayGoOut(found) },
      ...{ asked: readAsked?.toISOString() ?? null, answered: readAnswered?.toISOString() ?? null },
      remarks: (await remarksOf(read, id)).map(({ words, when }) => ({ words, at: when.toISOString() }))
    }
  }
  return [
    route({
      method: 'GET',
      path: '/nominations',
      access: 'read',
      does: 'Gives nominations, the newest first; for coordinators and reporters.',
      query: Type.Object({
        ...paging,
        state: Type.Optional(oneOf(nominationStates, 'Only those in this state')),
        kind: Type.Optional(oneOf(kinds, 'Only those of this kind'))
      }),
      gives: { status: 200, shape: pageOf(Nominated) },
      async handle({ viewer, query }) {
        needSight(viewer)
        const asked = { ...pageAsked(query), state: query.state, kind: query.kind }
        const page = await listNominations(context.store.read, asked)
        return { items: await shown(context, page.rows), next: page.next ?? null }
      }
    }),
    route({
      method: 'POST',
      path: '/nominations',
      access: 'write',
      does: 'Nominates somebody; it counts once the link in the letter to whoever nominates was opened.',
      body: Type.Object({
        kind: oneOf(kinds, 'Whom it is about: whoever nominates, a whole council, or a small local project'),
        title: text('What it is, in up to 120 characters'),
        who: Type.Optional(text('Who does it, in up to 120 characters; needed unless it is about oneself')),
        place: text('Where it is, in up to 120 characters'),
        why: text('Why others should hear of it, in up to 2,000 characters'),
        nominee: Type.Optional(text('The e-mail address of who does it, where it is known')),
        name: Type.Optional(text('The name of whoever nominates; yours if nothing is said')),
        email: Type.Optional(text('Their e-mail address; yours if nothing is said'))
      }),
      gives: { status: 202 },
      async handle({ viewer, body, request }) {
        request.server.limits.nominations.need(addressKey(request.ip))
        const person = await personByActor(context.store.read, viewer.actor.id)
        const self = { name: viewer.actor.name, email: person?.member.email ?? '' }
        await nominate(context, { who: '', nominee: '', ...self, ...body })
      }
    }),
    route({
      method: 'GET',
      path: '/nominations/:id',
      access: 'read',
      does: 'Gives one nomination; for coordinators and reporters.',
      gives: { status: 200, shape: Nominated },
      handle: ({ viewer, params }) => one(viewer, params.id!)
    }),
    route({
      method: 'POST',
      path: '/nominations/:id/ask',
      access: 'write',
      does: 'Writes to a nominee whose address was found, and asks them for their leave; for coordinators.',
      body: Type.Object({ nominee: text('Their e-mail address', 300) }),
      gives: { status: 200, shape: Nominated },
      async handle({ viewer, params, body }) {
        await askByCoordinator(context, viewer, params.id!, body.nominee)
        return one(viewer, params.id!)
      }
    }),
    route({
      method: 'POST',
      path: '/nominations/:id/dismiss',
      access: 'write',
      does: 'Lets a nomination go: what was typed is deleted; for coordinators.',
      gives: { status: 200, shape: Nominated },
      async handle({ viewer, params }) {
        await dismissNomination(context, viewer, params.id!)
        return one(viewer, params.id!)
      }
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
        return one(viewer, params.id!)
      }
    }),
    route({
      method: 'POST',
      path: '/nominations/:id/recorded',
      access: 'write',
      does: 'Says that a nomination that was given to you is recorded.',
      gives: { status: 200, shape: Nominated },
      async handle({ viewer, params }) {
        await markRecorded(context, viewer, params.id!)
        return one(viewer, params.id!)
      }
    }),
    route({
      method: 'POST',
      path: '/nominations/:id/offered',
      access: 'write',
      does: 'Says that what was offered for a nomination was given; for coordinators.',
      gives: { status: 200, shape: Nominated },
      async handle({ viewer, params }) {
        await markOffered(context, viewer, params.id!)
        return one(viewer, params.id!)
      }
    }),
    route({
      method: 'POST',
      path: '/nominations/:id/draft',
      access: 'write',
      does: 'Begins the story of a nomination as a draft of yours, once the nominee has said yes.',
      gives: { status: 201, shape: Story },
      async handle({ viewer, params }) {
        const id = await beginDraft(context, viewer, params.id!)
        return storyOf(context, viewer, await readableById(context, viewer, id))
      }
    }),
    route({
      method: 'GET',
      path: '/nominations/:id/reading',
      access: 'read',
      does: 'Tells whether the nominee has read the story that came of a nomination; for coordinators and reporters.',
      gives: { status: 200, shape: ReadBy },
      handle: ({ viewer, params }) => reading(viewer, params.id!)
    }),
    route({
      method: 'POST',
      path: '/nominations/:id/reading',
      access: 'write',
      does: 'Asks the nominee by letter to read the story of yours that came of a nomination, before it goes out.',
      gives: { status: 200, shape: ReadBy },
      async handle({ viewer, params }) {
        await askToRead(context, viewer, (await reading(viewer, params.id!)).story)
        return reading(viewer, params.id!)
      }
    }),
    route({
      method: 'GET',
      path: '/assignments',
      access: 'read',
      does: 'Gives the nominations that you were given to record, the newest first.',
      query: Type.Object(paging),
      gives: { status: 200, shape: pageOf(Nominated) },
      async handle({ viewer, query }) {
        needSight(viewer)
        const page = await listNominations(context.store.read, { ...pageAsked(query), assignee: viewer.actor.id })
        return { items: await shown(context, page.rows), next: page.next ?? null }
      }
    })
  ]
}

function needSight(viewer: Viewer) {
  if (!maySee(viewer)) throw new NotFound()
}

async function shown(context: Context, rows: Nomination[]) {
  const { config, store } = context
  const recordings = await recorded(
    context,
    rows.map(({ id }) => id)
  )
  const ids = [...new Set(rows.flatMap(({ assignee }) => (assignee ? [assignee] : [])))]
  const people = new Map((await actorsByIds(store.read, ids)).map((actor) => [actor.id, actor.uri]))
  return rows.map((found) => {
    const { id, kind, state, title, who, place, why, nominator, way, offer, post } = found
    return {
      ...{ id, kind, state, title, who, place, why, nominator, way, offer, story: post },
      url: `${config.origin}/nominations/${id}`,
      since: found.since.toISOString(),
      consented: found.consented?.toISOString() ?? null,
      due: found.due?.toISOString() ?? null,
      assignee: (found.assignee && people.get(found.assignee)) || null,
      offered: found.offerDone,
      recordings: (recordings.get(id) ?? []).map(({ view }) => view)
    }
  })
}

/** What nominees sent, by nomination, in the order in which it came. */
async function recorded({ config, store }: Context, nominations: string[]) {
  const rows = await recordingsOfAll(store.read, nominations)
  const files = await picturesByIds(
    store.read,
    rows.map(({ media }) => media)
  )
  const byId = new Map(files.map((file) => [file.id, file]))
  const view = ({ id, nomination, kind, media, alt, milliseconds, created }: Recording) => {
    const { mediaType, width, height } = byId.get(media)!
    return {
      ...{ id, kind, mediaType, alt, width, height, sent: created.toISOString() },
      ...(milliseconds !== null && { seconds: milliseconds / 1000 }),
      url: `${config.origin}/nominations/${nomination}/media/${media}`
    }
  }
  const known = rows.filter(({ media }) => byId.has(media))
  return Map.groupBy(
    known.map((row) => ({ of: row.nomination, view: view(row) })),
    ({ of }) => of
  )
}
