/** Tells a person here what was decided about them, by notification and by letter; others' servers have no way for it. */
import type { Context } from '../../context.ts'
import { councilOf } from '../../council/settings.ts'
import { addLetter } from '../../letters.ts'
import { moderatorActors, personByActor } from '../../members/members.store.ts'
import { addNotification } from '../../notifications/notifications.store.ts'
import type { Writer } from '../../store/store.ts'
import type { AccountAction, Appeal } from './actions.store.ts'
import { appealable, appealDays, toldWords } from './kinds.ts'
import { actionUrl } from './link.ts'

const dated = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'Europe/London' })
const day = 86_400_000

/** Until when an appeal against an action may be made. */
export const appealUntil = ({ created }: Pick<AccountAction, 'created'>) =>
  new Date(created.getTime() + appealDays * day)

/** Tells whom an action is about. */
export async function tellOfAction(context: Context, tx: Writer, action: AccountAction): Promise<void> {
  const person = action.kind === 'note' ? undefined : await personByActor(tx, action.actor)
  if (!person) return
  const { serverActor, name } = await councilOf(context)
  const { kind, id, words, ends } = action
  if (kind !== 'purge') await addNotification(tx, { to: action.actor, kind: 'action', by: serverActor, subject: id })
  await addLetter(context, tx, {
    to: person.member.email,
    subject: `About your account at ${name}`,
    text: [
      `Hello ${person.actor.name},`,
      toldWords[kind],
      words,
      ends ? `It ends on ${dated.format(ends)}.` : '',
      ...(appealable.includes(kind)
        ? [
            `If you think this is wrong, say so once, until ${dated.format(appealUntil(action))}. Somebody else than who decided looks at it:`,
            actionUrl(context, id)
          ]
        : []),
      `The moderators at ${name}`
    ]
      .filter(Boolean)
      .join('\n\n')
  })
}

/** Tells that an action was taken back, or has come to its end. */
export async function tellOfEnd(context: Context, tx: Writer, action: AccountAction, how: 'undone' | 'ended') {
  const person = action.kind === 'note' ? undefined : await personByActor(tx, action.actor)
  if (!person) return
  const { serverActor, name } = await councilOf(context)
  await addNotification(tx, { to: action.actor, kind: 'decided', by: serverActor, subject: `${action.id} ${how}` })
  await addLetter(context, tx, {
    to: person.member.email,
    subject: `About your account at ${name}`,
    text: [
      `Hello ${person.actor.name},`,
      `On ${dated.format(action.created)} we decided about your account: ${toldWords[action.kind]}`,
      how === 'undone' ? 'We have taken that back.' : 'That has come to its end.',
      `${context.config.origin}/account/actions`,
      `The moderators at ${name}`
    ].join('\n\n')
  })
}

/** Tells moderators that an appeal waits; all but the one against whose decision it is. */
export async function tellOfAppeal(context: Context, tx: Writer, action: AccountAction, appeal: Appeal) {
  const { serverActor } = await councilOf(context)
  for (const to of await moderatorActors(tx))
    if (to !== action.by && to !== action.actor)
      await addNotification(tx, { to, kind: 'appeal', by: serverActor, subject: appeal.id })
}

/** Tells what became of an appeal. */
export async function tellOfDecision(
  context: Context,
  tx: Writer,
  action: AccountAction,
  upheld: boolean,
  answer: string
) {
  const person = await personByActor(tx, action.actor)
  if (!person) return
  const { serverActor, name } = await councilOf(context)
  await addNotification(tx, { to: action.actor, kind: 'decided', by: serverActor, subject: `${action.id} appeal` })
  await addLetter(context, tx, {
    to: person.member.email,
    subject: `Your appeal to ${name}`,
    text: [
      `Hello ${person.actor.name},`,
      upheld
        ? 'Somebody who had no part in the decision looked at your appeal and agrees with you. The decision is taken back.'
        : 'Somebody who had no part in the decision looked at your appeal. The decision stays.',
      answer,
      actionUrl(context, action.id),
      `The moderators at ${name}`
    ]
      .filter(Boolean)
      .join('\n\n')
  })
}
