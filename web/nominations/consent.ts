/** The page that a nominee's link opens: what was said, by whom, and what they want done with it. */
import type { FastifyPluginAsync } from 'fastify'
import type { Context } from '../../server/context.ts'
import { councilOf } from '../../server/council/settings.ts'
import { NotFound } from '../../server/errors.ts'
import { storyToRead } from '../../server/nominations/asked-to-read.ts'
import {
  answerNomination,
  answers,
  hasAgreed,
  nominationForNominee,
  takeBack
} from '../../server/nominations/consent.ts'
import { consentWords } from '../../server/nominations/consent-words.ts'
import { linkPath, nominationOf } from '../../server/nominations/links.ts'
import type { Nomination } from '../../server/nominations/nominations.store.ts'
import { anyPost } from '../../server/posts/posts.store.ts'
import { typed } from '../form.ts'
import type { Pages } from '../pages.ts'
import { kindWords } from './words.ts'

type One = { Params: { secret: string } }

/** `/nominations/consent/:secret`. */
export const consentRoutes =
  (context: Context, pages: Pages): FastifyPluginAsync =>
  async (app) => {
    const foundBy = async (secret: string): Promise<Nomination> => {
      const id = nominationOf(context, 'consent', secret)
      if (!id) throw new NotFound()
      return nominationForNominee(context, id)
    }

    app.get<One>('/nominations/consent/:secret', async (request, reply) => {
      const found = await foundBy(request.params.secret)
      const { name } = await councilOf(context)
      const ended = found.state === 'declined'
      const agreed = hasAgreed(found)
      const data = {
        title: ended ? 'It is deleted' : agreed ? 'You said yes' : `May ${name} tell this?`,
        action: linkPath(context, 'consent', found.id),
        ended,
        readsFirst: found.readsFirst,
        agreed: agreed ? { words: found.agreed, when: found.consented } : undefined,
        said: ended ? undefined : { ...found, kindName: kindWords[found.kind] },
        words: consentWords(name),
        first: consentWords(name, true),
        story: agreed ? await storyOf(context, found) : undefined,
        read: (await storyToRead(context.store.read, found)) && linkPath(context, 'tell', found.id),
        later: (request.query as { answer?: string }).answer === 'later' && !agreed && !ended
      }
      return pages.send(request, reply, 'nominations/consent.njk', data, { meta: { robots: 'noindex' } })
    })

    app.post<One>('/nominations/consent/:secret', async (request, reply) => {
      const found = await foundBy(request.params.secret)
      const { answer } = typed(request.body, ['answer'])
      const given = answers.find((one) => one === answer)
      if (answer === 'back' || answer === 'back-never') await takeBack(context, found.id, answer === 'back-never')
      else if (given) await answerNomination(context, found.id, given)
      const query = given === 'later' ? '?answer=later' : ''
      return reply.redirect(linkPath(context, 'consent', found.id) + query, 303)
    })
  }

/** The story that came of it, once everybody may read it. */
async function storyOf(context: Context, { post }: Nomination) {
  const whole = post ? await anyPost(context.store.read, { id: post }) : undefined
  return whole?.post.audience === 'public' ? { path: `/stories/${whole.post.id}`, title: whole.post.title } : undefined
}
