/** Who works on a recipe, and asking those whom it quotes for their leave, by the API. */
import Type from 'typebox'
import type { Context } from '../../server/context.ts'
import { askForLeave, colleagueOf, inviteEditor, uninviteEditor } from '../../server/recipes/editors.ts'
import { editorsOf } from '../../server/recipes/recipes.store.ts'
import { ownRecipe } from '../../server/recipes/recipes.ts'
import { authorOf } from './item.ts'
import { type ApiRoute, route } from './route.ts'
import { Author } from './shapes.ts'
import { text } from './words.ts'

const at = '/recipes/:id/editors'
const Editors = Type.Object({ items: Type.Array(Author) }, { title: 'Editors', additionalProperties: false })
const Who = Type.Object({ handle: text('The handle of a colleague', 100) })

/** The calls. */
export const recipeEditorRoutes = (context: Context): ApiRoute[] => {
  const told = async (id: string) => ({ items: (await editorsOf(context.store.read, id)).map(authorOf) })
  return [
    route({
      method: 'GET',
      path: at,
      access: 'read',
      does: 'Lists who was invited to work on a recipe, to those who work on it.',
      gives: { status: 200, shape: Editors },
      async handle({ viewer, params }) {
        await ownRecipe(context, viewer, params.id!)
        return told(params.id!)
      }
    }),
    route({
      method: 'PUT',
      path: at,
      access: 'write',
      does: 'Invites a colleague to work on a recipe; they are told.',
      body: Who,
      gives: { status: 200, shape: Editors },
      async handle({ viewer, params, body }) {
        await inviteEditor(context, viewer, params.id!, body.handle)
        return told(params.id!)
      }
    }),
    route({
      method: 'DELETE',
      path: at,
      access: 'write',
      does: 'Takes the invitation to work on a recipe back.',
      body: Who,
      gives: { status: 204 },
      async handle({ viewer, params, body }) {
        const found = await colleagueOf(context, body.handle)
        await uninviteEditor(context, viewer, params.id!, found?.id ?? '')
      }
    }),
    route({
      method: 'POST',
      path: '/recipes/:id/leave',
      access: 'write',
      does: 'Asks those whom a recipe quotes and who decide each time for their leave; who was asked is not asked again.',
      gives: { status: 204 },
      handle: ({ viewer, params }) => askForLeave(context, viewer, params.id!)
    })
  ]
}
