/** What members say of themselves: shown here, and sent to the servers of those who follow them. */
import { type Actor, actorById, changeActor } from '../actors/actors.store.ts'
import type { Context } from '../context.ts'
import { type Fault, Invalid, NotFound } from '../errors.ts'
import { record } from '../events/record.ts'
import { mostTopics } from '../featured/featured.ts'
import { readTopics } from '../posts/draft.ts'
import { renderMarkdown } from '../text/markdown.ts'
import { plainCharacters } from '../text/sanitise.ts'
import type { Viewer } from './viewer.ts'

/** What a person may change of themselves, and nothing else. */
export interface ProfileInput {
  name: string
  /** Their job: "Housing options officer". */
  role?: string | undefined
  team?: string | undefined
  /** Shown only because they typed them here. */
  skills?: string[] | undefined
  /** Under which their account is found elsewhere; without any it is those that they use most. */
  topics?: string[] | undefined
  /** Markdown. */
  bio?: string | undefined
  /** Whether they may be found in directories. */
  discoverable?: boolean | undefined
  /** The id of a picture kept before; null takes it away, undefined leaves it. */
  avatar?: string | null | undefined
}

/** What is wrong with a profile; empty when nothing is. */
export const profileFaults = (input: ProfileInput): Fault[] => readProfile(input).faults

/** Changes the viewer's own profile. Throws Invalid with every fault. */
export async function editProfile(context: Context, viewer: Viewer, input: ProfileInput): Promise<Actor> {
  const { faults, name, role, team, skills, topics, bio } = readProfile(input)
  if (faults.length > 0) throw new Invalid(faults)
  return context.store.write(async (tx) => {
    const before = await actorById(tx, viewer.actor.id)
    if (!before) throw new NotFound()
    const profile = {
      ...(before.profile.council && { council: before.profile.council }),
      ...(role && { role }),
      ...(team && { team }),
      ...(skills.length > 0 && { skills }),
      ...(topics.length > 0 && { topics }),
      ...(bio && { bio })
    }
    const changed = await changeActor(tx, before.id, {
      name,
      profile,
      summary: bio ? renderMarkdown(bio, { origin: context.config.origin }) : '',
      ...(input.discoverable !== undefined && { discoverable: input.discoverable }),
      ...(input.avatar !== undefined && { avatar: input.avatar })
    })
    await record(context, tx, { kind: 'actor.changed', actor: before.id, subject: before.id })
    return changed!
  })
}

/** Gives the viewer another name and leaves the rest of the profile as it is. Throws Invalid for the field `name`. */
export function renameSelf(context: Context, viewer: Viewer, name: string): Promise<Actor> {
  const { role, team, skills, topics, bio } = viewer.actor.profile
  return editProfile(context, viewer, { name, role, team, skills, topics, bio })
}

function readProfile(input: ProfileInput) {
  const faults: Fault[] = []
  const line = (field: string, text: string | undefined, most: number, name: string) => {
    const given = plainCharacters(text ?? '')
      .replace(/\s+/g, ' ')
      .trim()
    if (given.length > most) faults.push({ field, text: `Shorten ${name} to ${most} characters or fewer` })
    return given
  }
  const name = line('name', input.name, 80, 'your name')
  if (name === '') faults.push({ field: 'name', text: 'Give your name' })
  const role = line('role', input.role, 100, 'your role')
  const team = line('team', input.team, 100, 'your team')
  const typed = (input.skills ?? []).map((skill) => line('skills', skill, 60, 'each skill'))
  const skills = [...new Set(typed)].filter(Boolean)
  if (skills.length > 20) faults.push({ field: 'skills', text: 'Name 20 skills or fewer' })
  const topics = readTopics(input.topics ?? [], [], faults)
  if (topics.length > mostTopics) faults.push({ field: 'topics', text: `Name ${mostTopics} topics or fewer` })
  const bio = plainCharacters(input.bio ?? '').trim()
  if (bio.length > 1_000)
    faults.push({ field: 'bio', text: 'Shorten what you say of yourself to 1,000 characters or fewer' })
  return { faults, name, role, team, skills, topics, bio }
}
