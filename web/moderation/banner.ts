/** What was just done, told once on the page that follows: words from a fixed list, named in the address. */
const messages = {
  release: (n: number) => (n === 1 ? 'Let in. It shows in a moment.' : `${n} let in. They show in a moment.`),
  'release-author': () => 'Let in. What this author sends shows at once from now on.',
  'release-server': () => 'Let in. What people on this server send shows at once from now on.',
  reject: (n: number) => `${n === 1 ? 'Rejected' : `${n} rejected`}. The words are gone, the decision is in the log.`,
  'block-author': () => 'The author is blocked, and what waited from them is rejected.',
  'block-server': () => 'The server is blocked, and what waited from there is rejected.',
  server: () => 'Decided, and written in the log.',
  report: () => 'The report is closed, and the reason is in the log.',
  retry: () => 'It is being tried again.',
  drop: () => 'Dropped. It will not be tried again.',
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

/** An address of ours that tells what was done. */
export function withBanner(address: string, done: Done, n = 1, missed = 0): string {
  const [path = '', query = ''] = address.split('?')
  const all = new URLSearchParams(query)
  for (const name of ['done', 'n', 'missed']) all.delete(name)
  all.set('done', done)
  if (n !== 1) all.set('n', String(n))
  if (missed) all.set('missed', String(missed))
  return `${path}?${all}`
}
