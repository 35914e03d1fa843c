/** What a policy would cost, in numbers that lead to what is counted. */
import type { Cost } from '../../server/moderation/policies/cost.ts'
import { withQuery } from '../paging.ts'
import { many } from './words.ts'

export interface CostLine {
  label: string
  n: number
  href?: string
}

/** One line for each kind of tie; all of them, so that a nought can be seen to be one. */
export function costLines(cost: Cost, serverPath: string, host: string): CostLine[] {
  const at = (part: string) => `${serverPath}/ties#${part}`
  const line = (label: string, n: number, href?: string): CostLine => ({ label, n, ...(n > 0 && href && { href }) })
  return [
    line('People there who follow ours', cost.followers, at('follows')),
    line('People there whom ours follow', cost.following, at('follows')),
    line('Members of our communities from there', cost.members, at('members')),
    line('Conversations between there and here', cost.conversations, at('conversations')),
    line('Accepted answers from there', cost.accepted, at('accepted')),
    line('Questions from there', cost.questions, at('questions')),
    line('Quotes of each other', cost.quotes, at('quotes')),
    line('Posts from there on our pages', cost.posts, at('posts')),
    line('People there who are known here', cost.people),
    line('Waiting for a person', cost.waiting, withQuery('/moderation', { host }))
  ]
}

/** The same in a few words, for a row of a table; "no relation" when there is none. */
export function costWords(cost: Cost): string {
  const parts = [
    cost.followers > 0 && many(cost.followers, 'follower'),
    cost.following > 0 && `${cost.following.toLocaleString('en-GB')} followed by ours`,
    cost.members > 0 && many(cost.members, 'member of our communities', 'members of our communities'),
    cost.accepted > 0 && many(cost.accepted, 'accepted answer'),
    cost.conversations > 0 && many(cost.conversations, 'conversation'),
    cost.quotes > 0 && many(cost.quotes, 'quote'),
    cost.posts > 0 && many(cost.posts, 'post'),
    cost.waiting > 0 && `${cost.waiting} waiting`
  ].filter((part) => part !== false)
  if (parts.length > 0) return parts.join(', ')
  return cost.people > 0 ? `${many(cost.people, 'person', 'people')} known, nothing more` : 'no relation'
}
