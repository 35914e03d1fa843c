/** A step on the adoption ladder, as a reply says it in terms of schema.org (Q6). */
import type { AdoptionStep } from '../../schema/adoption.ts'
import { stepSaid } from '../../server/adoption/said.ts'
import type { JsonObject } from '../json.ts'
import { extension, isKind } from './extension.ts'

const root = 'https://schema.org/'
const statuses: Record<Exclude<AdoptionStep, 'following'>, string> = {
  want: 'PotentialActionStatus',
  trying: 'ActiveActionStatus',
  adopted: 'CompletedActionStatus',
  stopped: 'FailedActionStatus'
}

/** What a reply has more when it is a step: who only follows does a FollowAction, everybody else a UseAction. */
export const stepPart = (step: AdoptionStep): JsonObject =>
  step === 'following'
    ? { 'schema:additionalType': `${root}FollowAction`, 'schema:actionStatus': `${root}ActiveActionStatus` }
    : { 'schema:additionalType': `${root}UseAction`, 'schema:actionStatus': root + statuses[step] }

/** The step that a reply is, by these terms or else by its words, already sanitised. */
export function readStep(document: JsonObject, html: string): AdoptionStep | undefined {
  if (isKind(document, 'FollowAction')) return 'following'
  if (!isKind(document, 'UseAction')) return stepSaid(html)
  const status = extension(document, 'actionStatus')
  const said = typeof status === 'object' && status !== null && !Array.isArray(status) ? status.id : status
  if (typeof said !== 'string') return undefined
  return (Object.keys(statuses) as (keyof typeof statuses)[]).find((step) => said.endsWith(statuses[step]))
}
