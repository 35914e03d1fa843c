/**
 * Every kind of decision that may need two persons, by every way in which it can be asked for: page, API and command. One
 * alone changes nothing; the same one cannot be the second; another can.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { runCommand } from '../../scripts/commands/run.ts'
import { actorById } from '../../server/actors/actors.store.ts'
import { personByActor } from '../../server/members/members.store.ts'
import { act } from '../../server/moderation/accounts/actions.ts'
import { trustOfHost } from '../../server/moderation/instances.store.ts'
import { setTwoPersons } from '../../server/moderation/proposals/kinds.ts'
import { listProposals } from '../../server/moderation/proposals/proposals.store.ts'
import { retentionOf } from '../../server/moderation/retention.ts'
import { freePorts, type Person, type TestServer, testServer } from '../help/server.ts'
import { type SignedIn, signIn } from '../help/signed-in.ts'

let server: TestServer
let ruth: Person
let omar: Person
let pages: Record<string, SignedIn>
let n = 0

const kinds = ['suspend', 'purge', 'retention', 'export', 'role'] as const
type Kind = (typeof kinds)[number]
type Way = 'page' | 'api' | 'command'

beforeAll(async () => {
  const [port] = (await freePorts(1)) as [number]
  server = await testServer(port, 'Aldermere')
  ruth = await server.person('ruth', 'admin')
  omar = await server.person('omar', 'admin')
  pages = { ruth: await signIn(server, ruth), omar: await signIn(server, omar) }
  await setTwoPersons(server.context, null, { kinds: [...kinds], hours: 24 })
}, 60_000)
afterAll(() => server?.stop())

const db = () => server.context.store.read
const open = async () => (await listProposals(db(), { open: true })).rows

/** Something to decide about: what each way sends, and whether it was done. */
interface Matter {
  page: [path: string, fields: Record<string, string>]
  api?: [method: string, path: string, body: object]
  command?: string[]
  isDone(): Promise<boolean>
}

const matters: Record<Kind, () => Promise<Matter>> = {
  async suspend() {
    const host = `noise${++n}.example`
    return {
      page: ['/moderation/servers', { host, state: 'blocked', confirm: 'yes' }],
      api: ['PUT', `moderation/policies/${host}`, { severity: 'suspend' }],
      command: ['domain', 'block', host],
      isDone: async () => (await trustOfHost(db(), host))?.trust === 'blocked'
    }
  },
  async purge() {
    const { id, handle } = await server.person(`leaver${++n}`)
    await act(server.context, null, id, { kind: 'suspend', reason: 'Spam', words: 'Spam.' })
    return {
      page: [`/moderation/accounts/${id}`, { kind: 'purge', reason: 'Spam' }],
      api: ['POST', `moderation/accounts/${id}/actions`, { kind: 'purge', reason: 'Spam' }],
      command: ['account', 'purge', handle, '--reason', 'Spam', '--yes'],
      isDone: async () => (await actorById(db(), id))?.deleted !== null
    }
  },
  async retention() {
    const { heldDays } = await retentionOf(server.context)
    const days = heldDays - 1
    return {
      page: ['/moderation/settings/retention', { heldDays: String(days), undoDays: '30', reason: 'Less' }],
      api: ['PUT', 'moderation/settings/retention', { heldDays: days, undoDays: 30 }],
      command: ['retention', 'set', '--held', String(days)],
      isDone: async () => (await retentionOf(server.context)).heldDays === days
    }
  },
  async export() {
    const { uri } = await server.person(`author${++n}`)
    const fields = { kind: 'author', target: uri, reason: 'A court', private: 'yes' }
    const file = `${server.context.config.dataDir}/evidence-${n}.zip`
    return {
      page: ['/moderation/evidence', fields],
      api: ['POST', 'moderation/evidence', { ...fields, private: true }],
      command: ['evidence', 'export', file, '--author', uri, '--reason', 'A court', '--private'],
      // It is handed out and not done: who asked may take it once.
      async isDone() {
        const [latest] = (await listProposals(db(), { open: false })).rows
        return latest?.kind === 'export' && latest.target.includes(uri) && latest.state === 'done'
      }
    }
  },
  async role() {
    const { id } = await server.person(`rising${++n}`)
    const { member } = (await personByActor(db(), id))!
    return {
      page: [`/account/people/${member.id}`, { role: 'admin', email: member.email }],
      command: ['user', 'role', `rising${n}`, 'admin'],
      isDone: async () => (await personByActor(db(), id))?.member.role === 'admin'
    }
  }
}

/** Asks for it; gives the status: 202 or 303 to the proposal, or the command's exit status. */
async function ask(way: Way, { page, api, command }: Matter): Promise<number> {
  if (way === 'page') return (await pages.ruth!.form(...page)).status
  if (way === 'api') return (await ruth.ask(...api!)).status
  const silent = [vi.spyOn(console, 'log'), vi.spyOn(console, 'error')].map((spy) => spy.mockImplementation(() => {}))
  try {
    return await runCommand(server.context.config, command!)
  } finally {
    for (const spy of silent) spy.mockRestore()
  }
}

beforeEach(async () => expect(await open()).toEqual([]))

describe.each(kinds)('%s', (kind) => {
  test.each(['page', 'api', 'command'] as const)('by the %s', async (way) => {
    const matter = await matters[kind]()
    if (way === 'api' && !matter.api) return expect(await noApi()).toEqual([])
    const status = await ask(way, matter)
    expect(way === 'command' ? status === 3 : [200, 202, 303].includes(status), String(status)).toBe(true)
    expect(await matter.isDone()).toBe(false)
    const [proposal, ...more] = await open()
    expect(more).toEqual([])
    expect(proposal).toMatchObject({ kind, by: way === 'command' ? null : ruth.id })
    const confirm = (person: Person) => person.ask('POST', `moderation/proposals/${proposal!.id}/confirm`, {})
    if (way !== 'command') {
      expect((await confirm(ruth)).status).toBe(403)
      const page = await pages.ruth!.form(`/moderation/proposals/${proposal!.id}`, { act: 'confirm' })
      expect(page.status).toBe(403)
      expect(await matter.isDone()).toBe(false)
    }
    expect((await confirm(omar)).status).toBe(200)
    expect(await matter.isDone()).toBe(true)
  })
})

/** No call of the API changes a role at all. */
async function noApi(): Promise<string[]> {
  const document = await (await fetch(`${server.origin}/api/folkmoot/v1/openapi.json`)).json()
  return Object.keys(document.paths).filter((path) => /members?\b|people|role/.test(path) && !/communit/.test(path))
}

test('whoever would get the letters of another admin could be the second: their address is theirs to change', async () => {
  const { member } = (await personByActor(db(), omar.id))!
  const taken = { role: 'admin', email: 'ruth+omar@aldermere.example' }
  const response = await pages.ruth!.form(`/account/people/${member.id}`, taken)
  expect(response.status).toBe(422)
  expect(await response.text()).toContain('another admin changes their address themselves')
  expect((await personByActor(db(), omar.id))?.member.email).toBe(member.email)
  expect(await open()).toEqual([])
})
