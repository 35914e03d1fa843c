/** What follows from nominations: who is told, and the draft for a nominee who has an account here. */
import type { Context } from '../context.ts'
import { councilOf } from '../council/settings.ts'
import type { Event } from '../events/events.store.ts'
import { coordinatingActors, personByEmail } from '../members/members.store.ts'
import { makeViewer, type Viewer } from '../members/viewer.ts'
import { addNotification } from '../notifications/notifications.store.ts'
import { anyPost } from '../posts/posts.store.ts'
import { writeStory } from '../stories/stories.ts'
import { shorten } from '../text/sanitise.ts'
import { openAddress } from './addresses.ts'
import { addStep, changeNomination, type Nomination, nominationById, nominationByPost } from './nominations.store.ts'
import { moveToStory, openStates } from './recordings.ts'

/** Tells those who coordinate that there is a new one, or that a nominee has answered; of each, once. */
export async function tellCoordinators(context: Context, event: Event): Promise<void> {
  const found = await nominationById(context.store.read, event.subject)
  if (!found || found.state === 'unconfirmed') return
  const { actor } = await councilOf(context)
  const kind = event.kind === 'nomination.made' ? 'nominated' : 'consent'
  const subject = kind === 'consent' ? `${found.id} ${found.state}` : found.id
  const to = await coordinatingActors(context.store.read)
  await context.store.write(async (tx) => {
    for (const one of to) await addNotification(tx, { to: one, kind, by: actor, subject })
  })
}

/** A nominee with an account here finds a draft of their own, after their yes. */
export async function draftForNominee(context: Context, event: Event): Promise<void> {
  const found = await nominationById(context.store.read, event.subject)
  if (found?.state !== 'consented' || found.post) return
  const email = openAddress(context, found.nomineeMail)
  const person = email ? await personByEmail(context.store.read, email) : undefined
  if (person && !person.member.disabled) await draftOf(context, makeViewer(person.member, person.actor), found)
}

/** Begins the story of a nomination as a draft of this viewer's; gives the story's id. */
export async function draftOf(context: Context, viewer: Viewer, found: Nomination): Promise<string> {
  const { told } = found
  const story = await writeStory(context, viewer, {
    title: told?.title || found.title,
    summary: told?.summary || shorten(found.why, 400),
    ...(told && { wentWell: told.wentWell, wentBadly: told.wentBadly }),
    place: found.place,
    audience: 'draft'
  })
  await context.store.write(async (tx) => {
    const now = context.clock()
    const change = { state: 'drafted', since: now, post: story.post.id } as const
    if (!(await changeNomination(tx, found.id, openStates, change))) return
    await addStep(tx, { nomination: found.id, kind: 'drafted', by: viewer.actor.id, created: now })
    await moveToStory(context, tx, found.id, story)
  })
  return story.post.id
}

/** Notes that the story of a nomination is out. */
export async function noteTold(context: Context, event: Event): Promise<void> {
  const found = await nominationByPost(context.store.read, event.subject)
  const whole = found && (await anyPost(context.store.read, { id: event.subject }))
  if (!found || !whole || whole.post.audience === 'draft') return
  await context.store.write(async (tx) => {
    const now = context.clock()
    if (await changeNomination(tx, found.id, ['drafted'], { state: 'published', since: now }))
      await addStep(tx, { nomination: found.id, kind: 'published', by: event.actor, created: now })
  })
}
