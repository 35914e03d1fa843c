/** Sharing a story in steps: its words stay as they are, and more people may read it. */
import type { Context } from '../context.ts'
import type { Viewer } from '../members/viewer.ts'
import type { WholePost } from '../posts/posts.store.ts'
import { editStory, ownStory } from '../stories/stories.ts'

/** Lets more people read a story of one's own, or takes it back from this council into a draft. Throws as editStory does. */
export async function shareStory(context: Context, viewer: Viewer, id: string, audience: string): Promise<WholePost> {
  const { post, story } = await ownStory(context, viewer, id)
  return editStory(context, viewer, id, {
    ...{ title: post.title ?? '', summary: post.summary ?? '', body: post.markdown ?? '', topics: post.topics },
    ...{ wentWell: story?.wentWell ?? '', wentBadly: story?.wentBadly ?? '', state: story?.state ?? '' },
    ...{
      service: story?.service ?? '',
      place: story?.place ?? '',
      cost: story?.cost ?? '',
      saving: story?.saving ?? ''
    },
    ...{ evidence: story?.evidence ?? '', contact: story?.contact ?? '' },
    ...{ basedOn: story?.basedOn ?? '', changed: story?.changed ?? '' },
    audience
  })
}
