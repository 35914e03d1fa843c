/** Two persons for one decision: no way around it by pages, the API or commands; confirming, declining, running out, emergencies. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Role } from '../../../schema/members.ts'
import { deleteMember } from '../../../server/members/delete.ts'
import { personByActor } from '../../../server/members/members.store.ts'
import { changeRole, createMember } from '../../../server/members/members.ts'
import { startSession } from '../../../server/members/sessions.ts'
import { makeViewer } from '../../../server/members/viewer.ts'
import { makeBundle } from '../../../server/moderation/evidence/bundle.ts'
import { trustOfHost } from '../../../server/moderation/instances.store.ts'
import { listDecisions } from '../../../server/moderation/log/decisions.store.ts'
import { applyEntries } from '../../../server/moderation/policies/apply.ts'
import { addList, keepEntries } from '../../../server/moderation/policies/lists.store.ts'
import { Proposed } from '../../../server/moderation/proposals/ask.ts'
import { sweepProposals } from '../../../server/moderation/proposals/daily.ts'
import { actInEmergency, confirmProposal, type Decider } from '../../../server/moderation/proposals/decide.ts'
import { setTwoPersons } from '../../../server/moderation/proposals/kinds.ts'
import { listProposals, proposalById } from '../../../server/moderation/proposals/proposals.store.ts'
import { twoPersonsOf } from '../../../server/moderation/proposals/settings.ts'
import { retentionOf, setRetention } from '../../../server/moderation/retention.ts'
import { trustServer } from '../../../server/moderation/trust.ts'
import { listNotifications } from '../../../server/notifications/notifications.store.ts'
import { pageText } from '../../help/html.ts'
import { Browser } from '../../help/site.ts'
import { openScene, type Scene, wait } from './scene.ts'

let scene: Scene
let ruth: Browser
let omar: Browser
let second: Awaited<ReturnType<typeof person>>
const hour = 3_600_000
const all = ['suspend', 'purge', 'retention', 'export', 'role'] as const

beforeEach(async () => {
  scene = await openScene()
  ruth = await scene.browser('admin')
  await scene.viewer('moderator')
  second = await person('omar', 'admin')
  omar = second.browser
})
afterEach(() => scene.close())

async function person(handle: string, role: Role) {
  const { context, app } = scene
  const made = await createMember(context, {
    handle,
    name: `Omar ${handle}`,
    email: `${handle}@aldermere.example`,
    role
  })
  const browser = new Browser(app, context.config.origin)
  const secret = await context.store.write((tx) => startSession(context, tx, made.member.id))
  browser.cookies.set('folkmoot', secret)
  return { ...made, browser }
}

const need = (...kinds: (typeof all)[number][]) => setTwoPersons(scene.context, null, { kinds, hours: 72 })
const trust = async (host = 'shiny.example') => (await trustOfHost(scene.context.store.read, host))?.trust ?? 'unknown'
const open = async () => (await listProposals(scene.context.store.read, { open: true })).rows
const acts = async () => (await listDecisions(scene.context.store.read, {})).rows.map(({ act }) => act)
const decider = (actor: string | null): Decider => ({ actor, can: () => true })
const proposed = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error) => error as Proposed
  )

describe('when nothing needs two persons', () => {
  test('one is enough', async () => {
    await trustServer(scene.context, null, 'shiny.example', 'blocked', '')
    expect(await trust()).toBe('blocked')
    expect(await open()).toEqual([])
  })
})

describe('blocking a server', () => {
  test('by one is a proposal with its cost; the first cannot confirm it, a second can', async () => {
    await need('suspend')
    const { actor } = await scene.viewer('admin')
    const held = await wait(scene.context, { host: 'shiny.example' })
    await ruth.open(`/moderation/held/${held}`)
    await ruth.press('Do it', { act: 'block-server', reason: 'Advertisements' })
    expect(ruth.path).toMatch(/^\/moderation\/proposals\/[0-9a-f]{32}$/)
    expect(pageText(ruth.html)).toContain('Nothing was done yet. Somebody else must confirm it by')
    expect(await trust()).toBe('unknown')
    const [proposal] = await open()
    expect(proposal).toMatchObject({ kind: 'suspend', target: 'shiny.example', by: actor.id, reason: 'Advertisements' })
    expect(ruth.html).not.toContain('Confirm, and carry it out')
    await ruth.send(`/moderation/proposals/${proposal!.id}`, { ...csrf(ruth), act: 'confirm' })
    expect(ruth.status).toBe(403)
    expect(await trust()).toBe('unknown')
    const told = await listNotifications(scene.context.store.read, second.actor.id, {})
    expect(told.rows.map(({ notification }) => notification.kind)).toContain('proposal')
    await omar.open(`/moderation/proposals/${proposal!.id}`)
    await omar.press('Confirm, and carry it out', { reason: 'Seen it' })
    expect(pageText(omar.html)).toContain('Confirmed and carried out.')
    expect(await trust()).toBe('blocked')
    expect(await acts()).toEqual(expect.arrayContaining(['proposed', 'server blocked', 'proposal confirmed']))
    const log = (await listDecisions(scene.context.store.read, { act: 'server blocked' })).rows[0]
    expect(log).toMatchObject({ by: actor.id, detail: { proposal: proposal!.id } })
    await omar.open(`/moderation/proposals/${proposal!.id}`)
    expect(omar.html).not.toContain('<textarea')
  })

  test('proposed twice is one proposal, and can be declined', async () => {
    await need('suspend')
    const first = await proposed(trustServer(scene.context, null, 'shiny.example', 'blocked', ''))
    const again = await proposed(trustServer(scene.context, second.actor.id, 'shiny.example', 'blocked', ''))
    expect(first).toBeInstanceOf(Proposed)
    expect(again?.proposal.id).toBe(first?.proposal.id)
    expect(again?.message).toContain('This was proposed before')
    await omar.open(`/moderation/proposals/${first!.proposal.id}`)
    await omar.press('Decline', { reason: 'They are friends' })
    expect(await trust()).toBe('unknown')
    expect((await proposalById(scene.context.store.read, first!.proposal.id))?.state).toBe('declined')
  })

  test('runs out, and two who confirm at once carry it out once', async () => {
    await need('suspend')
    const late = await proposed(trustServer(scene.context, null, 'late.example', 'blocked', ''))
    scene.context.pass(72 * hour + 1)
    await expect(confirmProposal(scene.context, decider(second.actor.id), late!.proposal.id)).rejects.toThrow('run out')
    await sweepProposals(scene.context)
    expect((await proposalById(scene.context.store.read, late!.proposal.id))?.state).toBe('expired')
    const one = await proposed(trustServer(scene.context, null, 'shiny.example', 'blocked', ''))
    const confirm = (id: string) =>
      confirmProposal(scene.context, decider(id), one!.proposal.id).then(
        () => 'done',
        () => 'late'
      )
    const { actor } = await scene.viewer('moderator')
    expect((await Promise.all([confirm(actor.id), confirm(second.actor.id)])).toSorted()).toEqual(['done', 'late'])
    expect((await listDecisions(scene.context.store.read, { act: 'server blocked' })).rows).toHaveLength(1)
  })

  test('that a list proposes is no way around it', async () => {
    await need('suspend')
    const { context } = scene
    const list = await context.store.write(async (tx) => {
      const made = await addList(tx, { name: 'Bad ones', kind: 'import' })
      const entry = { list: made.id, severity: 'suspend' as const }
      await keepEntries(tx, [
        { ...entry, host: 'one.example' },
        { ...entry, host: 'two.example' }
      ])
      return made
    })
    const asked = await proposed(applyEntries(context, second.actor.id, list, 'all', ''))
    expect(asked?.proposal.says).toBe('Apply what the list Bad ones proposes, which blocks 2 servers')
    expect([await trust('one.example'), await trust('two.example')]).toEqual(['unknown', 'unknown'])
    await confirmProposal(context, decider(null), asked!.proposal.id)
    expect([await trust('one.example'), await trust('two.example')]).toEqual(['blocked', 'blocked'])
  })
})

describe('an emergency', () => {
  test('is acted on by one, with a reason; another looks at it on the next working day, and is reminded', async () => {
    await need('suspend')
    const { actor } = await scene.viewer('admin')
    const asked = await proposed(trustServer(scene.context, actor.id, 'shiny.example', 'blocked', 'Threats'))
    const path = `/moderation/proposals/${asked!.proposal.id}`
    await ruth.open(path)
    await ruth.press('Carry it out now, as an emergency')
    expect(ruth.status).toBe(422)
    expect(pageText(ruth.html)).toContain('Say why it cannot wait')
    expect(await trust()).toBe('unknown')
    await ruth.press('Carry it out now, as an emergency', { reason: 'Threats against a colleague' })
    expect(await trust()).toBe('blocked')
    const kept = (await proposalById(scene.context.store.read, asked!.proposal.id))!
    expect(kept.state).toBe('emergency')
    const weekday = kept.review!.getUTCDay()
    expect(weekday === 0 || weekday === 6).toBe(false)
    expect(ruth.html).not.toContain('It stands')
    await sweepProposals(scene.context)
    const early = (await listNotifications(scene.context.store.read, second.actor.id, { size: 50 })).rows.length
    scene.context.pass(kept.review!.getTime() - scene.context.clock().getTime() - hour)
    await sweepProposals(scene.context)
    await sweepProposals(scene.context)
    const told = (await listNotifications(scene.context.store.read, second.actor.id, { size: 50 })).rows.length
    expect(told).toBe(early + 1)
    omar = (await person('late', 'admin')).browser
    await omar.open('/moderation/proposals')
    expect(pageText(omar.html)).toContain('Emergencies to look at')
    await omar.open(path)
    await omar.press('Undo it', { reason: 'It was a joke' })
    expect(await trust()).toBe('unknown')
    expect(await acts()).toEqual(expect.arrayContaining(['proposal emergency', 'emergency reviewed']))
  })
})

describe('every other kind', () => {
  test('waits for a second admin, and a moderator is none', async () => {
    await need(...all)
    const { context } = scene
    const admin = await scene.viewer('admin')
    const victim = await person('victim', 'practitioner')
    const raise = await proposed(changeRole(context, victim.member.id, 'admin', admin))
    const purge = await proposed(deleteMember(context, victim.member.id, admin))
    const keep = await proposed(setRetention(context, admin.actor.id, { heldDays: 7, undoDays: 7 }, 'Space'))
    for (const one of [raise, purge, keep]) expect(one).toBeInstanceOf(Proposed)
    expect((await personByActor(context.store.read, victim.actor.id))?.member.role).toBe('practitioner')
    expect((await retentionOf(context)).heldDays).toBe(30)
    const moderator = await scene.browser('moderator')
    await moderator.open(`/moderation/proposals/${keep!.proposal.id}`)
    expect(moderator.html).not.toContain('Confirm, and carry it out')
    await moderator.send(`/moderation/proposals/${keep!.proposal.id}`, { ...csrf(moderator), act: 'confirm' })
    expect(moderator.status).toBe(403)
    for (const one of [raise, keep]) {
      await omar.open(`/moderation/proposals/${one!.proposal.id}`)
      await omar.press('Confirm, and carry it out')
    }
    expect((await personByActor(context.store.read, victim.actor.id))?.member.role).toBe('admin')
    expect((await retentionOf(context)).heldDays).toBe(7)
    await confirmProposal(context, decider(second.actor.id), purge!.proposal.id)
    expect(await personByActor(context.store.read, victim.actor.id)).toBeUndefined()
  })

  test('an admin cannot be invited past it, and one’s own account needs nobody', async () => {
    await need('role', 'purge')
    await expect(person('sly', 'admin')).rejects.toThrow('Two persons make an admin')
    const leaver = await person('leaver', 'practitioner')
    await deleteMember(scene.context, leaver.member.id, makeViewer(leaver.member, leaver.actor))
    expect(await personByActor(scene.context.store.read, leaver.actor.id)).toBeUndefined()
  })

  test('personal data is handed out once to who asked, after a second admin agreed', async () => {
    await need('export')
    const { context } = scene
    await wait(context, { host: 'busstop.example' })
    const { actor } = await scene.viewer('admin')
    const ask = () =>
      makeBundle(
        context,
        { id: actor.id, name: actor.name, uri: actor.uri },
        {
          ...{ kind: 'author', target: 'https://busstop.example/users/finn', reason: 'A court asked', private: true }
        }
      )
    const first = await proposed(ask())
    expect(first).toBeInstanceOf(Proposed)
    expect(await proposed(ask())).toBeInstanceOf(Proposed)
    await confirmProposal(context, decider(second.actor.id), first!.proposal.id)
    expect((await ask()).manifest.files.length).toBeGreaterThan(0)
    expect(await proposed(ask())).toBeInstanceOf(Proposed)
  })
})

describe('the rule itself', () => {
  test('is off at first, is set by admins, and is not lowered by one', async () => {
    expect((await twoPersonsOf(scene.context)).kinds).toEqual([])
    await ruth.open('/moderation/settings/two-persons')
    await ruth.press('Keep this', { kinds: ['suspend', 'role'], hours: '24' })
    expect(await twoPersonsOf(scene.context)).toEqual({ kinds: ['suspend', 'role'], hours: 24 })
    const moderator = await scene.browser('moderator')
    await moderator.open('/moderation/settings/two-persons')
    expect(moderator.html).not.toContain('Keep this')
    await moderator.send('/moderation/settings/two-persons', { ...csrf(moderator), hours: '24' })
    expect(moderator.status).toBe(403)
    await ruth.open('/moderation/settings/two-persons')
    await ruth.send('/moderation/settings/two-persons', { ...csrf(ruth), hours: '24' })
    expect(ruth.path).toMatch(/^\/moderation\/proposals\//)
    expect((await twoPersonsOf(scene.context)).kinds).toEqual(['suspend', 'role'])
    await omar.open(ruth.path)
    await omar.press('Confirm, and carry it out')
    expect((await twoPersonsOf(scene.context)).kinds).toEqual([])
  })

  test('is refused where there are not two who could agree', async () => {
    const { member } = await scene.viewer('admin')
    await changeRole(scene.context, second.member.id, 'practitioner')
    expect(member.role).toBe('admin')
    await expect(need('role')).rejects.toThrow('there must be two admins')
  })

  test('an emergency of the command line is looked at by somebody', async () => {
    await need('suspend')
    const asked = await proposed(trustServer(scene.context, null, 'shiny.example', 'blocked', ''))
    await expect(confirmProposal(scene.context, decider(null), asked!.proposal.id)).rejects.toThrow('somebody else')
    await actInEmergency(scene.context, decider(second.actor.id), asked!.proposal.id, 'Now')
    expect(await trust()).toBe('blocked')
  })
})

const csrf = (browser: Browser) => ({ _csrf: /name="_csrf" value="([^"]+)"/.exec(browser.html)?.[1] ?? '' })
