/** Where a story or a recipe went next, as pages show it: the steps of councils, and who built on it. */
import type { AdoptionStep } from '../../schema/adoption.ts'
import { canBeAdopted, ladder, type Standing, standingOn } from '../../server/adoption/adoption.ts'
import { countBuiltOn, treeAround } from '../../server/adoption/tree.ts'
import type { Context } from '../../server/context.ts'
import { shortNameOf } from '../../server/council/codes.ts'
import type { Viewer } from '../../server/members/viewer.ts'
import { readPosts, type WholePost } from '../../server/posts/posts.store.ts'
import { textOf } from '../../server/text/sanitise.ts'
import type { PersonView } from '../item.ts'
import { type PersonOf, peopleFrom } from '../present/people.ts'
import { lookingFor, pathOf } from '../present.ts'
import { plural } from '../words.ts'
import { builtOn as sourceOf } from './source.ts'
import { type NodeView, treeView } from './tree.ts'

/** What each step is called: over its number, and in the form. */
export const stepWords: Record<AdoptionStep, { name: string; choice: string }> = {
  following: { name: 'Following', choice: 'Following' },
  want: { name: 'Want to try', choice: 'We want to try' },
  trying: { name: 'Trying', choice: 'We are trying' },
  adopted: { name: 'Adopted', choice: 'We adopted it' },
  stopped: { name: 'Stopped', choice: 'We stopped' }
}

/** One council, or one person elsewhere, at a step. */
export interface Stood {
  step: AdoptionStep
  /** The council; of people elsewhere, their name. */
  name: string
  by: PersonView
  /** The page of the reply, or of the story. */
  path: string
  at: Date
}

export interface AdoptionView {
  /** The story's or the recipe's page, its address, and the pages of what follows. */
  path: string
  uri: string
  steps: { step: AdoptionStep; name: string; count: number; words: string; path: string }[]
  /** How many councils said something. */
  councils: number
  /** How many people elsewhere did, apart from councils. */
  elsewhere: number
  /** The viewer's own step; whether they may say one. */
  mine?: AdoptionStep
  mayStep: boolean
  choices: { value: AdoptionStep; text: string }[]
  /** How many built on it, and by how many councils. */
  used: number
  tree?: NodeView
  /** What it builds on itself, with what was changed. */
  source?: { title: string; path: string; author?: PersonView }
  changed?: string
}

/** The council of somebody, by its short name. */
export const councilName = (by: PersonView): string =>
  by.from === 'here' ? (by.council ?? '') : shortNameOf(by.council ?? by.name)

/** The part of a page that tells where it went; undefined for what is not for everyone. */
export async function adoptionView(
  context: Context,
  viewer: Viewer | undefined,
  found: WholePost
): Promise<AdoptionView | undefined> {
  if (!canBeAdopted(found)) return undefined
  const { post, story } = found
  const standing = await standingOn(context, post.uri)
  const { councils } = await stoodOn(context, standing)
  const looking = lookingFor(viewer)
  const [tree, source] = await Promise.all([
    treeAround(context, looking, found),
    sourceOf(context, viewer, story?.basedOn)
  ])
  const path = pathOf(found)
  const own = viewer && [...standing.councils.map(({ said }) => said), ...standing.elsewhere]
  const mine = own?.find(({ actor }) => actor.id === viewer?.actor.id)?.step
  const other = story?.basedOn && /^https?:/.test(story.basedOn) ? story.basedOn : undefined
  return {
    path,
    uri: post.uri,
    steps: ladder.map((step) => ({
      step,
      name: stepWords[step].name,
      count: standing.counts[step],
      words: whoAt(step, councils),
      path: `${path}/steps#${step}`
    })),
    councils: standing.councils.length,
    elsewhere: standing.elsewhere.length,
    ...(mine && { mine }),
    mayStep: viewer?.can('publish') === true && found.author.id !== viewer.actor.id,
    choices: ladder.map((value) => ({ value, text: stepWords[value].choice })),
    used: await countBuiltOn(context, looking, found, tree),
    ...(tree.size > 1 || tree.above ? { tree: await treeView(context, tree, found) } : {}),
    ...(source ? { source } : other && { source: { title: other, path: other } }),
    ...(story?.changed && { changed: story.changed })
  }
}

function whoAt(step: AdoptionStep, councils: Stood[]): string {
  const names = councils.filter((one) => one.step === step).map(({ name }) => name)
  if (names.length === 0) return 'nobody yet'
  if (step === 'stopped') return `Why ${names[0]} stopped${names.length > 1 ? ` and ${names.length - 1} more` : ''}`
  if (names.length <= 2) return names.join(', ')
  return `${names[0]} and ${names.length - 1} more`
}

/** Who stands where, by name. */
export async function stoodOn(context: Context, { councils, elsewhere }: Standing) {
  const actors = [...councils.map(({ said }) => said.actor), ...elsewhere.map(({ actor }) => actor)]
  const person: PersonOf = await peopleFrom(context, actors)
  const of = (said: Standing['elsewhere'][number]): Stood => {
    const by = person(said.actor)
    return {
      step: said.step,
      name: by.name,
      by,
      path: said.kind === 'story' ? `/stories/${said.post}` : `/replies/${said.post}`,
      at: said.at
    }
  }
  return {
    councils: councils.map(({ said, step }) => ({ ...of(said), step, name: councilName(person(said.actor)) })),
    elsewhere: elsewhere.map(of)
  }
}

/** The words of these replies beyond the first sentence, which says the step itself; of stories what was changed; by id. */
export async function wordsOf(
  context: Context,
  viewer: Viewer | undefined,
  ids: string[]
): Promise<Map<string, string>> {
  const rows = await readPosts(context.store.read, ids, lookingFor(viewer))
  return new Map(
    rows.map(({ post, story }) => {
      if (story) return [post.id, story.changed ?? post.title ?? '']
      const text = textOf(post.html, 2_000)
      const [first = '', ...rest] = text.split('\n')
      return [
        post.id,
        post.markdown && rest.length > 0 ? rest.join(' ') : post.markdown ? '' : `${first} ${rest.join(' ')}`.trim()
      ]
    })
  )
}

/** "22 councils, in their own words"; people elsewhere are told apart. */
export function whoSaid(councils: number, elsewhere: number): string {
  const people = `${elsewhere} ${plural(elsewhere, 'person', 'people')} elsewhere`
  if (councils === 0) return elsewhere === 0 ? 'No council yet' : `No council yet, ${people}`
  const said = `${councils} ${plural(councils, 'council', 'councils')}, in their own words`
  return elsewhere === 0 ? said : `${said}, and ${people}`
}
