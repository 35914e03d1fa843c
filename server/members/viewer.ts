/** Who is looking: a member with what their role lets them do, cut down by the scopes of a token when one is used. */
import type { Role } from '../../schema/members.ts'
import type { Actor } from '../actors/actors.store.ts'

export type { Role } from '../../schema/members.ts'
export type Ability = 'publish' | 'moderate' | 'administer' | 'coordinate'
export type Scope = 'read' | 'write' | 'moderate' | 'admin'

export interface Viewer {
  member: { id: string; role: Role }
  actor: Actor
  /** What the token allows; absent for a signed-in browser, which may do all that the role may. */
  scopes?: Scope[]
  can(what: Ability): boolean
}

/** Every role, the most entrusted first. */
export const roles: readonly Role[] = ['admin', 'moderator', 'reporter', 'coordinator', 'practitioner']
/** Every scope, the least first. */
export const scopes: readonly Scope[] = ['read', 'write', 'moderate', 'admin']

const abilities: Record<Role, readonly Ability[]> = {
  admin: ['publish', 'moderate', 'administer', 'coordinate'],
  moderator: ['publish', 'moderate', 'coordinate'],
  coordinator: ['publish', 'coordinate'],
  reporter: ['publish'],
  practitioner: ['publish']
}

const scopeFor: Record<Ability, Scope> = {
  publish: 'write',
  coordinate: 'write',
  moderate: 'moderate',
  administer: 'admin'
}

/** Makes a viewer. */
export function makeViewer(member: Viewer['member'], actor: Actor, tokenScopes?: Scope[]): Viewer {
  return {
    member: { id: member.id, role: member.role },
    actor,
    ...(tokenScopes && { scopes: tokenScopes }),
    can: (what) =>
      abilities[member.role].includes(what) && (tokenScopes === undefined || tokenScopes.includes(scopeFor[what]))
  }
}

/** The scopes that a role may give to a token. */
export const scopesOf = (role: Role): Scope[] =>
  scopes.filter((scope) =>
    scope === 'moderate'
      ? abilities[role].includes('moderate')
      : scope === 'admin'
        ? abilities[role].includes('administer')
        : true
  )

/** The role of this name; undefined when there is none. */
export const readRole = (text: string): Role | undefined => roles.find((role) => role === text)
