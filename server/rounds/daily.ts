/** What the clock brings for follow-up rounds: one is suggested 60 days after a story, and people are reminded. */
import { newKey } from '../../schema/columns.ts'
import type { Context } from '../context.ts'
import { findCouncil } from '../council/settings.ts'
import { coordinatingActors } from '../members/members.store.ts'
import {
  addRound,
  addStep,
  dueRounds,
  openQuestionsOf,
  openRoundOf,
  storiesToFollowUp,
  turnRound
} from './rounds.store.ts'
import { followUpAfter, tellOf, usualDue } from './rounds.ts'

const week = 7 * 86_400_000

/** Sees to all of it; bears repetition. */
export async function sweepRounds(context: Context): Promise<void> {
  const council = await findCouncil(context)
  if (!council?.actor) return
  await suggestRounds(context, council.actor)
  const now = context.clock()
  await remind(context, council.actor, new Date(now.getTime() + week), 1)
  await remind(context, council.actor, now, 2)
}

async function suggestRounds(context: Context, by: string) {
  const now = context.clock()
  const found = await storiesToFollowUp(context.store.read, new Date(now.getTime() - followUpAfter))
  for (const story of found) {
    const open = await openQuestionsOf(context.store.read, story.id, { actor: story.author })
    if (open.length === 0) continue
    const others = await coordinatingActors(context.store.read)
    await context.store.write(async (tx) => {
      if (await openRoundOf(tx, story.id)) return
      const parts = { story: story.id, assignee: story.author, due: usualDue(context, story), created: now }
      const asked = open.map(({ post }) => post.id)
      const round = await addRound(tx, { ...parts, id: newKey(now.getTime()), state: 'suggested' }, asked)
      await addStep(tx, round.id, 'suggested', null, now)
      for (const to of new Set([story.author, ...others])) await tellOf(tx, round, by, 'suggested', to)
    })
  }
}

async function remind(context: Context, by: string, at: Date, times: number) {
  for (const { round } of await dueRounds(context.store.read, at, times))
    await context.store.write(async (tx) => {
      if (await turnRound(tx, round.id, ['open'], { reminded: times })) await tellOf(tx, round, by, `due ${times}`)
    })
}
