/** Decisions that two persons must agree on, working hours, and for how long things are kept, by the API. */
import Type from 'typebox'
import type { Context } from '../../server/context.ts'
import { Refused } from '../../server/errors.ts'
import type { Viewer } from '../../server/members/viewer.ts'
import { growthOf, setGrowth } from '../../server/moderation/growth.ts'
import { hoursNow, readHours, setHours } from '../../server/moderation/hours/hours.ts'
import { setRota, weeksOf } from '../../server/moderation/hours/rota.ts'
import {
  actInEmergency,
  confirmProposal,
  type Decider,
  declineProposal,
  reviewEmergency
} from '../../server/moderation/proposals/decide.ts'
import { setTwoPersons } from '../../server/moderation/proposals/kinds.ts'
import { listProposals, type Proposal } from '../../server/moderation/proposals/proposals.store.ts'
import { twoPersonsOf } from '../../server/moderation/proposals/settings.ts'
import { retentionOf, setRetention } from '../../server/moderation/retention.ts'
import { setSharing, sharesVouches } from '../../server/moderation/vouching.ts'
import {
  HoursShape,
  hoursFields,
  ProposalShape,
  RetentionShape,
  RotaShape,
  retentionFields,
  TrustShape,
  TwoPersonsShape,
  trustFields,
  twoPersonsFields
} from './queue-shapes.ts'
import { type ApiRoute, route } from './route.ts'
import { keyPattern, oneOf, pageAsked, pageOf, paging, text } from './words.ts'

const reason = Type.Optional(text('Why; kept in the log', 1_000))
const Why = Type.Object({ reason })

const deciderOf = (viewer: Viewer): Decider => ({ actor: viewer.actor.id, can: (what) => viewer.can(what) })

const needAdmin = (viewer: Viewer) => {
  if (!viewer.can('administer')) throw new Refused('This is for admins.')
}

const view = (row: Proposal) => ({
  ...{ id: row.id, kind: row.kind, target: row.target, says: row.says, reason: row.reason, cost: row.cost },
  ...{ state: row.state, by: row.by, decidedBy: row.decidedBy },
  ...{ created: row.created.toISOString(), expires: row.expires.toISOString() },
  ...{ review: row.review?.toISOString() ?? null, reviewed: row.reviewed?.toISOString() ?? null }
})

const decisions = {
  confirm: {
    does: 'Confirms a proposal of somebody else, which is carried out at once.',
    act: confirmProposal
  },
  decline: { does: 'Declines a proposal, or takes one’s own back.', act: declineProposal },
  emergency: {
    does: 'Carries a proposal out alone, with a reason; somebody else looks at it on the next working day.',
    act: actInEmergency
  }
}

/** The calls about proposals. */
export const proposalRoutes = (context: Context): ApiRoute[] => [
  route({
    method: 'GET',
    path: '/moderation/proposals',
    access: 'moderate',
    does: 'Lists decisions that need two persons, the newest first.',
    query: Type.Object({
      ...paging,
      state: Type.Optional(oneOf(['open', 'closed'], 'Only those that wait, or others'))
    }),
    gives: { status: 200, shape: pageOf(ProposalShape) },
    async handle({ query }) {
      const { state } = query
      const asked = { ...pageAsked(query), ...(state && { open: state === 'open' }) }
      const page = await listProposals(context.store.read, asked)
      return { items: page.rows.map(view), next: page.next ?? null }
    }
  }),
  ...Object.entries(decisions).map(([name, { does, act }]) =>
    route({
      method: 'POST',
      path: `/moderation/proposals/:id/${name}`,
      access: 'moderate',
      does,
      body: Why,
      gives: { status: 200, shape: ProposalShape },
      handle: async ({ viewer, params, body }) =>
        view(await act(context, deciderOf(viewer), params.id!, body.reason ?? ''))
    })
  ),
  route({
    method: 'POST',
    path: '/moderation/proposals/:id/review',
    access: 'moderate',
    does: 'Says of an emergency, as somebody else than who acted, whether it stands or is undone.',
    body: Type.Object({ found: oneOf(['stands', 'undo'], 'What was found'), reason }),
    gives: { status: 200, shape: ProposalShape },
    handle: async ({ viewer, params, body }) =>
      view(await reviewEmergency(context, deciderOf(viewer), params.id!, body.found, body.reason))
  })
]

/** The calls about settings of moderation. */
export const moderationSettingRoutes = (context: Context): ApiRoute[] => [
  route({
    method: 'GET',
    path: '/moderation/settings/two-persons',
    access: 'moderate',
    does: 'Tells which decisions need two persons.',
    gives: { status: 200, shape: TwoPersonsShape },
    handle: async () => twoPersonsOf(context) as Promise<never>
  }),
  route({
    method: 'PUT',
    path: '/moderation/settings/two-persons',
    access: 'moderate',
    proposes: true,
    does: 'Sets which decisions need two persons; to need fewer is itself a proposal, answered with 202.',
    body: Type.Object(twoPersonsFields),
    gives: { status: 200, shape: TwoPersonsShape },
    async handle({ viewer, body }) {
      needAdmin(viewer)
      await setTwoPersons(context, viewer.actor.id, body)
      return twoPersonsOf(context) as Promise<never>
    }
  }),
  route({
    method: 'GET',
    path: '/moderation/settings/trust',
    access: 'moderate',
    does: 'Tells how trust grows by itself, and whether peer councils are told.',
    gives: { status: 200, shape: TrustShape },
    handle: () => trustGrowth(context)
  }),
  route({
    method: 'PUT',
    path: '/moderation/settings/trust',
    access: 'moderate',
    does: 'Sets how trust grows by itself, and whether peer councils are told.',
    body: Type.Object(trustFields),
    gives: { status: 200, shape: TrustShape },
    async handle({ viewer, body: { authors, servers, share } }) {
      await setGrowth(context, viewer.actor.id, { authors, servers })
      if (share !== (await sharesVouches(context))) await setSharing(context, viewer.actor.id, share)
      return trustGrowth(context)
    }
  }),
  route({
    method: 'GET',
    path: '/moderation/settings/retention',
    access: 'moderate',
    does: 'Tells for how long things wait, and decisions can be undone.',
    gives: { status: 200, shape: RetentionShape },
    handle: () => retentionOf(context)
  }),
  route({
    method: 'PUT',
    path: '/moderation/settings/retention',
    access: 'moderate',
    proposes: true,
    does: 'Sets for how long things wait, and decisions can be undone.',
    body: Type.Object({ ...retentionFields, reason }),
    gives: { status: 200, shape: RetentionShape },
    async handle({ viewer, body }) {
      needAdmin(viewer)
      const { heldDays, undoDays, reason } = body
      await setRetention(context, viewer.actor.id, { heldDays, undoDays }, reason)
      return retentionOf(context)
    }
  }),
  route({
    method: 'GET',
    path: '/moderation/settings/hours',
    access: 'moderate',
    does: 'Tells the working hours, and whether things wait because of the hour now.',
    gives: { status: 200, shape: HoursShape },
    handle: () => hoursView(context)
  }),
  route({
    method: 'PUT',
    path: '/moderation/settings/hours',
    access: 'moderate',
    does: 'Sets the working hours.',
    body: Type.Object(hoursFields),
    gives: { status: 200, shape: HoursShape },
    async handle({ viewer, body }) {
      await setHours(context, viewer.actor.id, readHours(body))
      return hoursView(context)
    }
  }),
  route({
    method: 'GET',
    path: '/moderation/settings/rota',
    access: 'moderate',
    does: 'Tells who is on duty this week and in those to come.',
    gives: { status: 200, shape: RotaShape },
    handle: () => rotaView(context)
  }),
  route({
    method: 'PUT',
    path: '/moderation/settings/rota',
    access: 'moderate',
    does: 'Plans who is on duty; a week that is not named has nobody.',
    body: Type.Object({
      weeks: Type.Array(
        Type.Object({
          week: Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', description: 'The Monday of the week' }),
          actor: Type.String({ pattern: keyPattern, description: 'The id of a moderator’s actor' })
        }),
        { maxItems: 8 }
      )
    }),
    gives: { status: 200, shape: RotaShape },
    async handle({ viewer, body }) {
      await setRota(context, viewer.actor.id, Object.fromEntries(body.weeks.map(({ week, actor }) => [week, actor])))
      return rotaView(context)
    }
  })
]

async function hoursView(context: Context) {
  const { hours, since, next } = await hoursNow(context)
  const { hold, holidays, digest, days } = hours
  const spans = Object.fromEntries(Object.entries(days).flatMap(([day, span]) => (span ? [[day, span]] : [])))
  return { hold, holidays, digest, days: spans, waits: hold && !since, next: next?.toISOString() ?? null }
}

const rotaView = async (context: Context) => ({
  weeks: (await weeksOf(context)).map(({ week, actor }) => ({ week, actor: actor ?? null }))
})

const trustGrowth = async (context: Context) => ({ ...(await growthOf(context)), share: await sharesVouches(context) })
