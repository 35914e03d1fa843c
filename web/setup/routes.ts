/** Says who the council is: on the first visit of an admin, and whenever something about it changes. */
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { Context } from '../../server/context.ts'
import { regions } from '../../server/council/codes.ts'
import { readColour } from '../../server/council/colour.ts'
import { listCouncils } from '../../server/council/councils.ts'
import { councilOf } from '../../server/council/settings.ts'
import { councilFaults, setUpCouncil } from '../../server/council/setup.ts'
import { type Fault, Invalid, NotFound } from '../../server/errors.ts'
import { pictureById } from '../../server/media/media.store.ts'
import { keepPicture, removePicture } from '../../server/media/pictures.ts'
import { personById } from '../../server/members/members.store.ts'
import { changeEmail, readEmail } from '../../server/members/members.ts'
import { renameSelf } from '../../server/members/profile.ts'
import type { Viewer } from '../../server/members/viewer.ts'
import { filePolicy } from '../../server/plugins/security.ts'
import { needAdmin } from '../account/admin.ts'
import { shownFaults } from '../form.ts'
import { fileIn, takePictures } from '../media/upload.ts'
import type { Pages } from '../pages.ts'
import { type CouncilValues, completed, lookOf, pressed, readForm, valuesOf } from './form.ts'
import { drawPreview } from './preview.ts'

/** `/setup`, and the same as `/account/council` later on. */
export const setupRoutes =
  (context: Context, pages: Pages): FastifyPluginAsync =>
  async (app) => {
    // First of all, so that nobody else's files are even read.
    app.addHook('onRequest', async (request) => void needAdmin(request))
    await takePictures(app)

    for (const path of ['/setup', '/account/council']) {
      app.get<{ Querystring: { saved?: string } }>(path, async (request, reply) => {
        const own = await ownParts(context, needAdmin(request))
        const values = valuesOf(await councilOf(context), own)
        return show(request, reply, path, values, { saved: request.query.saved === '1' })
      })

      app.post(path, async (request, reply) => {
        const typed = readForm(request.body)
        const change = await pressed(context, typed)
        if (change) return show(request, reply, path, change.values, { matches: change.matches })
        const values = await completed(context, typed, await councilOf(context))
        try {
          await keep(context, needAdmin(request), values, fileIn(request.body, 'logoFile'))
        } catch (error) {
          if (!(error instanceof Invalid)) throw error
          return show(request, reply, path, values, {}, error)
        }
        return reply.redirect(path === '/setup' ? '/home' : '/account/council?saved=1', 303)
      })
    }

    app.get<{ Querystring: { colour?: string } }>('/setup/preview.svg', async (request, reply) => {
      const colour = readColour(request.query.colour ?? '')
      if (!colour) throw new NotFound()
      return reply.type('image/svg+xml').header('content-security-policy', filePolicy).send(drawPreview(colour))
    })

    async function show(
      request: FastifyRequest,
      reply: FastifyReply,
      path: string,
      values: CouncilValues,
      more: object,
      problem?: Invalid
    ) {
      const own = await ownParts(context, needAdmin(request))
      const first = path === '/setup'
      const data = {
        ...{ values, ...lookOf(values.colour), ...shownFaults(problem), ...more },
        title: first ? 'Set up your council' : 'The council',
        action: path,
        first,
        placeholder: own.placeholder,
        regions,
        names: (await listCouncils(context)).map(({ name }) => name)
      }
      const options = { status: problem ? 422 : 200, meta: { robots: 'noindex' } }
      return pages.send(request, reply, 'setup/form.njk', data, options)
    }
  }

/** The admin's own name and address; the first admin has neither until they give them. */
async function ownParts(context: Context, viewer: Viewer) {
  const person = await personById(context.store.read, viewer.member.id)
  const placeholder = person?.member.email.endsWith('.invalid') ?? false
  return { placeholder, name: placeholder ? '' : viewer.actor.name, email: '' }
}

async function keep(context: Context, viewer: Viewer, values: CouncilValues, file: Uint8Array | undefined) {
  const before = await councilOf(context)
  const faults: Fault[] = []
  // Kept at once, so that a fault elsewhere in the form does not lose the file.
  if (file) values.logo = await keepLogo(context, before.actor, file, values, faults)
  const kept = values.logo ? await pictureById(context.store.read, values.logo) : undefined
  const input = {
    ...{ name: values.name, handle: values.handle, shortName: values.shortName, gss: values.gss },
    ...{ region: values.region, colour: values.colour, about: values.about },
    // Only a picture of the council's own may be named here.
    ...(kept?.owner === before.actor && { logo: kept.id })
  }
  const { placeholder } = await ownParts(context, viewer)
  const name = values.yourName.trim()
  faults.push(...(await councilFaults(context, input)))
  if (placeholder && name === '') faults.push({ field: 'yourName', text: 'Give your own name' })
  if (placeholder && !readEmail(values.yourEmail))
    faults.push({ field: 'yourEmail', text: 'Give your own e-mail address: you sign in with it' })
  if (faults.length > 0) throw new Invalid(faults)
  if (placeholder) {
    await changeEmail(context, viewer.member.id, values.yourEmail, viewer).catch((error) => {
      throw error instanceof Invalid ? new Invalid([{ field: 'yourEmail', text: error.faults[0]!.text }]) : error
    })
    await renameSelf(context, viewer, name)
  }
  const council = await setUpCouncil(context, input, viewer.actor.id)
  if (before.logo && before.logo !== council.logo) await removePicture(context, before.logo)
}

async function keepLogo(
  context: Context,
  owner: string,
  file: Uint8Array,
  values: CouncilValues,
  faults: Fault[]
): Promise<string> {
  const size = { width: 400, height: 400, fit: 'inside', form: 'png', field: 'logoFile' } as const
  try {
    return (await keepPicture(context, file, { ...size, owner, alt: values.name })).id
  } catch (error) {
    if (!(error instanceof Invalid)) throw error
    faults.push(...error.faults)
    return values.logo
  }
}
