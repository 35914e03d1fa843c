/** The pictures of a story by the API: added, described, put in order, taken away. */
import Type from 'typebox'
import type { Context } from '../../server/context.ts'
import { mediaUrl } from '../../server/media/attached.ts'
import {
  addToStory,
  describeInStory,
  moveInStory,
  readPictures,
  removeFromStory
} from '../../server/media/story-pictures.ts'
import { ownStory } from '../../server/stories/stories.ts'
import { pictureTypes, sentBytes } from './files.ts'
import { onePost, readableById } from './one.ts'
import { type ApiRoute, openRoute, route } from './route.ts'
import { text as told } from './shape-words.ts'
import { keyPattern, oneOf, text } from './words.ts'

const closed = { additionalProperties: false }
const Pictures = Type.Object(
  {
    pictures: Type.Array(
      Type.Object({ id: told('Its id'), url: told('Where it is'), alt: told('What it shows, in words') }, closed)
    )
  },
  { ...closed, description: 'The pictures of a story, in order' }
)
const picture = Type.String({ description: 'Its id', pattern: keyPattern })
const at = '/stories/:id/pictures'

/** The calls. */
export const pictureRoutes = (context: Context): ApiRoute[] => {
  const picturesOf = async (story: string) => {
    const rows = await readPictures(context, story)
    return { pictures: rows.map(({ id, large, alt }) => ({ id, url: mediaUrl(context, large), alt })) }
  }
  return [
    openRoute({
      method: 'GET',
      path: at,
      does: 'Gives the pictures of a story, in order.',
      gives: { status: 200, shape: Pictures },
      async handle({ viewer, params }) {
        return picturesOf(onePost(await readableById(context, viewer, params.id!), ['story']).post.id)
      }
    }),
    route({
      method: 'POST',
      path: at,
      access: 'write',
      does: 'Adds a picture to a story of yours; say what it shows.',
      query: Type.Object({ alt: Type.Optional(text('What it shows, in words', 1_500)) }),
      takes: pictureTypes,
      gives: { status: 201, shape: Pictures },
      async handle({ viewer, params, query, request }) {
        const story = await ownStory(context, viewer, params.id!)
        await addToStory(context, story, await sentBytes(request.body), query.alt ?? '')
        return picturesOf(story.post.id)
      }
    }),
    route({
      method: 'PATCH',
      path: at,
      access: 'write',
      does: 'Says anew what a picture of a story of yours shows, or moves it by one place.',
      body: Type.Object({
        picture,
        alt: Type.Optional(text('What it shows, in words', 1_500)),
        move: Type.Optional(oneOf(['up', 'down'], 'Where to; at the end of the row it stays'))
      }),
      gives: { status: 200, shape: Pictures },
      async handle({ viewer, params, body }) {
        const story = await ownStory(context, viewer, params.id!)
        if (body.alt !== undefined) await describeInStory(context, story, body.picture, body.alt)
        if (body.move) await moveInStory(context, story, body.picture, body.move === 'up' ? -1 : 1)
        return picturesOf(story.post.id)
      }
    }),
    route({
      method: 'DELETE',
      path: at,
      access: 'write',
      does: 'Takes a picture from a story of yours.',
      body: Type.Object({ picture }),
      gives: { status: 204 },
      handle: async ({ viewer, params, body }) =>
        removeFromStory(context, await ownStory(context, viewer, params.id!), body.picture)
    })
  ]
}
