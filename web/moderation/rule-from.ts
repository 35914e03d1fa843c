/** A rule made from an example: what stands out in a held item, for a moderator to keep or take away. */
import type { HeldItem } from '../../server/moderation/held.store.ts'
import { hostOf } from '../../server/moderation/rules/domains.ts'
import { readSaid } from '../../server/moderation/rules/said.ts'
import { emptyRow, emptyValues, type Row, type RuleValues } from './rule-form.ts'
import { oneLine } from './said.ts'

/** The editor's form, filled from what is held: where its links lead, else its first words; and that its author is new. */
export function valuesFrom(item: HeldItem): RuleValues {
  const said = readSaid(item.activity ?? {})
  const hosts = [...new Set(said.links.flatMap((address) => hostOf(address) ?? []))].filter(
    (host) => host !== item.host.split(':')[0]
  )
  const text = said.texts.find(({ field }) => field === 'words')?.text ?? said.texts[0]?.text ?? ''
  const rows: Row[] = []
  if (hosts.length > 0) rows.push({ ...emptyRow('link'), list: hosts.slice(0, 20).join('\n') })
  else rows.push({ ...emptyRow('words'), list: firstWords(text) })
  rows.push({ ...emptyRow('trust'), pick: 'not-known' })
  const name = hosts.length > 0 ? `Links to ${hosts[0]}` : `Like “${oneLine(text, 40)}”`
  return { ...emptyValues(), name: oneLine(name, 100), rows, test: item.object ?? item.uri }
}

/** The first sentence or line, as far as it makes a phrase. */
function firstWords(text: string): string {
  const [first = ''] = text
    .split(/[\n.!?]/)
    .map((one) => one.trim())
    .filter(Boolean)
  return first.split(/\s+/).slice(0, 6).join(' ').slice(0, 100)
}
