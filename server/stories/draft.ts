/** A story as it is typed: whatever of it can be kept already, right or wrong. */
import { keepDraftPlace } from '../communities/posting.ts'
import type { Context } from '../context.ts'
import type { TypedPost } from '../drafts/drafts.ts'
import type { Viewer } from '../members/viewer.ts'
import { keepParts, readStory, type StoryInput } from './stories.ts'

/** Renders what was typed, for keeping it as a draft; what is wrong with it is told when it is to be shown to others. */
export async function typedStory(context: Context, viewer: Viewer, input: StoryInput): Promise<TypedPost> {
  const { post, parts, named } = await readStory(context, { ...input, audience: 'draft' }, true)
  const keepPlace = await keepDraftPlace(context, viewer, input.community)
  const { audience: _audience, visibility: _visibility, ...said } = post
  return {
    kind: 'story',
    noun: 'stories',
    post: said,
    async keepParts(tx, id) {
      await keepParts(context, tx, viewer, id, parts, named)
      await keepPlace(tx, id)
    }
  }
}
