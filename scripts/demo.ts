/** `npm run demo`: two invented councils on two ports of this machine, following, asking and answering each other for real. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { aldermere } from './demo/aldermere.ts'
import { aldermereStories } from './demo/aldermere-stories.ts'
import { communities } from './demo/communities.ts'
import { followAcross, introduce, makeCouncil, trust } from './demo/install.ts'
import { likes, shares } from './demo/interest.ts'
import {
  askQuestion,
  checkEverything,
  openCommunity,
  type Published,
  publishStory,
  takeInterest
} from './demo/publish.ts'
import { questions } from './demo/questions.ts'
import { type DemoServer, freePorts, holderOf, isFree, makeServers, pause } from './demo/servers.ts'
import { thornbeck } from './demo/thornbeck.ts'
import { thornbeckStories } from './demo/thornbeck-stories.ts'

const usage = `npm run demo [-- --fresh] [--once]
  --fresh   starts over, and drops what the demo had before
  --once    ends when everything is visible at both councils
  DEMO_PORTS=3001,3002   the two ports    DEMO_DIR=./data-demo   where its data is kept`

const councils = [aldermere, thornbeck]
const say = (line: string) => console.log(line)
const isPort = (port: number) => Number.isInteger(port) && port > 0 && port < 65_536
let servers: DemoServer[] = []
let stopping = false

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void finish(0, signal))
try {
  await run(process.argv.slice(2))
} catch (error) {
  if (!stopping) console.error(`The demo cannot go on. ${(error as Error).message}`)
  await finish(1)
}

async function run(flags: string[]): Promise<void> {
  const unknown = flags.find((flag) => flag !== '--fresh' && flag !== '--once')
  if (unknown) throw new Error(`“${unknown}” is not known. Use it like this:\n${usage}`)
  const folder = resolve(process.env.DEMO_DIR || 'data-demo')
  const done = join(folder, 'demo.json')
  const holder = councils.map(({ handle }) => holderOf(join(folder, handle))).find(Boolean)
  if (holder) throw new Error(`It is running already, as process ${holder}; stop that first.`)
  const before = existsSync(done) && !flags.includes('--fresh')
  const ports = before ? (JSON.parse(readFileSync(done, 'utf8')) as { ports: number[] }).ports : await wantedPorts()
  for (const port of ports) {
    if (!(await isFree(port)))
      throw new Error(`Something else listens on port ${port}; stop it, or give others in DEMO_PORTS with --fresh.`)
  }
  if (!before) for (const { handle } of councils) rmSync(join(folder, handle), { recursive: true, force: true })
  if (!before) rmSync(done, { force: true })
  mkdirSync(folder, { recursive: true })
  servers = makeServers(folder, councils, ports)
  if (before) {
    say('Starting the two councils again, with what they have. For a new beginning: npm run demo -- --fresh')
    await Promise.all(servers.map((server) => server.start()))
  } else {
    await fill()
    writeFileSync(done, `${JSON.stringify({ ports })}\n`)
  }
  if (flags.includes('--once')) return finish(0)
  await tellAddresses()
}

async function wantedPorts(): Promise<number[]> {
  const given = process.env.DEMO_PORTS
  if (!given) return freePorts(councils.length)
  const ports = given.split(/[\s,]+/).map(Number)
  if (ports.length !== councils.length || new Set(ports).size !== ports.length || !ports.every(isPort))
    throw new Error(`DEMO_PORTS must be two different ports, such as 3001,3002, not “${given}”.`)
  return ports
}

/** Sets up, starts and fills both councils. */
async function fill(): Promise<void> {
  const began = Date.now()
  for (const { council, origin } of servers) say(`${council.name}: ${council.people.length} people, at ${origin}`)
  await Promise.all(servers.map(makeCouncil))
  say('Starting both servers ...')
  await Promise.all(servers.map((server) => server.start()))
  const [one, other] = servers as [DemoServer, DemoServer]
  const everybody = await Promise.all(servers.map(introduce))
  const voices = new Map(everybody.flat().map((voice) => [voice.person.handle, voice]))
  await Promise.all([trust(one, other), trust(other, one)])
  say(`They trust each other. ${await followAcross(servers, voices)} follows across the two, all accepted.`)

  const published: Published = { addresses: new Map(), everything: [], say, voices }
  for (let at = 0; at < Math.max(aldermereStories.length, thornbeckStories.length); at++) {
    for (const story of [aldermereStories[at], thornbeckStories[at]]) if (story) await publishStory(published, story)
  }
  await takeInterest(published, 'likes', likes)
  await takeInterest(published, 'shares', shares)
  for (const community of communities) await openCommunity(published, community)
  for (const question of questions) await askQuestion(published, question)
  await checkEverything(published)
  const stories = aldermereStories.length + thornbeckStories.length
  const seconds = Math.round((Date.now() - began) / 1000)
  say(`${stories} stories and ${questions.length} questions are visible at both councils (${seconds} s).`)
}

/** Says where both are, and gives a link to sign in with for an admin and a practitioner of each. */
async function tellAddresses(): Promise<void> {
  const lines = await Promise.all(servers.map(addressesOf))
  say(`\n${lines.join('\n\n')}\n\nEach link works once. Ctrl-C stops both.`)
}

async function addressesOf({ council, origin, log, folkmoot }: DemoServer): Promise<string> {
  const lines = [`${council.name}: ${origin}`]
  for (const role of ['admin', 'practitioner'] as const) {
    const person = council.people.find((one) => one.role === role)!
    const { url } = await folkmoot('user', 'sign-in-link', person.handle)
    lines.push(`  sign in as ${person.name}, ${role}: ${url}`)
  }
  const near = relative(process.cwd(), log)
  lines.push(`  letters and log: ${near.startsWith('..') ? log : near}`)
  return lines.join('\n')
}

/** Stops both servers and ends. */
async function finish(status: number, signal?: string): Promise<void> {
  if (stopping) return
  stopping = true
  if (signal) say(`\n${signal}: stopping both servers ...`)
  await Promise.race([Promise.all(servers.map((server) => server.stop())), pause(30_000)])
  process.exit(status)
}
