/** Reads an actor of another server; its document came from its own origin, and still may say nothing for others. */
import type { ActorType, Field, PublicKey } from '../../schema/actors.ts'
import type { RemoteActor } from '../../server/actors/actors.store.ts'
import { sanitise } from '../../server/text/sanitise.ts'
import { boolOf, dateOf, hrefOf, idOf, idsOf, isObject, type JsonObject, listOf, textOf, typesOf } from '../json.ts'
import { extension } from './extension.ts'
import { readEmojis } from './received-emojis.ts'
import { readLine, readNotes } from './received-text.ts'

const types: ActorType[] = ['Person', 'Organization', 'Group', 'Service', 'Application']

/** Mastodon's limits, or below. */
const most = { name: 200, summary: 20_000, fields: 50, fieldName: 255, fieldValue: 2_047, aliases: 50, skills: 50 }
const mostKeys = 10

/** The actor, or undefined when the document is none: another type, no address, no inbox, nothing to call it by. */
export function readActor(document: JsonObject): RemoteActor | undefined {
  const uri = hrefOf(idOf(document.id))
  const type = types.find((one) => typesOf(document).includes(one))
  const inbox = hrefOf(idOf(document.inbox))
  const handle = uri && readHandle(document, uri)
  if (!uri || !type || !inbox || !handle) return undefined
  const endpoints = isObject(document.endpoints) ? document.endpoints : {}
  const skills = listOf(extension(document, 'knowsAbout')).flatMap((skill) => readLine(skill, 100) ?? [])
  const emojis = readEmojis(document)
  return {
    uri,
    url: onHost(uri, hrefOf(document.url)) ?? uri,
    type,
    ...handle,
    name: readLine(document.name, most.name) ?? handle.username,
    summary: sanitise((textOf(document.summary) ?? '').slice(0, most.summary)),
    profile: skills.length > 0 ? { skills: skills.slice(0, most.skills) } : {},
    fields: readFields(document),
    inbox,
    sharedInbox: onHost(uri, hrefOf(idOf(endpoints.sharedInbox))) ?? null,
    outbox: onHost(uri, hrefOf(idOf(document.outbox))) ?? null,
    followersUri: onHost(uri, hrefOf(idOf(document.followers))) ?? null,
    featuredUri: onHost(uri, hrefOf(idOf(document.featured))) ?? null,
    iconUrl: hrefOf(document.icon) ?? null,
    emojis: emojis.length > 0 ? emojis : null,
    alsoKnownAs: idsOf(document.alsoKnownAs)
      .filter((id) => hrefOf(id))
      .slice(0, most.aliases),
    movedTo: hrefOf(idOf(document.movedTo)) ?? null,
    suspended: boolOf(document.suspended) ?? false,
    memorial: boolOf(document.memorial) ?? false,
    locked: boolOf(document.manuallyApprovesFollowers) ?? false,
    discoverable: boolOf(document.discoverable) ?? false,
    publicKeys: readKeys(document, uri),
    published: dateOf(document.published) ?? null
  }
}

/** An address only when it is on the same host as the actor, who can speak for no other. */
const onHost = (uri: string, url: string | undefined) =>
  url && new URL(url).host === new URL(uri).host ? url : undefined

/**
 * The handle: `webfinger` (FEP-2c59) where it is on the actor's own host or on the domain above it, as with split
 * domains; nobody may call themselves by a host of others. Else the username at the actor's host.
 */
function readHandle(document: JsonObject, uri: string): { username: string; host: string } | undefined {
  const own = new URL(uri)
  const [, user, host = ''] =
    /^(?:acct:)?@?([^@\s/]{1,128})@([a-z0-9.:[\]-]{1,253})$/i.exec(textOf(document.webfinger) ?? '') ?? []
  const above = host.includes('.') && own.host.endsWith(`.${host.toLowerCase()}`)
  if (user && (host.toLowerCase() === own.host || above)) return { username: user, host: host.toLowerCase() }
  // Some actors of servers have no username; the last part of the address is what others show then.
  const last = own.pathname.split('/').filter(Boolean).pop()
  const username = textOf(document.preferredUsername)?.trim() || last || own.hostname
  return /^[^@\s/<>"]{1,128}$/.test(username) ? { username, host: own.host } : undefined
}

function readFields(document: JsonObject): Field[] {
  return listOf(document.attachment)
    .filter((item) => isObject(item) && typesOf(item).includes('PropertyValue'))
    .slice(0, most.fields)
    .flatMap((item) => {
      const { name, value } = item as JsonObject
      const label = readLine(name, most.fieldName)
      return label ? [{ name: label, value: readNotes((textOf(value) ?? '').slice(0, most.fieldValue)) }] : []
    })
}

/** Keys that name another owner are nobody's. */
function readKeys(document: JsonObject, uri: string): PublicKey[] {
  const pems = listOf(document.publicKey).flatMap((entry) =>
    ownKey(entry, 'owner', uri).flatMap(({ id, key }) => {
      const pem = textOf(key.publicKeyPem)
      return pem ? [{ id, owner: uri, pem }] : []
    })
  )
  const multikeys = listOf(document.assertionMethod).flatMap((entry) =>
    ownKey(entry, 'controller', uri).flatMap(({ id, key }) => {
      const multibase = textOf(key.publicKeyMultibase)
      return multibase?.startsWith('z') ? [{ id, owner: uri, multibase }] : []
    })
  )
  return [...pems.slice(0, mostKeys), ...multikeys.slice(0, mostKeys)]
}

function ownKey(entry: unknown, claim: 'owner' | 'controller', uri: string): { id: string; key: JsonObject }[] {
  if (!isObject(entry)) return []
  const id = idOf(entry.id)
  return id && (!(claim in entry) || idOf(entry[claim]) === uri) ? [{ id, key: entry }] : []
}
