/** People as pages show them: who they are, what they do, and from which council or server they speak. */
import type { Actor } from '../../server/actors/actors.store.ts'
import { councilsAt } from '../../server/actors/directory.store.ts'
import { handleOf } from '../../server/actors/handle.ts'
import type { Context } from '../../server/context.ts'
import { type Council, councilOf } from '../../server/council/settings.ts'
import { picturesOf } from '../../server/media/portraits.ts'
import { failedCopies } from '../../server/media/remote.store.ts'
import { copyId, type Wanted } from '../../server/media/remote.ts'
import { type Instance, instancesOf } from '../../server/moderation/instances.store.ts'
import { plainLine } from '../../server/text/sanitise.ts'
import { type EmojiView, withoutNames } from '../emojis.ts'
import type { PersonView } from '../item.ts'
import { initialsOf } from '../words.ts'

/** Turns actors into people of a page; made once for all the actors of a page. */
export type PersonOf = (actor: Actor) => PersonView

/** Reads, in a few queries, what is known of the servers of these actors, and which of their portraits can be shown. */
export async function peopleFrom(context: Context, actors: Actor[]): Promise<PersonOf> {
  const here = await councilOf(context)
  const hosts = [...new Set(actors.filter((actor) => !actor.local).map((actor) => actor.host))]
  const [councils, instances, pictures] = await Promise.all([
    councilsAt(context.store.read, hosts),
    instancesOf(context.store.read, hosts),
    remotePictures(context, actors)
  ])
  const byHost = new Map(instances.map((instance) => [instance.host, instance]))
  return (actor) => ({
    ...personOf(here, actor, councils.get(actor.host), byHost.get(actor.host)),
    ...pictures.get(actor.id)
  })
}

/** Where copies of portraits and of the pictures in names are. */
interface Pictures {
  avatar?: string
  emojis?: EmojiView[]
}

/** The pictures of actors from elsewhere that can be shown, by their ids. */
async function remotePictures(context: Context, actors: Actor[]): Promise<Map<string, Pictures>> {
  const wanted = await picturesOf(context, actors)
  const failed = await failedCopies(context.store.read, [...wanted.values()].flat().map(copyId))
  const byId = new Map(actors.map((actor) => [actor.id, actor]))
  return new Map(
    [...wanted].map(([id, all]) => {
      const pathOf = (one: Wanted) => `/media/remote/portrait/${id}/${copyId(one)}`
      const had = all.filter((one) => !failed.has(copyId(one)))
      const portrait = had.find(({ kind }) => kind === 'portrait')
      const emojis = (byId.get(id)?.emojis ?? []).flatMap(({ name, url }) => {
        const one = had.find((each) => each.kind === 'emoji' && each.url === url)
        return one ? [{ name, path: pathOf(one) }] : []
      })
      return [id, { ...(portrait && { avatar: pathOf(portrait) }), ...(emojis.length > 0 && { emojis }) }]
    })
  )
}

/** The pictures in the names and words of these actors that can be shown, by their ids; who has none costs no query. */
export async function emojisOf(context: Context, actors: Actor[]): Promise<Map<string, EmojiView[]>> {
  const some = actors.filter(({ local, emojis }) => !local && emojis?.length)
  if (some.length === 0) return new Map()
  const found = await remotePictures(context, some)
  return new Map([...found].flatMap(([id, { emojis }]) => (emojis ? [[id, emojis] as const] : [])))
}

/** Several actors as people, in the same order. */
export async function presentPeople(context: Context, actors: Actor[]): Promise<PersonView[]> {
  const person = await peopleFrom(context, actors)
  return actors.map(person)
}

/** The page of an actor here; a community's is in a place of its own. */
export const personPath = (actor: Pick<Actor, 'local' | 'username' | 'host' | 'type'>): string =>
  `${actor.type === 'Group' ? '/communities/' : '/@'}${encodeURIComponent(actor.username)}${actor.local ? '' : `@${encodeURI(actor.host)}`}`

/** What an actor is called; who gives no name goes by their handle. */
export const nameOf = ({ name, username }: Pick<Actor, 'name' | 'username'>): string => name.trim() || username

function personOf(here: Council, actor: Actor, council: Actor | undefined, instance: Instance | undefined): PersonView {
  const { profile } = actor
  const shown = nameOf(actor)
  const role = profile.role ?? fieldText(actor, 'role')
  return {
    uri: actor.uri,
    name: shown,
    handle: handleOf(actor),
    initials: initialsOf(withoutNames(shown, actor.emojis) || actor.username),
    path: personPath(actor),
    ...(role && { role }),
    ...(actor.local ? { from: 'here', council: here.shortName } : originOf(actor, council, instance)),
    ...(actor.local && actor.avatar && { avatar: `/media/${actor.avatar}` })
  }
}

/** What other servers tell of a person beside their name, such as their role, comes as named fields. */
function fieldText({ local, fields }: Actor, label: string): string | undefined {
  const field = local ? undefined : fields.find(({ name }) => name.trim().toLowerCase() === label)
  return field && plainLine(field.value, 100)
}

function originOf(actor: Actor, council: Actor | undefined, instance: Instance | undefined) {
  const { software } = instance ?? {}
  const isPeer =
    council !== undefined || software === 'folkmoot' || (actor.trust ?? instance?.trust ?? 'unknown') === 'network'
  if (!isPeer) return { from: 'elsewhere' as const, ...(software && { software: softwareName(software) }) }
  return { from: 'peer' as const, council: council?.name.trim() || instance?.name?.trim() || actor.host }
}

const written: Record<string, string> = {
  gotosocial: 'GoToSocial',
  nodebb: 'NodeBB',
  peertube: 'PeerTube',
  wordpress: 'WordPress'
}

/** NodeInfo gives small letters; people know the names otherwise. */
export const softwareName = (software: string) =>
  written[software] ?? `${software.charAt(0).toUpperCase()}${software.slice(1, 40)}`
