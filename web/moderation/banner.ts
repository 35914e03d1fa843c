/** What was just done, told once on the page that follows: words from a fixed list, named in the address. */
import { isKey } from '../paging.ts'

const messages = {
  release: (n: number) => (n === 1 ? 'Let in. It shows in a moment.' : `${n} let in. They show in a moment.`),
  'release-words': () => 'The words are let in. Pictures, clips and links to them are left out, and never fetched.',
  'release-author': () => 'Let in. What this author sends shows at once from now on.',
  'release-server': () => 'Let in. What people on this server send shows at once from now on.',
  reject: (n: number) => `${n === 1 ? 'Rejected' : `${n} rejected`}. The decision is in the log.`,
  'block-author': () => 'The author is blocked, and what waited from them is rejected.',
  'block-server': () => 'The server is blocked, and what waited from there is rejected.',
  server: () => 'Decided, and written in the log.',
  undone: () => 'Undone. The server is trusted as before, and what was cut comes back.',
  applied: (n: number) =>
    `${n === 1 ? 'One entry is' : `${n.toLocaleString('en-GB')} entries are`} applied, and written in the log.`,
  passed: (n: number) => `${n === 1 ? 'One entry is' : `${n.toLocaleString('en-GB')} entries are`} passed over.`,
  'list-kept': () => 'The list is kept. Nothing of it is applied until you say so.',
  'list-read': () => 'The list was read again.',
  'list-removed': () => 'The list is gone. The policies that came from it stay.',
  settings: () => 'Kept, and written in the log.',
  'report-changed': () => 'Changed.',
  'report-noted': () => 'The note is kept.',
  'report-reopened': () => 'The report is open again.',
  'report-duplicates': (n: number) => (n === 1 ? 'Closed.' : `${n} reports are closed.`),
  'report-forwarded': () => 'Their server is being told.',
  acted: () => 'Done, and written in the log.',
  'action-undone': () => 'Taken back, and written in the log.',
  appeal: () => 'Decided. The person is told.',
  report: () => 'The report is closed, and the reason is in the log.',
  rule: () => 'Saved. It is at work, in every process within a second, and the change is in the log.',
  'rule-on': () => 'Switched on.',
  'rule-off': () => 'Switched off. It is asked no more.',
  'rule-moved': () => 'Moved. The rules are asked from the top.',
  'rule-deleted': () => 'Deleted. Its versions stay, so that the log can say what it did.',
  retry: () => 'It is being tried again.',
  drop: () => 'Dropped. It will not be tried again.',
  hold: () => 'The hold is placed, and the reason is in the log.',
  'hold-renewed': () => 'The hold lasts, and the reason is in the log.',
  'hold-lifted': () => 'The hold is lifted, and the reason is in the log.',
  unchosen: (n: number) =>
    n === 1
      ? 'Undone. It waits again, and shows to nobody else.'
      : `Undone. ${n.toLocaleString('en-GB')} wait again, and show to nobody else.`,
  proposed: () => 'Proposed. Somebody else must confirm it.',
  'proposal-done': () => 'Confirmed and carried out.',
  'proposal-declined': () => 'Declined. Nothing was changed.',
  'proposal-emergency': () => 'Carried out. Somebody else must look at it on the next working day.',
  'proposal-reviewed': () => 'Looked at, and written in the log.',
  fetched: () => 'Fetched. It shows blurred and grey, to moderators only.',
  'not-fetched': () => 'It could not be fetched.',
  none: () => 'Nothing was changed.'
}

export type Done = keyof typeof messages

const isDone = (text: unknown): text is Done => typeof text === 'string' && Object.hasOwn(messages, text)

/** The words for what the address says was done; nothing else in an address is ever shown. */
export function bannerOf(query: unknown): string | undefined {
  const { done, n, missed } = (query ?? {}) as Record<string, unknown>
  if (!isDone(done)) return undefined
  const said = messages[done](whole(n) || 1)
  const before = whole(missed)
  return before ? `${said} ${before} had been decided on by somebody else before; that stays.` : said
}

const whole = (text: unknown) => (typeof text === 'string' && /^\d{1,4}$/.test(text) ? Number(text) : 0)

/** Where what was just done can be undone, when the address says so. */
export function undoOf(query: unknown): string | undefined {
  const { undo } = (query ?? {}) as Record<string, unknown>
  return isKey(undo) ? `/moderation/undo/${undo}` : undefined
}

/** An address of ours that tells what was done; `undo` is the choice by which it can be undone. */
export function withBanner(address: string, done: Done, n = 1, missed = 0, undo?: string): string {
  const [path = '', query = ''] = address.split('?')
  const all = new URLSearchParams(query)
  for (const name of ['done', 'n', 'missed', 'undo']) all.delete(name)
  all.set('done', done)
  if (n !== 1) all.set('n', String(n))
  if (missed) all.set('missed', String(missed))
  if (undo) all.set('undo', undo)
  return `${path}?${all}`
}
