/** Who we are to other servers: the name and version that requests, documents and NodeInfo give. */
import { readFileSync } from 'node:fs'

const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  name: string
  version: string
}

export const software = { name: manifest.name, version: manifest.version, title: 'Folkmoot' }

/** How our requests introduce themselves: with an address to complain to. */
export const userAgent = (origin: string) => `${software.title}/${software.version} (+${origin}/)`

/** The address of the server's own actor (FEP-2677, FEP-d556), in whose name we fetch. */
export const serverActorUri = (origin: string) => `${origin}/actor`
