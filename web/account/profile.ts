/** What others see of oneself, and signing out everywhere. */
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { Context } from '../../server/context.ts'
import { Invalid } from '../../server/errors.ts'
import { keepPicture, removePicture } from '../../server/media/pictures.ts'
import { personById } from '../../server/members/members.store.ts'
import { editProfile, profileFaults } from '../../server/members/profile.ts'
import { endSessions } from '../../server/members/sessions.ts'
import type { Viewer } from '../../server/members/viewer.ts'
import { takeSession } from '../../server/plugins/session.ts'
import { shownFaults, topicsTyped, typed } from '../form.ts'
import { needViewer } from '../guard.ts'
import { fileIn, takePictures } from '../media/upload.ts'
import type { Pages } from '../pages.ts'
import { initialsOf } from '../words.ts'

const fields = ['name', 'role', 'team', 'skills', 'topics', 'bio', 'discoverable', 'removeAvatar'] as const
type Values = Record<(typeof fields)[number], string>

/** `/account`, `/account/sign-out-everywhere`. */
export const profileRoutes =
  (context: Context, pages: Pages): FastifyPluginAsync =>
  async (app) => {
    app.addHook('onRequest', async (request) => void needViewer(request))
    await takePictures(app)

    app.get<{ Querystring: { saved?: string } }>('/account', (request, reply) =>
      show(request, reply, valuesOf(needViewer(request)), { saved: request.query.saved === '1' })
    )

    app.post('/account', async (request, reply) => {
      const values = typed(request.body, fields)
      try {
        await keep(context, needViewer(request), values, fileIn(request.body, 'avatarFile'))
      } catch (error) {
        if (!(error instanceof Invalid)) throw error
        return show(request, reply, values, {}, error)
      }
      return reply.redirect('/account?saved=1', 303)
    })

    app.post('/account/sign-out-everywhere', async (request, reply) => {
      await endSessions(context, needViewer(request).member.id)
      takeSession(context, reply)
      return reply.redirect('/', 303)
    })

    async function show(request: FastifyRequest, reply: FastifyReply, values: Values, more: object, problem?: Invalid) {
      const { member, actor } = needViewer(request)
      const person = await personById(context.store.read, member.id)
      const portrait = {
        from: 'here',
        initials: initialsOf(actor.name),
        ...(actor.avatar && { avatar: `/media/${actor.avatar}` })
      }
      const account = {
        email: person?.member.email ?? '',
        role: member.role,
        handle: `@${actor.username}@${actor.host}`
      }
      const data = { title: 'Your profile', values, portrait, account, ...shownFaults(problem), ...more }
      const options = { status: problem ? 422 : 200, meta: { robots: 'noindex' } }
      return pages.send(request, reply, 'account/profile.njk', data, options)
    }
  }

const valuesOf = ({ actor }: Viewer): Values => ({
  name: actor.name,
  role: actor.profile.role ?? '',
  team: actor.profile.team ?? '',
  skills: (actor.profile.skills ?? []).join('\n'),
  topics: (actor.profile.topics ?? []).join(' '),
  bio: actor.profile.bio ?? '',
  discoverable: actor.discoverable ? 'yes' : '',
  removeAvatar: ''
})

async function keep(context: Context, viewer: Viewer, values: Values, file: Uint8Array | undefined) {
  // Each part by name: nothing else that a form may hold reaches the profile.
  const input = {
    name: values.name,
    role: values.role,
    team: values.team,
    skills: values.skills.split(/[\n,]+/),
    topics: topicsTyped(values.topics),
    bio: values.bio,
    discoverable: values.discoverable === 'yes'
  }
  // Before the picture is drawn, which is for nothing when the rest is wrong.
  const faults = profileFaults(input)
  if (faults.length > 0) throw new Invalid(faults)
  const size = { width: 400, height: 400, fit: 'cover', field: 'avatarFile' } as const
  const picture = file && (await keepPicture(context, file, { ...size, owner: viewer.actor.id, alt: values.name }))
  const avatar = picture?.id ?? (values.removeAvatar === 'yes' ? null : undefined)
  await editProfile(context, viewer, { ...input, avatar })
  if (avatar !== undefined && viewer.actor.avatar) await removePicture(context, viewer.actor.avatar)
}
