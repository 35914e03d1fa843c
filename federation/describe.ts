/** What software a server runs and what it calls itself, by NodeInfo: asked once when we meet it, and shown beside its people. */
import { worthAt } from '../server/adoption/worth.ts'
import { describeInstance, instancesOf } from '../server/moderation/instances.store.ts'
import { plainLine } from '../server/text/sanitise.ts'
import type { Federation } from './context.ts'
import { isObject, type JsonObject, listOf, parseDocument, textOf } from './json.ts'
import { NetworkRefused } from './network/network.ts'

const schema = /^http:\/\/nodeinfo\.diaspora\.software\/ns\/schema\/2\.[01]$/
const most = 64 * 1024

/** Asks the server at `origin` and keeps what it says under `host`. A server without NodeInfo is described as nothing. */
export async function describeServer(federation: Federation, origin: string, host: string): Promise<void> {
  const { context } = federation
  const [known] = await instancesOf(context.store.read, [host])
  if (known?.described) return
  const facts = await readNodeInfo(federation, origin)
  await context.store.write(async (tx) => {
    await describeInstance(tx, host, facts, context.clock())
    // Now that it is known to be a council's, what it replicated may count.
    if (facts.software === 'folkmoot') await worthAt(context, tx, host)
  })
}

async function readNodeInfo(federation: Federation, origin: string): Promise<{ software?: string; name?: string }> {
  const index = await getJson(federation, `${origin}/.well-known/nodeinfo`)
  const links = listOf(index?.links).filter(isObject)
  const href = textOf(links.findLast((link) => schema.test(textOf(link.rel) ?? ''))?.href)
  // Only the server itself can say what it is.
  if (!href || !URL.canParse(href) || new URL(href).origin !== origin) return {}
  const info = await getJson(federation, href)
  const software = isObject(info?.software) ? plainLine(textOf(info.software.name) ?? '', 40) : ''
  const name = isObject(info?.metadata) ? plainLine(textOf(info.metadata.nodeName) ?? '', 80) : ''
  return { ...(/^[a-z0-9-]+$/i.test(software) && { software }), ...(name && { name }) }
}

async function getJson({ network }: Federation, url: string): Promise<JsonObject | undefined> {
  try {
    const answer = await network.fetch(url, { headers: { accept: 'application/json' }, maxBytes: most })
    const parsed = answer.status === 200 ? parseDocument(answer.body) : undefined
    return parsed?.ok ? parsed.document : undefined
  } catch (error) {
    if (error instanceof NetworkRefused) return undefined
    throw error
  }
}
