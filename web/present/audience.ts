/** Who will see what somebody writes, in the words of forms, and who can read what they see. */
import type { Viewer } from '../../server/members/viewer.ts'
import { type AudienceAsked, askedAs, audiencesUnder } from '../../server/posts/audience.ts'
import type { WholePost } from '../../server/posts/posts.store.ts'
import type { AudienceChoice, ReplyChoice } from '../item.ts'

interface Words {
  text: string
  hint: string
}

const count = new Intl.NumberFormat('en-GB')

/** What each choice is called, and in one sentence who will see it. */
function wordsFor({ actor }: Pick<Viewer, 'actor'>, council: string): Record<AudienceAsked, Words> {
  const { followers } = actor
  const now = followers === 1 ? '1 person now' : `${count.format(followers)} people now`
  return {
    draft: { text: 'Only me', hint: 'Stays a draft.' },
    local: {
      text: `People at ${council}`,
      hint: 'Everyone who is signed in here. It never leaves this server. A good place to try it out.'
    },
    world: { text: 'Everyone', hint: 'The web, other councils and Mastodon.' },
    unlisted: {
      text: 'Everyone who has the link',
      hint: 'Your followers are sent it, and anyone with its address can read it. It stands in no list, search or feed here.'
    },
    followers: {
      text: 'People who follow you',
      hint: `Here and on other servers: ${now}, and whoever follows you later.`
    },
    direct: {
      text: 'Only the people I name',
      hint: 'Those whose handles are in your text, such as @nia. Servers that they are on keep a copy.'
    },
    community: { text: 'Members of its community', hint: 'Its coordinators and members, here and on other servers.' }
  }
}

const usual: AudienceAsked[] = ['draft', 'local', 'world']

/**
 * The choice of who may read something new, for `audienceChoice` of layout/audience.njk. What was `sent` stays as it
 * was: then there is nothing to choose, and the form says for whom it is.
 */
export function audienceChoice(
  viewer: Pick<Viewer, 'actor'>,
  council: string,
  offered: AudienceAsked[],
  { value, sent = false }: { value: string; sent?: boolean }
): AudienceChoice {
  const words = wordsFor(viewer, council)
  const item = (word: AudienceAsked) => ({ value: word, text: words[word].text, hint: { text: words[word].hint } })
  if (sent) {
    const word = value as AudienceAsked
    return { value, usual: [], more: [], moreOpen: false, fixed: words[word]?.text ?? words.world.text }
  }
  const more = offered.filter((word) => !usual.includes(word))
  return {
    value,
    usual: usual.filter((word) => offered.includes(word)).map(item),
    more: more.map(item),
    moreOpen: more.some((word) => word === value)
  }
}

/** What the viewer's reply to a post may be, and what it is unless they choose. */
export function replyChoice(viewer: Pick<Viewer, 'actor'>, { post, author }: WholePost): ReplyChoice {
  const me = viewer.actor.id
  const words = wordsFor(viewer, 'this council')
  const may = audiencesUnder(post, me).map(askedAs) as AudienceAsked[]
  const mine = author.id === me
  const text: Record<AudienceAsked, string> = {
    ...(Object.fromEntries(Object.entries(words).map(([word, one]) => [word, one.text])) as Record<
      AudienceAsked,
      string
    >),
    direct: mine ? 'Only the people I name' : `Only ${author.name} and the people I name`
  }
  const hint = (word: AudienceAsked) =>
    word === 'local' ? 'It is not sent: nobody elsewhere is told.' : words[word].hint
  return {
    value: may[0]!,
    now: text[may[0]!],
    items: may.map((word) => ({ value: word, text: text[word], hint: { text: hint(word) } })),
    ...noteFor(post, mine, author.name)
  }
}

/** Why a reply may be for fewer only. */
function noteFor({ audience, visibility }: WholePost['post'], mine: boolean, name: string): { note?: string } {
  if (audience === 'local') return { note: 'What you answer is for people at this council only, so your reply is too.' }
  if (visibility === 'followers' && mine)
    return { note: 'You wrote it for your followers, so your reply goes no further.' }
  if (visibility === 'followers')
    return { note: `${name} wrote it for followers only, so your reply goes to ${name} and to those you name.` }
  if (visibility === 'direct')
    return { note: 'It is between the people it names, so your reply is for those you name only.' }
  if (visibility === 'community') return { note: 'It is for its community only, so your reply goes no further.' }
  return {}
}

/** Who can read a post, where that is not simply everyone. */
export function seenBy({ post }: WholePost, me: string | undefined): string | undefined {
  const mine = post.author === me
  switch (post.visibility) {
    case 'draft':
      return 'A draft: only you can read it'
    case 'local':
      return 'Only people at this council can read it'
    case 'unlisted':
      return post.local ? 'By link: it stands in no list' : undefined
    case 'followers':
      return mine ? 'Only your followers can read it' : 'For followers only'
    case 'direct':
      return mine ? 'Only the people you named can read it' : 'Only the people it names can read it'
    case 'community':
      return 'Only members of its community can read it'
    default:
      return undefined
  }
}
