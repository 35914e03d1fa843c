/** Nominations (S3): sent by anybody, confirmed by letter, told to nobody but those who look after them until the nominee says yes. */
import { newKey } from '../../schema/columns.ts'
import type { Context } from '../context.ts'
import { councilOf } from '../council/settings.ts'
import { Conflict, Invalid, NotFound, Refused } from '../errors.ts'
import { record } from '../events/record.ts'
import { addLetter } from '../letters.ts'
import type { Role, Viewer } from '../members/viewer.ts'
import type { Writer } from '../store/store.ts'
import { addressHash, openAddress, readAddress, sealAddress } from './addresses.ts'
import { consentWords } from './consent-words.ts'
import { type NominationInput, readNomination } from './fields.ts'
import { agreedLetter, confirmLetter, consentLetter } from './letters.ts'
import {
  addNomination,
  addressKnown,
  addStep,
  changeNomination,
  countSentBy,
  dropNomination,
  emptyNomination,
  keepAddress,
  type Nomination,
  nominationById
} from './nominations.store.ts'
import { pauseDays } from './sweep.ts'

const day = 86_400_000
const pause = pauseDays * day
/** How many letters an address gets in a day before it has confirmed one, and how many it may send in all. */
const mostWaiting = 3
const mostSent = 20

const seers: readonly Role[] = ['admin', 'moderator', 'coordinator', 'reporter']

/** Those who see nominations, with a token that only reads as well: who coordinates or moderates, and reporters. */
export const maySee = ({ member }: Pick<Viewer, 'member'>): boolean => seers.includes(member.role)

/** A nomination that the viewer may see. Throws NotFound. */
export async function seenNomination(context: Context, viewer: Viewer, id: string): Promise<Nomination> {
  const found = maySee(viewer) ? await nominationById(context.store.read, id) : undefined
  if (!found || found.state === 'unconfirmed') throw new NotFound()
  return found
}

/** Throws Refused unless the viewer coordinates. */
export function needCoordinator(viewer: Viewer): void {
  if (!viewer.can('coordinate')) throw new Refused('This is for coordinators.')
}

/**
 * Keeps a nomination and sends its link to whoever sent it. An address that gets too many letters, or wants none, is sent
 * none and nothing is kept; the caller is told no difference. Throws Invalid with every fault.
 */
export async function nominate(context: Context, input: NominationInput): Promise<void> {
  const { email, nominee, ...words } = readNomination(context, input)
  const { name: council } = await councilOf(context)
  const now = context.clock()
  const nominatorHash = addressHash(context, email)
  await context.store.write(async (tx) => {
    const sent = await countSentBy(tx, nominatorHash, newKey(now.getTime() - day))
    if (sent.waiting >= mostWaiting || sent.all >= mostSent) return
    if ((await addressKnown(tx, nominatorHash))?.refused) return
    const id = newKey(now.getTime())
    await addNomination(tx, {
      ...{ id, state: 'unconfirmed', ...words, since: now, created: now },
      ...{ nominatorMail: sealAddress(context, email), nominatorHash },
      ...(nominee && { nomineeMail: sealAddress(context, nominee), nomineeHash: addressHash(context, nominee) })
    })
    await addLetter(context, tx, confirmLetter(context, email, id, council))
  })
}

/**
 * Whoever sent it has proved that the address is theirs: now it counts. Who nominates themselves says yes with it;
 * anybody else whose address is known is asked. Throws NotFound when it is gone.
 */
export async function confirmNomination(context: Context, id: string): Promise<Nomination> {
  const { name: council } = await councilOf(context)
  return context.store.write(async (tx) => {
    const now = context.clock()
    const found = await nominationById(tx, id)
    if (!found) throw new NotFound()
    if (!(await changeNomination(tx, id, ['unconfirmed'], { state: 'new', since: now }))) return found
    await addStep(tx, { nomination: id, kind: 'made', created: now })
    await record(context, tx, { kind: 'nomination.made', subject: id })
    if (found.kind === 'myself') {
      const { nominatorMail: nomineeMail, nominatorHash: nomineeHash } = found
      const agreed = consentWords(council)
      await changeNomination(tx, id, ['new'], {
        ...{ state: 'consented', since: now, consented: now, agreed, nomineeMail, nomineeHash }
      })
      await addStep(tx, { nomination: id, kind: 'consented', words: agreed, created: now })
      await record(context, tx, { kind: 'nomination.answered', subject: id })
      const to = openAddress(context, nomineeMail)
      if (to) await addLetter(context, tx, agreedLetter(context, to, { ...found, agreed }, council))
    } else if (found.nomineeMail) await askNominee(context, tx, { ...found, state: 'new' }, council)
    return (await nominationById(tx, id))!
  })
}

/** It was somebody else who typed this address: all of it goes; with `never`, nothing is sent there again. */
export async function disownNomination(context: Context, id: string, never: boolean): Promise<void> {
  await context.store.write(async (tx) => {
    const found = await nominationById(tx, id)
    if (found?.state !== 'unconfirmed') return
    if (never && found.nominatorHash) await keepAddress(tx, found.nominatorHash, { refused: context.clock() })
    await dropNomination(tx, id)
  })
}

/** Writes to the nominee, once a year at most, and never when they want no letters; gives what became of it. */
async function askNominee(context: Context, tx: Writer, found: Nomination, council: string) {
  const { id, nomineeHash } = found
  const to = openAddress(context, found.nomineeMail)
  const now = context.clock()
  if (!to || !nomineeHash) return 'unknown'
  const known = await addressKnown(tx, nomineeHash)
  if (known?.refused) {
    await changeNomination(tx, id, ['new'], { state: 'declined', since: now })
    await emptyNomination(tx, id)
    await addStep(tx, { nomination: id, kind: 'refused', created: now })
    return 'refused'
  }
  if (known?.asked && now.getTime() - known.asked.getTime() < pause) {
    await addStep(tx, { nomination: id, kind: 'unasked', created: now })
    return 'unasked'
  }
  await keepAddress(tx, nomineeHash, { asked: now })
  await changeNomination(tx, id, ['new'], { state: 'asked', since: now, asked: now })
  await addStep(tx, { nomination: id, kind: 'asked', created: now })
  await addLetter(context, tx, consentLetter(context, to, found, council))
  return 'asked'
}

/** A coordinator has found the nominee's address: they are asked. Throws Invalid, Conflict, Refused or NotFound. */
export async function askByCoordinator(context: Context, viewer: Viewer, id: string, typed: string): Promise<void> {
  needCoordinator(viewer)
  await seenNomination(context, viewer, id)
  const read = readAddress(context, typed)
  if ('wrong' in read) throw new Invalid([{ field: 'nominee', text: read.wrong }])
  const { name: council } = await councilOf(context)
  const nomineeHash = addressHash(context, read.email)
  const nomineeMail = sealAddress(context, read.email)
  const outcome = await context.store.write(async (tx) => {
    const known = await addressKnown(tx, nomineeHash)
    if (known?.refused) return 'refused'
    if (!(await changeNomination(tx, id, ['new'], { nomineeMail, nomineeHash }))) return 'late'
    await addStep(tx, { nomination: id, kind: 'found', by: viewer.actor.id, created: context.clock() })
    return askNominee(context, tx, (await nominationById(tx, id))!, council)
  })
  if (outcome === 'late') throw new Conflict('Somebody has asked already.')
  const why = {
    refused: 'Whoever reads mail at this address wants no letters from us',
    unasked: 'We wrote to this address within the last year, and write to nobody twice'
  }[outcome as string]
  if (why) throw new Invalid([{ field: 'nominee', text: why }])
}

/** A coordinator lets one go: what was typed is deleted, and that there was one stays. */
export async function dismissNomination(context: Context, viewer: Viewer, id: string): Promise<void> {
  await seenNomination(context, viewer, id)
  needCoordinator(viewer)
  await context.store.write(async (tx) => {
    const now = context.clock()
    if (!(await changeNomination(tx, id, ['new', 'asked', 'consented'], { state: 'declined', since: now })))
      throw new Conflict('This nomination has gone further meanwhile.')
    await emptyNomination(tx, id)
    await addStep(tx, { nomination: id, kind: 'dismissed', by: viewer.actor.id, created: now })
  })
}
