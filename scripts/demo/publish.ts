/** Publishes the demo's content through the JSON API, one thing after another, each waited for at the other server. */
import type { DemoCommunity, DemoQuestion, DemoReply, DemoStory } from './content.ts'
import type { Voices } from './install.ts'
import { type Seen, until, type Voice } from './people.ts'
import type { DemoServer } from './servers.ts'

export interface Published {
  /** The address of each story and question, by key. */
  addresses: Map<string, string>
  /** Every address; of a reply also that of the question it stands below. */
  everything: { uri: string; below?: string }[]
  say(line: string): void
  voices: Voices
}

const need = (voices: Voices, handle: string): Voice => {
  const voice = voices.get(handle)
  if (!voice) throw new Error(`Nobody in the demo has the handle “${handle}”.`)
  return voice
}

/** Somebody on each of the other servers. */
const elsewhere = (voices: Voices, here: DemoServer): Voice[] => [
  ...new Map(
    [...voices.values()].filter(({ server }) => server !== here).map((voice) => [voice.server, voice])
  ).values()
]

/** Waits until the other server has it, by delivery. */
async function arrive(voices: Voices, by: Voice, what: string, uri: string, below?: string): Promise<void> {
  for (const voice of elsewhere(voices, by.server))
    await until(`${what}, at ${voice.server.council.name}`, () => voice.sees(uri, below))
}

/** Publishes a story, and waits for it. */
export async function publishStory(published: Published, story: DemoStory): Promise<void> {
  const { voices, addresses, everything } = published
  const { key, by, basedOn, ...parts } = story
  const voice = need(voices, by)
  const base = basedOn && addresses.get(basedOn)
  const { uri } = await voice.call('POST', 'stories', { ...parts, ...(base && { basedOn: base }) })
  addresses.set(key, uri)
  everything.push({ uri })
  await arrive(voices, voice, `the story “${story.title}”`, uri)
  published.say(`  story     ${voice.person.name}: ${story.title}`)
}

/** Opens a community and has people of both councils join it, each accepted by the server that it is on. */
export async function openCommunity(
  published: Published,
  { key, by, members, ...parts }: DemoCommunity
): Promise<void> {
  const { voices, addresses } = published
  const voice = need(voices, by)
  const { uri } = await voice.call('POST', 'communities', parts)
  addresses.set(key, uri)
  for (const handle of members) {
    const member = need(voices, handle)
    await member.call('POST', 'memberships', { community: uri })
    await until(`${member.person.name} in “${parts.name}”`, async () => {
      const { items } = await member.call<{ items: Membership[] }>('GET', 'memberships')
      return items.find((one) => one.community === uri && one.state === 'accepted')
    })
  }
  published.say(`  community ${voice.person.name}: ${parts.name} (${members.length + 1} people of both councils)`)
}

interface Membership {
  community: string
  state: 'requested' | 'accepted'
}

/** Asks a question, has it answered, and accepts; waits at every step until the other server knows. */
export async function askQuestion(published: Published, question: DemoQuestion): Promise<void> {
  const { voices, addresses, everything } = published
  const { key, by, title, body, topics, about, community } = question
  const voice = need(voices, by)
  const story = about && addresses.get(about)
  const place = { ...(story && { about: story }), ...(community && { community: addresses.get(community) }) }
  const { uri } = await voice.call('POST', 'questions', { title, body, topics, ...place })
  addresses.set(key, uri)
  everything.push({ uri })
  await arrive(voices, voice, `the question “${title}”`, uri)
  const accepted = await answerAll(published, uri, uri, question.answers)
  for (const { reply, by } of accepted) await accept(published, uri, reply, need(voices, by))
  const answers = question.answers.length
  const told = accepted.length > 0 ? ', accepted' : ''
  const names = question.answers.map((answer) => need(voices, answer.by).person.name).join(' and ')
  published.say(
    `  question  ${voice.person.name}: ${title} ${answers === 0 ? '(waiting)' : `(${names} answered${told})`}`
  )
}

async function answerAll(published: Published, question: string, to: string, replies: DemoReply[]) {
  const accepted: { reply: string; by: string }[] = []
  for (const { by, body, acceptedBy, replies: below = [] } of replies) {
    const voice = need(published.voices, by)
    const { uri } = await voice.call('POST', 'replies', { inReplyTo: to, body })
    published.everything.push({ uri, below: question })
    await arrive(published.voices, voice, `the answer by ${voice.person.name}`, uri, question)
    if (acceptedBy) accepted.push({ reply: uri, by: acceptedBy })
    accepted.push(...(await answerAll(published, question, uri, below)))
  }
  return accepted
}

async function accept({ voices }: Published, question: string, reply: string, voice: Voice) {
  const here = await voice.sees(reply, question)
  await voice.call('POST', `replies/${here!.id}/accept`)
  for (const other of elsewhere(voices, voice.server)) {
    await until(`the accepted answer, at ${other.server.council.name}`, async () => {
      const seen = await other.sees(question)
      return seen?.answered && seen.accepted?.includes(reply)
    })
  }
}

/** Likes and boosts; waits until the server of each story's author has counted them. */
export async function takeInterest(published: Published, kind: 'likes' | 'shares', list: [string, string[]][]) {
  const { voices, addresses } = published
  let count = 0
  // A story's own council has passed it on already.
  const before = kind === 'shares' ? 1 : 0
  for (const [story, who] of list) {
    const object = addresses.get(story)!
    for (const handle of who) {
      await need(voices, handle).call('POST', kind, { object })
      count++
    }
  }
  for (const [story, who] of list) {
    const object = addresses.get(story)!
    const author = [...voices.values()].find(({ server }) => object.startsWith(`${server.origin}/`))!
    const wanted = (seen: Seen | undefined) => seen !== undefined && seen.counts[kind] >= who.length + before
    await until(`${who.length} ${kind} of “${story}”`, async () => wanted(await author.sees(object)))
  }
  published.say(`  ${count} ${kind === 'likes' ? 'people said “useful”' : 'times a story was passed on'}`)
}

/** Makes sure that both servers have everything. Throws naming what is missing. */
export async function checkEverything({ voices, everything }: Published): Promise<void> {
  const one = new Map([...voices.values()].map((voice) => [voice.server, voice]))
  for (const voice of one.values()) {
    for (const { uri, below } of everything)
      await until(`${uri}, at ${voice.server.council.name}`, () => voice.sees(uri, below))
  }
}
