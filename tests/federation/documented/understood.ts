/** What a person here sees after each incoming example of FEDERATION.md. */
import { expect } from 'vitest'
import type { Peer, PeerActor } from '../../help/peer.ts'
import { type Answer, type Person, type TestServer, until } from '../../help/server.ts'

export interface Taking {
  server: TestServer
  peer: Peer
  nia: Person
  ruth: Person
  maddy: PeerActor
  allotments: PeerActor
  story: Answer
  poll: Answer
  /** An address of the examples as it is in this run. */
  at: (path: string) => string
}

/** Throws until it is so. */
type Check = (taking: Taking) => Promise<void>

const object = ({ nia }: Taking, uri: string) => nia.call('GET', `object?uri=${encodeURIComponent(uri)}`)
const counts = async (taking: Taking) => (await object(taking, taking.story.uri)).counts
const among = async ({ server, nia }: Taking, list: string) =>
  (await server.document(`${nia.uri}/${list}?page=true`)).orderedItems as string[]
const isHere = async ({ server }: Taking, uri: string) =>
  (await fetch(`${server.origin}/api/folkmoot/v1/object?uri=${encodeURIComponent(uri)}`)).ok

/** What the post at a path has, and what its page says. */
const shows =
  (path: string, has: object, ...says: string[]): Check =>
  async (taking) => {
    const uri = taking.at(path)
    // Nothing is fetched for a visitor: so it came by itself.
    expect(await isHere(taking, uri)).toBe(true)
    const item = await object(taking, uri)
    expect(item).toMatchObject(has)
    const page = await taking.server.page(item.page)
    for (const words of says) expect(page).toContain(words)
  }
const counted =
  (wanted: { likes?: number; shares?: number }): Check =>
  async (taking) =>
    expect(await counts(taking)).toMatchObject(wanted)
const following =
  (list: string, is: boolean): Check =>
  async (taking) =>
    expect((await among(taking, list)).includes(taking.maddy.id)).toBe(is)
/** What was asked for by a request is answered with leave, and is done. */
const allowed =
  (request: string, type: string, done: Check): Check =>
  async (taking) => {
    const found = taking.peer.inbox.find(({ body }) => body.type === 'Accept' && body.object?.id === taking.at(request))
    expect(await taking.server.document(found?.body.result)).toMatchObject({ type, attributedTo: taking.nia.uri })
    await done(taking)
  }

/** In the order in which they are sent, which is that of the file. */
export const understood: Record<string, Check> = {
  follow: following('followers', true),
  accept: following('following', true),
  'create-note': shows(
    '/notes/1',
    {
      ...{ kind: 'reply', warning: 'Flooding', topics: ['floods'] },
      attachments: [{ kind: 'image', alt: 'The market hall' }]
    },
    'Water up to the <b>stalls</b>. <img class="fm-emoji"'
  ),
  'update-note': shows('/notes/1', {}, 'The water is gone.'),
  like: counted({ likes: 1 }),
  'emoji-react': counted({ likes: 2 }),
  'misskey-like': counted({ likes: 3 }),
  dislike: counted({ likes: 3 }),
  // The council shares what its people write.
  announce: counted({ shares: 2 }),
  undo: counted({ shares: 1 }),
  'undo-by-id': counted({ likes: 2 }),
  story: shows(
    '/stories/1',
    { kind: 'story', title: 'Smaller lorries', summary: 'Four instead of two.' },
    ...['Lanes are served.', 'Too few in December.', 'Hill villages', 'GBP 240000', '£31,000 a year']
  ),
  step: async (taking) => {
    const { elsewhere } = await taking.nia.call('GET', `adoption?object=${encodeURIComponent(taking.story.uri)}`)
    expect(elsewhere).toMatchObject([{ step: 'trying', uri: taking.at('/notes/2') }])
  },
  recipe: shows(
    '/recipes/1',
    { kind: 'recipe', title: 'How to run a library table' },
    'A kettle',
    'Ask the library first.'
  ),
  question: shows('/notes/3', { kind: 'question', title: 'Which licence?', answered: false }, 'Is it a C1?'),
  'accepted-answer': shows('/notes/3', { answered: true }, 'Accepted answer'),
  poll: shows(
    '/polls/1',
    { kind: 'poll', poll: { voters: 5, options: [{ votes: 3 }, { votes: 2 }] } },
    'Tea or coffee?'
  ),
  vote: async (taking) => {
    expect((await object(taking, taking.poll.uri)).poll.options[1]).toMatchObject({ text: 'Wednesday', votes: 1 })
  },
  article: shows(
    '/articles/1',
    { title: 'Notes from the market', summary: 'In short.', attachments: [{ kind: 'image' }] },
    'It rained.'
  ),
  page: shows('/pages/1', { title: 'Slugs' }, '<strong>traps</strong>'),
  video: shows('/videos/1', { kind: 'video', title: 'Round a lane', attachments: [{ kind: 'video' }] }, 'By lorry.'),
  audio: shows('/audio/1', { title: 'The brass band', attachments: [{ kind: 'audio' }] }),
  image: shows('/images/1', { title: 'The hall at night', attachments: [{ kind: 'image' }] }),
  document: shows('/documents/1', { kind: 'post' }, 'The rota as a table.'),
  event: shows(
    '/events/1',
    { kind: 'event', event: { starts: '2027-03-02T18:00:00.000Z', place: expect.stringContaining('Town hall') } },
    'Bring a toaster.'
  ),
  quote: async (taking) => {
    await shows('/notes/4', { quote: taking.story.uri }, 'Worth a read')(taking)
    expect((await object(taking, taking.at('/notes/4'))).html).not.toContain('RE:')
  },
  'quote-request': allowed('/requests/1', 'QuoteAuthorization', async () => {}),
  'reply-request': allowed(
    '/requests/2',
    'ReplyAuthorization',
    shows('/notes/6', { kind: 'reply' }, 'We had the same.')
  ),
  'like-request': allowed('/requests/3', 'LikeAuthorization', counted({ likes: 3 })),
  'announce-request': allowed('/requests/4', 'AnnounceAuthorization', counted({ shares: 2 })),
  'group-create': async (taking) => {
    await shows('/pages/2', { title: 'Sheds', communities: [taking.allotments.id] }, 'Whose is the green one?')(taking)
  },
  'group-like': async (taking) => {
    expect((await object(taking, taking.at('/pages/2'))).counts.likes).toBe(1)
  },
  flag: async (taking) => {
    const { items } = await taking.ruth.call('GET', 'moderation/reports')
    expect(items).toMatchObject([
      { actor: taking.nia.uri, objects: [taking.story.uri], text: 'This names a neighbour.' }
    ])
  },
  add: async (taking) => expect(await firstOn(taking)).toBe('Smaller lorries'),
  remove: async (taking) => expect(await firstOn(taking)).toBe('Which licence?'),
  'update-actor': async (taking) => {
    const page = await taking.server.page(`/@maddy@${taking.peer.host}`)
    for (const words of ['Maddy of Hexley', 'I mend lifts.', 'Lifts', 'lifts']) expect(page).toContain(words)
  },
  reject: following('following', false),
  delete: async (taking) => {
    const uri = encodeURIComponent(taking.at('/notes/1'))
    expect((await taking.nia.ask('GET', `object?uri=${uri}`)).status).toBe(410)
  },
  block: following('followers', false),
  move: async (taking) => {
    expect(await among(taking, 'following')).not.toContain(taking.allotments.id)
    const follow = taking.peer.inbox.find(
      ({ body }) => body.type === 'Follow' && body.object === taking.at('/users/gardens')
    )
    expect(follow?.body.actor).toBe(taking.nia.uri)
  },
  'delete-actor': async (taking) => {
    expect(await isHere(taking, taking.at('/stories/1'))).toBe(false)
  }
}

/** The title that stands first on Maddy's page. */
async function firstOn({ server, peer }: Taking): Promise<string | undefined> {
  const page = await server.page(`/@maddy@${peer.host}`)
  const titles = ['Which licence?', 'Smaller lorries']
  return titles.filter((title) => page.includes(title)).sort((a, b) => page.indexOf(a) - page.indexOf(b))[0]
}

/** Waits until a check is content; says what it found if it never is. */
export async function soon(check: () => Promise<void>, name: string): Promise<void> {
  let last: unknown
  await until(async () => {
    try {
      await check()
      return true
    } catch (error) {
      last = error
      return false
    }
  }, 20).catch(() => {
    throw new Error(`${name}: ${(last as Error).message}`, { cause: last })
  })
}
