/** Says who the council is: on a first set-up, and whenever its name, look or handle changes. */
import { changeActor } from '../actors/actors.store.ts'
import { makeKeyPairs } from '../actors/keys.ts'
import { addLocalActor, checkUsername, usernameFault } from '../actors/local.ts'
import type { Context } from '../context.ts'
import { type Fault, Invalid } from '../errors.ts'
import { record } from '../events/record.ts'
import type { Writer } from '../store/store.ts'
import { renderMarkdown } from '../text/markdown.ts'
import { plainCharacters } from '../text/sanitise.ts'
import { readGss, readRegion, shortNameOf, typeOfCouncil } from './codes.ts'
import { nearestPassing, passes, readColour } from './colour.ts'
import { addSetting, keepSetting, readSetting } from './settings.store.ts'
import { type Council, councilOf, councilSetting, findCouncil, forgetCouncil, formerHandles } from './settings.ts'

/** What is left out stays as it is; an empty text takes an optional part away. */
export interface CouncilInput {
  name: string
  handle: string
  shortName?: string | undefined
  gss?: string | undefined
  region?: string | undefined
  colour?: string | undefined
  about?: string | undefined
  /** The id of a picture kept before. */
  logo?: string | undefined
}

const usualColour = '#5b1f47'

/**
 * Says who the council is, and counts it as set up. `by` is the actor who did it. Throws Invalid with every fault; for a
 * colour that cannot be read on paper its text names the nearest that can.
 */
export async function setUpCouncil(context: Context, input: CouncilInput, by?: string): Promise<Council> {
  const faults: Fault[] = []
  const before = await makeCouncil(context)
  const next = readCouncil(input, before, faults)
  if (faults.length > 0) throw new Invalid(faults)
  await context.store.write(async (tx) => {
    if (next.handle !== before.handle) await renameCouncil(context, tx, before, next)
    await keepSetting(tx, councilSetting, next, context.clock())
    const summary = next.about ? renderMarkdown(next.about, { origin: context.config.origin }) : ''
    await changeActor(tx, next.actor, { name: next.name, summary, avatar: next.logo ?? null })
    await changeActor(tx, next.serverActor, { name: `Folkmoot of ${next.name}` })
    await record(context, tx, { kind: 'council.changed', actor: by ?? next.actor, subject: next.actor })
  })
  forgetCouncil(context)
  return next
}

/** What is wrong with the input, without changing anything; a handle that is taken is found only on the change. */
export async function councilFaults(context: Context, input: CouncilInput): Promise<Fault[]> {
  const faults: Fault[] = []
  readCouncil(input, await makeCouncil(context), faults)
  return faults
}

async function renameCouncil(context: Context, tx: Writer, before: Council, next: Council) {
  const former = (await readSetting<string[]>(tx, formerHandles)) ?? []
  // Its own former handle it may take back; anybody else's it may not.
  if (!former.includes(next.handle)) await checkUsername(tx, next.handle, true)
  const kept = [...new Set([...former, before.handle])].filter((handle) => handle !== next.handle)
  await keepSetting(tx, formerHandles, kept, context.clock())
  await changeActor(tx, next.actor, { username: next.handle, url: `${context.config.origin}/@${next.handle}` })
}

function readCouncil(input: CouncilInput, before: Council, faults: Fault[]): Council {
  const line = (text: string | undefined) =>
    plainCharacters(text ?? '')
      .replace(/\s+/g, ' ')
      .trim()
  const fault = (field: string, text: string) => void faults.push({ field, text })
  const name = line(input.name)
  if (name === '') fault('name', 'Give the name of the council')
  if (name.length > 100) fault('name', 'Shorten the name to 100 characters or fewer')
  const shortName = line(input.shortName) || (name === before.name ? before.shortName : shortNameOf(name))
  if (shortName.length > 40) fault('shortName', 'Shorten the short name to 40 characters or fewer')
  const handle = line(input.handle).replace(/^@/, '').toLowerCase()
  const wrong = usernameFault(handle, true)
  if (wrong) fault('handle', wrong)
  const typed = line(input.gss ?? before.gss)
  const gss = typed === '' ? undefined : readGss(typed)
  if (typed !== '' && !gss) fault('gss', 'Give a council’s GSS code: a letter and eight digits, such as E10000008')
  const region = line(input.region ?? before.region)
  if (region !== '' && !readRegion(region)) fault('region', 'Choose a region from the list')
  const about = plainCharacters(input.about ?? before.about ?? '').trim()
  if (about.length > 1_000) fault('about', 'Shorten what the council says of itself to 1,000 characters or fewer')
  const logo = input.logo ?? before.logo
  const type = gss && typeOfCouncil(gss)
  return {
    name,
    shortName,
    handle,
    colour: readPassingColour(line(input.colour) || before.colour, faults),
    setUp: true,
    actor: before.actor,
    serverActor: before.serverActor,
    ...(gss && { gss }),
    ...(type && { type }),
    ...(region && { region: readRegion(region) ?? region }),
    ...(logo && { logo }),
    ...(about && { about })
  }
}

function readPassingColour(text: string, faults: Fault[]): string {
  const colour = readColour(text)
  if (!colour) faults.push({ field: 'colour', text: 'Give a colour as six digits, such as #5b1f47' })
  else if (!passes(colour)) {
    const text = `${colour} is too light to read on our pages. The nearest that can be read is ${nearestPassing(colour)}`
    faults.push({ field: 'colour', text })
  }
  return colour ?? text
}

/** The council; on a first start it is made, with a name to be changed, together with the server's own actor. */
export async function makeCouncil(context: Context): Promise<Council> {
  const there = await findCouncil(context)
  if (there) return there
  const [keys, serverKeys] = await Promise.all([makeKeyPairs(), makeKeyPairs()])
  const name = 'Our council'
  const look = { name, shortName: name, handle: 'council', colour: usualColour, setUp: false }
  await context.store.write(async (tx) => {
    // The row first, with no actors yet: of two processes that start together, one goes on.
    const claim = { ...look, actor: '', serverActor: '' }
    if (!(await addSetting(tx, councilSetting, claim, context.clock()))) return
    const council = await addLocalActor(context, tx, { type: 'Organization', username: look.handle, name, keys })
    const server = { type: 'Application', username: '', name: `Folkmoot of ${name}`, keys: serverKeys } as const
    const { id } = await addLocalActor(context, tx, server)
    await keepSetting(tx, councilSetting, { ...look, actor: council.id, serverActor: id }, context.clock())
  })
  return councilOf(context)
}
