/** The adoption ladder (Q6): people say for their council where it is with a story, and it is counted by council. */
import type { AdoptionStep } from '../../schema/adoption.ts'
import { councilsAt } from '../actors/directory.store.ts'
import type { Context } from '../context.ts'
import { councilOf } from '../council/settings.ts'
import { type Fault, NotFound, Refused } from '../errors.ts'
import type { Viewer } from '../members/viewer.ts'
import { instancesOf } from '../moderation/instances.store.ts'
import { isForAnyone } from '../posts/audience.ts'
import { needText, stopAt } from '../posts/draft.ts'
import { type Actor, anyPost, readPost, type WholePost } from '../posts/posts.store.ts'
import { withdrawPost } from '../posts/withdraw.ts'
import { writeReply } from '../replies/replies.ts'
import { ladder } from './said.ts'
import { type SaidStep, stepsAbout, toldAbout } from './steps.store.ts'

export { ladder } from './said.ts'

/** How a step reads after the name of a council. */
export const says: Record<AdoptionStep, string> = {
  following: 'is following this',
  want: 'wants to try this',
  trying: 'is trying this',
  adopted: 'adopted this',
  stopped: 'stopped doing this'
}

/** The longest words beside a step, in characters. */
export const longestWords = 1_000

export interface StepInput {
  /** The address of the story or the recipe. */
  object?: string
  step?: string
  /** Markdown; needed by who stopped. */
  words?: string
}

/** Whether a post is one that councils can take steps on: a story or a recipe that anyone may read. */
export const canBeAdopted = ({ post }: WholePost): boolean =>
  (post.kind === 'story' || post.kind === 'recipe') && isForAnyone(post.visibility) && isForAnyone(post.audience)

/**
 * Says where the viewer's council is with something, as a reply that anyone may read; gives the reply. The same step a
 * second time without new words changes nothing. Throws Invalid, NotFound or Refused.
 */
export async function takeStep(context: Context, viewer: Viewer, input: StepInput): Promise<WholePost> {
  if (!viewer.can('publish')) throw new Refused()
  const about = await adoptable(context, viewer, input.object)
  const step = ladder.find((one) => one === input.step)
  const faults: Fault[] = []
  if (!step) faults.push({ field: 'step', text: 'Choose where your council is with this' })
  const need = step === 'stopped' ? 'Say why you stopped: it is what helps others most' : undefined
  const words = needText(faults, 'words', input.words, need, longestWords, 'your words')
  stopAt(faults)
  const before = await stepOf(context, viewer.actor.id, about.post.uri)
  if (before?.step === step && words === '') return (await anyPost(context.store.read, { id: before!.post }))!
  const { shortName } = await councilOf(context)
  const said = `${shortName.replace(/([\\`*_[\]<>#@])/g, '\\$1')} ${says[step!]}.`
  const body = words === '' ? said : `${said}\n\n${words}`
  return writeReply(context, viewer, { inReplyTo: about.post.uri, body }, step)
}

/** Takes the viewer's latest word on something back; what they said before counts again. Repeating it at last changes nothing. */
export async function takeStepBack(context: Context, viewer: Viewer, object: string | undefined): Promise<void> {
  const about = await adoptable(context, viewer, object)
  const last = await stepOf(context, viewer.actor.id, about.post.uri)
  if (last) await withdrawPost(context, viewer, last.post)
}

async function adoptable(context: Context, viewer: Viewer, uri: string | undefined): Promise<WholePost> {
  const found = uri ? await readPost(context.store.read, { uri }, { actor: viewer.actor.id }) : undefined
  if (!found) throw new NotFound('What you speak of is not here.')
  if (!canBeAdopted(found)) throw new Refused('Only of stories and recipes that everyone may read can this be said.')
  return found
}

/** The step that one actor said last by a reply. */
export async function stepOf(context: Context, actor: string, about: string): Promise<SaidStep | undefined> {
  const said = await stepsAbout(context.store.read, about)
  return latestByActor(said).find((one) => one.actor.id === actor)
}

/** Where one council is. */
export interface CouncilStep {
  host: string
  step: AdoptionStep
  /** The word that counts. */
  said: SaidStep
}

export interface Standing {
  /** Each council once, the newest word first. */
  councils: CouncilStep[]
  /** People on other servers who speak for no council that is known here, each once. */
  elsewhere: SaidStep[]
  /** How many councils stand at each step. */
  counts: Record<AdoptionStep, number>
}

/** Who is where with something, by what anyone may read here: replies that say so, and stories of doing the same. */
export async function standingOn(context: Context, about: string): Promise<Standing> {
  const { read } = context.store
  const said = (await Promise.all([stepsAbout(read, about), toldAbout(read, about)])).flat()
  const councils = await councilHosts(
    context,
    said.map(({ actor }) => actor)
  )
  return standing(said, (actor) => councils.has(actor.host))
}

/**
 * Counts steps: the latest by each actor, and of each council the latest of those. Who only follows says nothing about
 * what their council does, so that this counts for a council only when nobody there said more. The order is by when each
 * was said, and by address where that is the same, so that every server that knows the same replies counts the same.
 */
export function standing(said: SaidStep[], isCouncil: (actor: Actor) => boolean): Standing {
  const latest = latestByActor(said)
  const elsewhere = latest.filter(({ actor }) => !isCouncil(actor))
  const byHost = Map.groupBy(
    latest.filter(({ actor }) => isCouncil(actor)),
    ({ actor }) => actor.host
  )
  const councils = [...byHost].map(([host, all]) => {
    const word = all.find(({ step }) => step !== 'following') ?? all[0]!
    return { host, step: word.step, said: word }
  })
  const counts = { following: 0, want: 0, trying: 0, adopted: 0, stopped: 0 }
  for (const { step } of councils) counts[step]++
  return { councils, elsewhere, counts }
}

/** The latest word of each actor, the newest first. */
function latestByActor(said: SaidStep[]): SaidStep[] {
  const sorted = said.toSorted((a, b) => b.at.getTime() - a.at.getTime() || (a.uri < b.uri ? 1 : -1))
  const seen = new Set<string>()
  return sorted.filter(({ actor }) => {
    if (seen.has(actor.id)) return false
    seen.add(actor.id)
    return true
  })
}

/** Of the hosts of these actors, those that are councils': ours, those with an organisation, and those that run the same software. */
export async function councilHosts(context: Context, actors: Actor[]): Promise<Set<string>> {
  const hosts = [...new Set(actors.filter(({ local }) => !local).map(({ host }) => host))]
  const { read } = context.store
  const [councils, instances] = await Promise.all([councilsAt(read, hosts), instancesOf(read, hosts)])
  const peers = instances.filter(({ software, trust }) => software === 'folkmoot' || trust === 'network')
  const own = actors.filter(({ local }) => local).map(({ host }) => host)
  return new Set([...own, ...councils.keys(), ...peers.map(({ host }) => host)])
}
