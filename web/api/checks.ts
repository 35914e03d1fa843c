/** A colleague reads a draft before others do, by the API: asked, comments on passages, answers, and the word that it is fine. */
import Type from 'typebox'
import type { Context } from '../../server/context.ts'
import { personByHandle } from '../../server/members/members.store.ts'
import type { Viewer } from '../../server/members/viewer.ts'
import { missingCheck, wordsSeen } from '../../server/steps/autonomy.ts'
import {
  answerComment,
  askBuddy,
  commentOn,
  decideCheck,
  endCheck,
  readChecks,
  storyParts
} from '../../server/steps/checks.ts'
import { waitingChecks } from '../../server/steps/steps.store.ts'
import { Checks, WaitingChecks } from './check-shapes.ts'
import { authorOf } from './item.ts'
import { type ApiRoute, route } from './route.ts'
import { keyPattern, oneOf, text } from './words.ts'

const at = '/stories/:id/checks'
const key = (description: string) => Type.String({ description, pattern: keyPattern })

/** The calls. */
export const checkRoutes = (context: Context): ApiRoute[] => [
  route({
    method: 'GET',
    path: '/checks',
    access: 'read',
    does: 'Lists the drafts that you were asked to read and have not said anything of; 50 at most.',
    gives: { status: 200, shape: WaitingChecks },
    async handle({ viewer }) {
      const rows = await waitingChecks(context.store.read, viewer.actor.id)
      return { items: rows.map(({ post, title, author }) => ({ story: post, title: title ?? '', author })) }
    }
  }),
  route({
    method: 'GET',
    path: at,
    access: 'read',
    does: 'Gives a draft with what was said of it, to its author and to whoever was asked to read it.',
    gives: { status: 200, shape: Checks },
    handle: ({ viewer, params }) => checksOf(context, viewer, params.id!)
  }),
  route({
    method: 'POST',
    path: at,
    access: 'write',
    does: 'Asks a colleague to read a draft of yours before others do.',
    body: Type.Object({
      buddy: text('The handle of a colleague', 100),
      note: Type.Optional(text('What they should look at, in up to 1,000 characters'))
    }),
    gives: { status: 201, shape: Checks },
    async handle({ viewer, params, body }) {
      const name = body.buddy.trim().replace(/^@/, '').toLowerCase()
      const person = await personByHandle(context.store.read, name)
      await askBuddy(context, viewer, params.id!, { buddy: person?.actor.id ?? '', note: body.note ?? '' })
      return checksOf(context, viewer, params.id!)
    }
  }),
  route({
    method: 'DELETE',
    path: at,
    access: 'write',
    does: 'Shows a draft of yours to somebody whom you had asked no longer.',
    body: Type.Object({ check: key('The id of the check') }),
    gives: { status: 204 },
    handle: ({ viewer, params, body }) => endCheck(context, viewer, params.id!, body.check)
  }),
  route({
    method: 'POST',
    path: `${at}/comments`,
    access: 'write',
    does: 'Says something of a passage of a draft that you were asked to read.',
    body: Type.Object({
      part: oneOf(storyParts, 'The part that it is about'),
      passage: Type.Optional(text('The words that it is about; the whole part if nothing is said')),
      comment: text('What you think, in up to 2,000 characters')
    }),
    gives: { status: 201, shape: Checks },
    async handle({ viewer, params, body }) {
      await commentOn(context, viewer, params.id!, { passage: '', ...body })
      return checksOf(context, viewer, params.id!)
    }
  }),
  route({
    method: 'PATCH',
    path: `${at}/comments`,
    access: 'write',
    does: 'Answers a comment on a draft of yours, or says that you are done with it.',
    body: Type.Object({
      comment: key('The id of the comment'),
      answer: Type.Optional(text('Your answer, in up to 2,000 characters; what is left out stays')),
      done: Type.Optional(Type.Boolean({ description: 'What is left out stays' }))
    }),
    gives: { status: 200, shape: Checks },
    async handle({ viewer, params, body }) {
      const { checks } = await readChecks(context, viewer, params.id!)
      const before = checks.flatMap(({ comments }) => comments).find(({ id }) => id === body.comment)
      const said = { answer: body.answer ?? before?.answer ?? '', done: body.done ?? !!before?.done }
      await answerComment(context, viewer, params.id!, body.comment, said)
      return checksOf(context, viewer, params.id!)
    }
  }),
  route({
    method: 'POST',
    path: `${at}/decision`,
    access: 'write',
    does: 'Says that a draft that you were asked to read is fine to share as it stands, or that it needs changes.',
    body: Type.Object({
      decision: oneOf(['fine', 'changes'], 'What you say'),
      seen: text('The `seen` of what you read; when the draft was changed since, nothing is decided', 100)
    }),
    gives: { status: 200, shape: Checks },
    async handle({ viewer, params, body }) {
      await decideCheck(context, viewer, params.id!, body.decision === 'fine', body.seen)
      return checksOf(context, viewer, params.id!)
    }
  })
]

async function checksOf(context: Context, viewer: Viewer, id: string) {
  const { story: found, isAuthor, checks } = await readChecks(context, viewer, id)
  const { post, story, author } = found
  const needs = isAuthor ? await missingCheck(context.store.read, found, viewer.member.role) : undefined
  return {
    story: {
      ...{ id, uri: post.uri, author: authorOf(author), title: post.title ?? '', summary: post.summary ?? '' },
      ...{ body: post.markdown ?? '', wentWell: story?.wentWell ?? '', wentBadly: story?.wentBadly ?? '' }
    },
    seen: wordsSeen(found),
    needs: needs ?? null,
    checks: checks.map(({ check, buddy, comments, isCurrent }) => ({
      ...{ id: check.id, buddy: authorOf(buddy), state: check.state, note: check.note, current: isCurrent },
      asked: check.created.toISOString(),
      decided: check.decided?.toISOString() ?? null,
      comments: comments.map((one) => ({
        ...{ id: one.id, part: one.part, passage: one.passage, comment: one.comment, answer: one.answer },
        done: one.done !== null,
        said: one.created.toISOString()
      }))
    }))
  }
}
