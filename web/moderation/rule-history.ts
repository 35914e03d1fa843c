/** What a rule was and did: its versions with what changed, and its latest hits. */
import type { FastifyRequest } from 'fastify'
import { actorsByIds } from '../../server/actors/actors.store.ts'
import type { Context } from '../../server/context.ts'
import { listHits, type Rule, versionsOf } from '../../server/moderation/rules/rules.store.ts'
import { differences, ruleSentence } from '../../server/moderation/rules/sentence.ts'
import { pageAsked, withQuery } from '../paging.ts'
import { peopleByUri } from './people.ts'
import { oneLine } from './said.ts'
import { wayOf } from './words.ts'

/** Versions, newest first, and a page of hits. */
export async function historyOf(context: Context, request: FastifyRequest, rule: Rule) {
  const db = context.store.read
  const { after } = request.method === 'GET' ? pageAsked(request.query) : {}
  const [versions, hits] = await Promise.all([versionsOf(db, rule.id), listHits(db, rule.id, { after, size: 10 })])
  const [savers, people] = await Promise.all([
    actorsByIds(
      db,
      versions.flatMap((one) => one.by ?? [])
    ),
    peopleByUri(
      context,
      hits.rows.map((one) => one.actor)
    )
  ])
  const names = new Map(savers.map((actor) => [actor.id, actor.name || actor.username]))
  return {
    versions: versions.map((one, at) => {
      const before = versions[at + 1]
      return {
        ...{ version: one.version, name: one.name, saved: one.created, current: one.version === rule.version },
        by: one.by ? (names.get(one.by) ?? 'Somebody who has left') : 'The command line',
        sentence: ruleSentence(one.body),
        changes: before ? differences(before.body, one.body) : []
      }
    }),
    hits: hits.rows.map((one) => ({
      ...{ person: people(one.actor), when: one.created, version: one.version, way: wayOf(one.path) },
      ...{ field: oneLine(one.field, 100), matched: oneLine(one.matched, 200) }
    })),
    totalHits: rule.hits,
    ...(hits.next && { olderHits: withQuery(`/moderation/rules/${rule.id}`, { after: hits.next }) })
  }
}
