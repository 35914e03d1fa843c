/** Signing in by a one-time link that is sent to the member's own address. */
import type { Context } from '../context.ts'
import { Gone, Invalid } from '../errors.ts'
import { addJob } from '../jobs/jobs.store.ts'
import { hashOf, newSecret } from '../secrets.ts'
import type { Writer } from '../store/store.ts'
import { changeMember, type Person, personByEmail } from './members.store.ts'
import { readEmail } from './members.ts'
import { addLink, dropLinks, dropSession, liveLink, spendLink } from './sessions.store.ts'
import { startSession } from './sessions.ts'

const minute = 60_000
/** How long each kind of link may be used, in milliseconds. */
export const linkLife = { letter: 15 * minute, printed: 24 * 60 * minute, invitation: 7 * 24 * 60 * minute }

/** A request for a link, as the mail queue keeps it (encrypted). */
export interface LinkAsked {
  email: string
  /** The page of ours that the person was on their way to. */
  back: string | undefined
  at: string
}

/**
 * Asks for a link to be sent to this address. Does the same work whether the address is known or not, so that neither
 * the answer nor its time tells who is a member: the worker looks. Throws Invalid when it is no address at all.
 */
export async function requestSignIn(context: Context, typed: string, back?: string): Promise<void> {
  const email = readEmail(typed)
  if (!email) {
    throw new Invalid([{ field: 'email', text: 'Give your e-mail address at work, such as nia.rees@aldermere.gov.uk' }])
  }
  const asked: LinkAsked = { email, back: localPath(back), at: context.clock().toISOString() }
  const lane = hashOf(email).slice(0, 16)
  await context.store.write((tx) => addJob(context, tx, { queue: 'mail', lane, body: { signIn: asked } }))
}

/** The mail queue's part: makes the link and sends the letter, if somebody here has that address. */
export async function sendSignInLetter(context: Context, asked: LinkAsked): Promise<void> {
  const now = context.clock()
  // After a long outage of the mail server nobody waits for it any more.
  if (now.getTime() - Date.parse(asked.at) > 2 * 60 * minute) return
  const person = await personByEmail(context.store.read, asked.email)
  if (!person || person.member.disabled) return
  const url = await newSignInLink(context, person.member.id, linkLife.letter, asked.back)
  await context.mail({
    to: asked.email,
    subject: 'Your link to sign in to Folkmoot',
    text: [
      `Hello ${person.actor.name},`,
      'Somebody, we think you, asked to sign in to Folkmoot with this address. Open this link within 15 minutes:',
      url,
      'It works once. If it was not you, do nothing: nobody can sign in without this letter.'
    ].join('\n\n')
  })
}

/** Makes a one-time link for a member, in a transaction of its own. */
export const newSignInLink = (context: Context, member: string, life: number, back?: string): Promise<string> =>
  context.store.write((tx) => addSignInLink(context, tx, member, life, back))

/** Makes a one-time link for a member; gives its address. */
export async function addSignInLink(
  context: Context,
  tx: Writer,
  member: string,
  life: number,
  back?: string
): Promise<string> {
  const secret = newSecret()
  const now = context.clock()
  await addLink(tx, { hash: hashOf(secret), member, expires: new Date(now.getTime() + life), created: now })
  const path = localPath(back)
  return `${context.config.origin}/sign-in/link/${secret}${path ? `?back=${encodeURIComponent(path)}` : ''}`
}

/** Whom a link would sign in; undefined when it was used, has expired, or never was. Changes nothing. */
export async function readSignInLink(context: Context, secret: string): Promise<Person | undefined> {
  if (secret.length > 100) return undefined
  const [found] = await liveLink(context.store.read, hashOf(secret), context.clock())
  return found
}

/**
 * Uses a link up and starts a session; gives its secret. The member's other links count no more, and neither does
 * `before`, the session that the browser had. Throws Gone when the link cannot be used.
 */
export async function useSignInLink(context: Context, secret: string, before?: string): Promise<string> {
  const gone = new Gone('This link was used already, or is too old.')
  const found = await readSignInLink(context, secret)
  if (!found) throw gone
  const { id } = found.member
  return context.store.write(async (tx) => {
    const now = context.clock()
    if (!(await spendLink(tx, hashOf(secret), now))) throw gone
    await dropLinks(tx, id)
    if (before) await dropSession(tx, hashOf(before))
    await changeMember(tx, id, { seen: now })
    return startSession(context, tx, id)
  })
}

/** A path on this server, from what an address asked to go back to; undefined when it leads anywhere else. */
export function localPath(text: string | undefined): string | undefined {
  if (!text || text.length > 500 || !/^\/(?![/\\])[\x21-\x7e]*$/.test(text) || text.includes('\\')) return undefined
  const url = new URL(text, 'https://here.invalid')
  return url.origin === 'https://here.invalid' ? url.pathname + url.search + url.hash : undefined
}
