/** Makes a council's database before its server starts, and prints who its people are and how they sign in, as JSON. */
import { readConfig, settleDatabase } from '../../server/config.ts'

const config = readConfig()
// Which database it is, is settled before the tables are read.
settleDatabase(config)
const { openStore } = await import('../../server/store/open.ts')
const { makeContext } = await import('../../server/context.ts')
const { setUpCouncil } = await import('../../server/council/setup.ts')
const { createMember } = await import('../../server/members/members.ts')
const { startSession } = await import('../../server/members/sessions.ts')
const { createToken } = await import('../../server/members/tokens.ts')
const { scopesOf } = await import('../../server/members/viewer.ts')
const { sessionCookie } = await import('../../server/plugins/session.ts')

const [council = '', ...handles] = process.argv.slice(2)
const store = await openStore(config.databaseUrl)
await store.migrate()
const none = () => {}
const context = makeContext({
  ...{ config, store, clock: () => new Date(), mail: async () => {} },
  log: { error: console.error, warn: console.error, info: none, debug: none }
})
await setUpCouncil(context, { name: `${council} Borough Council`, handle: council.toLowerCase() })
const people: object[] = []
for (const [n, handle] of handles.entries()) {
  // The first one looks after the rest.
  const role = n === 0 ? 'admin' : 'practitioner'
  const name = `${handle[0]!.toUpperCase()}${handle.slice(1)}`
  const made = await createMember(context, { handle, name, email: `${handle}@${council.toLowerCase()}.example`, role })
  const { token } = await createToken(context, made.member.id, { name: 'test', scopes: scopesOf(made.member.role) })
  const secret = await store.write((tx) => startSession(context, tx, made.member.id))
  people.push({ handle, uri: made.actor.uri, token, cookie: `${sessionCookie(config.origin)}=${secret}` })
}
await store.close()
console.log(JSON.stringify(people))
