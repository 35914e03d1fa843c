/** Undoing what was chosen in the queue, with what would happen first. */
import type { FastifyPluginAsync } from 'fastify'
import { actorById, actorByUri } from '../../server/actors/actors.store.ts'
import type { Context } from '../../server/context.ts'
import { undoable, undoChoice } from '../../server/moderation/undo/undo.ts'
import { idIn } from '../find.ts'
import { typed } from '../form.ts'
import type { Pages } from '../pages.ts'
import { withBanner } from './banner.ts'
import { needModerator, sendModeration } from './page.ts'
import { peopleByUri } from './people.ts'
import { many, trustWords } from './words.ts'

const did = {
  release: 'let in',
  'release-words': 'let in the words only of',
  'release-author': 'let in, and trusted the author of,',
  'release-server': 'let in, and trusted the server of,',
  reject: 'rejected',
  'block-author': 'rejected, and blocked the author of,',
  'block-server': 'rejected, and blocked the server of,'
}

/** `/moderation/undo/:id`. */
export const undoRoutes =
  (context: Context, pages: Pages): FastifyPluginAsync =>
  async (app) => {
    app.get('/moderation/undo/:id', async (request, reply) => {
      const choice = await undoable(context, idIn(request))
      const { read } = context.store
      const [by, person, known] = await Promise.all([
        choice.by ? actorById(read, choice.by) : undefined,
        peopleByUri(
          context,
          choice.actors.map(({ uri }) => uri)
        ),
        Promise.all(choice.actors.map(({ uri }) => actorByUri(read, uri)))
      ])
      const trust = (state: keyof typeof trustWords | null) => (state ? trustWords[state].name : 'as their server')
      const data = {
        place: 'queue' as const,
        title: 'Undo this?',
        path: `/moderation/undo/${choice.id}`,
        by: by ? by.name || by.username : 'The command line',
        act: `${did[choice.act]} ${many(choice.items, 'thing')}`,
        when: choice.created,
        until: choice.until,
        items: choice.items,
        wasLetIn: choice.act.startsWith('release'),
        actors: choice.actors.flatMap((one, n) =>
          known[n]
            ? [{ ...person(one.uri), trust: trust(one.trust), follows: isBlock(choice.act) ? one.follows.length : 0 }]
            : []
        ),
        hosts: choice.hosts.map(({ host, trust: before }) => ({
          ...{ host, trust: trustWords[before].name, blocked: isBlock(choice.act) }
        }))
      }
      return sendModeration(context, pages, request, reply, 'undo-choice.njk', data)
    })

    app.post('/moderation/undo/:id', async (request, reply) => {
      const { actor } = needModerator(request)
      const reason = typed(request.body, ['reason']).reason.trim().slice(0, 1_000)
      const { waiting } = await undoChoice(context, actor.id, idIn(request), reason)
      return reply.redirect(withBanner('/moderation', 'unchosen', Math.max(waiting, 1)), 303)
    })
  }

const isBlock = (act: string) => act.startsWith('block')
