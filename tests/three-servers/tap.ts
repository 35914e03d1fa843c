/** Stands before a server as a proxy does, passes everything on as it is, and keeps what was posted, byte for byte. */
import {
  Agent,
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request,
  type ServerResponse
} from 'node:http'
import type { Doc } from '../help/peer.ts'

export interface Delivery {
  path: string
  headers: IncomingHttpHeaders
  body: Doc
  bytes: string
  status: number
  at: Date
}

export type Tap = Awaited<ReturnType<typeof startTap>>

/** Starts one on `port` before the server on `behind`. */
export async function startTap(port: number, behind: number) {
  const deliveries: Delivery[] = []
  let loses: (body: Doc) => boolean = () => false
  const agent = new Agent({ keepAlive: false })
  const server = createServer((asked, answer) => {
    const chunks: Buffer[] = []
    asked.on('data', (chunk: Buffer) => chunks.push(chunk))
    asked.on('end', () => pass(asked, Buffer.concat(chunks), answer))
  })
  function pass(asked: IncomingMessage, bytes: Buffer, answer: ServerResponse) {
    const { method = 'GET', url: path = '/', headers } = asked
    const isDelivery = method === 'POST' && /\/inbox$/.test(path)
    const body = isDelivery ? (JSON.parse(bytes.toString()) as Doc) : {}
    // Lost on the way, though its sender was told that it had arrived.
    if (isDelivery && loses(body)) return void answer.writeHead(202).end()
    const onwards = request({ host: '127.0.0.1', port: behind, method, path, headers, agent }, (answered) => {
      const status = answered.statusCode ?? 500
      if (isDelivery) deliveries.push({ path, headers, body, bytes: bytes.toString(), status, at: new Date() })
      answer.writeHead(status, answered.headers)
      answered.pipe(answer)
    })
    onwards.on('error', () => answer.destroy())
    onwards.end(bytes)
  }
  await new Promise<void>((done) => server.listen(port, '127.0.0.1', done))
  return {
    deliveries,
    /** Loses what fits, while `work` lasts. */
    async losing(fits: (body: Doc) => boolean, work: (lost: () => number) => Promise<unknown>) {
      let lost = 0
      loses = (body) => fits(body) && ++lost > 0
      await work(() => lost)
      loses = () => false
      return lost
    },
    stop: () =>
      new Promise<void>((done) => {
        server.closeAllConnections()
        server.close(() => done())
      })
  }
}
