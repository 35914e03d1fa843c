/** Reads what a visitor typed into the form for nominations: plain words, few links, one address each. */
import type { NominationKind } from '../../schema/nominations.ts'
import type { Context } from '../context.ts'
import type { Fault } from '../errors.ts'
import { Invalid } from '../errors.ts'
import { plainCharacters, plainLine } from '../text/sanitise.ts'
import { readAddress } from './addresses.ts'

/** What is typed. */
export interface NominationInput {
  kind: string
  title: string
  who: string
  place: string
  why: string
  name: string
  email: string
  /** The nominee's address; empty when it is not known. */
  nominee: string
}

/** What is kept of it. */
export interface NominationRead {
  kind: NominationKind
  title: string
  who: string
  place: string
  why: string
  nominator: string
  email: string
  nominee?: string
}

export const nominationKinds: readonly NominationKind[] = ['myself', 'council', 'project']

/** The most links in the words that say why. */
const mostLinks = 2
const link = /https?:|www\.|[\w-]+\.[a-z]{2,}\b/g
const linksIn = (text: string) => text.match(link)?.length ?? 0

/** Gives what is kept. Throws Invalid with every fault. */
export function readNomination(context: Context, input: NominationInput): NominationRead {
  const faults: Fault[] = []
  const kind = nominationKinds.find((one) => one === input.kind)
  if (!kind) faults.push({ field: 'kind', text: 'Choose who it is about' })
  const line = (field: 'title' | 'who' | 'place' | 'name', most: number, missing: string) => {
    const text = plainLine(input[field], most + 1)
    if (text === '') faults.push({ field, text: missing })
    else if (text.length > most) faults.push({ field, text: `Use ${most} characters or fewer` })
    // These lines stand in letters, where a web address would lead people on.
    else if (linksIn(text) > 0 || text.includes('@'))
      faults.push({ field, text: 'Use words only here; web addresses can go under “why”' })
    return text
  }
  const title = line('title', 120, 'Say in a line what it is')
  const nominator = line('name', 80, 'Give your name')
  const who = kind === 'myself' ? nominator : line('who', 120, 'Say who does it')
  const place = line('place', 120, 'Say where it is')
  const why = plainCharacters(input.why).trim()
  if (why === '') faults.push({ field: 'why', text: 'Say why others should hear of it' })
  // Only what is short is looked through: the time that takes grows with the square of the length.
  if (why.length > 2_000) faults.push({ field: 'why', text: 'Use 2,000 characters or fewer' })
  else if (linksIn(why) > mostLinks) faults.push({ field: 'why', text: `Use ${mostLinks} web addresses or fewer` })
  const email = address(context, faults, 'email', input.email)
  const asked = kind === 'myself' ? '' : input.nominee.trim()
  const nominee = asked === '' ? undefined : address(context, faults, 'nominee', asked)
  if (!kind || faults.length > 0) throw new Invalid(faults)
  return { kind, title, who, place, why, nominator, email, ...(nominee && { nominee }) }
}

function address(context: Context, faults: Fault[], field: string, typed: string): string {
  const read = readAddress(context, typed)
  if ('email' in read) return read.email
  faults.push({ field, text: read.wrong })
  return ''
}
