/** For admins: everybody who can sign in, asking colleagues to join, their roles, and keeping somebody out. */
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { handleOf } from '../../server/actors/handle.ts'
import type { Context } from '../../server/context.ts'
import { Conflict, Invalid, NotFound } from '../../server/errors.ts'
import { inviteMember } from '../../server/members/invite.ts'
import { listPeople, type Person, personById } from '../../server/members/members.store.ts'
import { changeEmail, changeRole, disableMember, enableMember } from '../../server/members/members.ts'
import { type Role, roles } from '../../server/members/viewer.ts'
import { shownFaults, typed } from '../form.ts'
import type { Pages } from '../pages.ts'
import { rememberDone, wasDone } from '../told.ts'
import { initialsOf } from '../words.ts'
import { needAdmin } from './admin.ts'

const explained: Record<Role, string> = {
  practitioner: 'Tells stories, asks and answers',
  coordinator: 'Also looks after communities and open questions',
  reporter: 'Also visits people and writes up what they did',
  moderator: 'Also lets in what comes from unknown servers, and handles reports',
  admin: 'Also invites people, changes roles and settings'
}
const choices = roles.toReversed().map((value) => ({
  value,
  text: value.charAt(0).toUpperCase() + value.slice(1),
  hint: { text: explained[value] }
}))
const options = { meta: { robots: 'noindex' } }
type One = { Params: { id: string } }

/** `/account/people`, `/account/people/invite`, `/account/people/:id`. */
export const peopleRoutes =
  (context: Context, pages: Pages): FastifyPluginAsync =>
  async (app) => {
    app.addHook('onRequest', async (request) => void needAdmin(request))
    rememberDone(context, app)

    app.get<{ Querystring: { after?: string; before?: string; done?: string } }>(
      '/account/people',
      async (request, reply) => {
        const { after, before, done } = request.query
        const isToldOf = wasDone(context, request, reply)
        const page = await listPeople(context.store.read, { after, before, size: 50 })
        const data = {
          title: 'People',
          people: page.rows.map(viewOf),
          invited: isToldOf && done === 'invited',
          links: {
            ...(page.previous && { newer: `/account/people?before=${page.previous}` }),
            ...(page.next && { older: `/account/people?after=${page.next}` })
          }
        }
        return pages.send(request, reply, 'account/people.njk', data, options)
      }
    )

    app.get('/account/people/invite', (request, reply) =>
      showInvite(request, reply, { handle: '', name: '', email: '', role: 'practitioner' })
    )

    app.post('/account/people/invite', async (request, reply) => {
      const values = typed(request.body, ['handle', 'name', 'email', 'role'])
      try {
        await inviteMember(context, needAdmin(request), values)
      } catch (error) {
        if (!(error instanceof Invalid)) throw error
        return showInvite(request, reply, values, error)
      }
      return reply.redirect('/account/people?done=invited', 303)
    })

    app.get<One>('/account/people/:id', (request, reply) => showOne(request, reply, request.params.id))

    app.post<One>('/account/people/:id', async (request, reply) => {
      const { id } = request.params
      const values = typed(request.body, ['role', 'email'])
      const admin = needAdmin(request)
      try {
        await changeEmail(context, id, values.email, admin)
        await changeRole(context, id, values.role, admin)
      } catch (error) {
        if (error instanceof Conflict)
          return showOne(request, reply, id, values, new Invalid([{ field: 'role', text: error.message }]))
        if (!(error instanceof Invalid)) throw error
        return showOne(request, reply, id, values, error)
      }
      return reply.redirect('/account/people', 303)
    })

    app.post<One>('/account/people/:id/disable', async (request, reply) => {
      await disableMember(context, request.params.id, needAdmin(request))
      return reply.redirect(`/account/people/${request.params.id}`, 303)
    })

    app.post<One>('/account/people/:id/enable', async (request, reply) => {
      await enableMember(context, request.params.id, needAdmin(request))
      return reply.redirect(`/account/people/${request.params.id}`, 303)
    })

    const showInvite = (request: FastifyRequest, reply: FastifyReply, values: object, problem?: Invalid) =>
      pages.send(
        request,
        reply,
        'account/invite.njk',
        { title: 'Invite a colleague', values, choices, ...shownFaults(problem) },
        { ...options, status: problem ? 422 : 200 }
      )

    async function showOne(
      request: FastifyRequest,
      reply: FastifyReply,
      id: string,
      values?: { role: string; email: string },
      problem?: Invalid
    ) {
      const person = await personById(context.store.read, id)
      if (!person) throw new NotFound('There is no such person.')
      const view = viewOf(person)
      const data = {
        title: view.name,
        person: view,
        values: values ?? { role: person.member.role, email: person.member.email },
        choices,
        ...shownFaults(problem)
      }
      return pages.send(request, reply, 'account/person.njk', data, { ...options, status: problem ? 422 : 200 })
    }
  }

const viewOf = ({ member, actor }: Person) => ({
  id: member.id,
  name: actor.name,
  handle: handleOf(actor),
  path: `/@${actor.username}`,
  email: member.email,
  role: member.role,
  disabled: member.disabled,
  seen: member.seen,
  from: 'here',
  initials: initialsOf(actor.name),
  ...(actor.avatar && { avatar: `/media/${actor.avatar}` })
})
