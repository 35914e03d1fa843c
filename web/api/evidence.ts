/** Bundles of evidence by the API: what there is about something, as one signed ZIP. */
import Type from 'typebox'
import type { Context } from '../../server/context.ts'
import { Refused } from '../../server/errors.ts'
import { makeBundle } from '../../server/moderation/evidence/bundle.ts'
import { bundleKinds } from '../../server/moderation/evidence/collect.ts'
import { type ApiRoute, route, type SentFile } from './route.ts'
import { oneOf, text } from './words.ts'

/** The call. */
export const evidenceRoutes = (context: Context): ApiRoute[] => [
  route({
    method: 'POST',
    path: '/moderation/evidence',
    access: 'moderate',
    proposes: true,
    does: 'Makes a bundle of evidence, which is written in the log, and gives it as a ZIP. Once a second person has confirmed it, the same call gives it once.',
    body: Type.Object({
      kind: oneOf(bundleKinds, 'What it is about'),
      target: text('The address of a post, an author or a conversation; the id of a report or a hold', 2_000),
      reason: text('What it is for; kept in the log', 1_000),
      private: Type.Optional(Type.Boolean({ description: 'Put in what was written for some only: for admins' }))
    }),
    gives: { status: 200, file: 'application/zip' },
    async handle({ viewer, body }): Promise<SentFile> {
      const asked = { ...body, private: body.private ?? false }
      if (asked.private && !viewer.can('administer'))
        throw new Refused('What was written for some only is for admins to take out.')
      const { id, name, uri } = viewer.actor
      return makeBundle(context, { id, name, uri }, asked)
    }
  })
]
