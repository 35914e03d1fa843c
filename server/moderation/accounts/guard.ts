/** On whom nobody may act: on themselves, on the council itself, on an admin but as an admin, and never on the last one. */
import type { ActionKind } from '../../../schema/account-actions.ts'
import { type Actor, actorById } from '../../actors/actors.store.ts'
import { Conflict, NotFound, Refused } from '../../errors.ts'
import { isAnotherAdmin, personByActor } from '../../members/members.store.ts'
import type { Viewer } from '../../members/viewer.ts'
import type { Reader, Writer } from '../../store/store.ts'

/** Who acts: a moderator, or null for the admin command. */
export type Doer = Viewer | null

/** The account, if this doer may act on it. Throws NotFound or Refused. */
export async function needActor(db: Reader, by: Doer, id: string): Promise<Actor> {
  const actor = await actorById(db, id)
  if (!actor || actor.deleted) throw new NotFound('There is no such account.')
  if (by && !by.can('moderate')) throw new Refused('Only moderators of this server may do this.')
  if (actor.local && actor.type !== 'Person')
    throw new Refused('The council, its communities and the server itself are no accounts of people.')
  if (by?.actor.id === actor.id) throw new Refused('Nobody decides about themselves. Ask another moderator.')
  const person = actor.local ? await personByActor(db, id) : undefined
  if (by && person?.member.role === 'admin' && !by.can('administer'))
    throw new Refused('Only another admin may act on an admin.')
  return actor
}

/** Throws Conflict when this would keep the last admin out. */
export async function keepAnAdmin(
  tx: Writer,
  actor: Actor,
  kind: ActionKind,
  out: readonly ActionKind[]
): Promise<void> {
  if (!actor.local || !out.includes(kind)) return
  const person = await personByActor(tx, actor.id)
  if (person?.member.role === 'admin' && !(await isAnotherAdmin(tx, person.member.id)))
    throw new Conflict('This is the last admin. Make somebody else an admin first.')
}
