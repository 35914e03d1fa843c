/** A body may take half a minute, and longer only where a route says so. */
import { connect } from 'node:net'
import Fastify, { type FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { patience } from '../../server/plugins/patience.ts'

let app: FastifyInstance
let port: number

beforeAll(async () => {
  app = Fastify({ forceCloseConnections: true })
  await app.register(patience(300))
  app.post('/usual', async () => 'taken')
  app.post('/patient', { config: { patience: 20_000 } }, async () => 'taken')
  await app.listen({ port: 0, host: '127.0.0.1' })
  port = (app.server.address() as { port: number }).port
})
afterAll(() => app.close())

/** Sends a head and half a body, and the rest when told; gives all that comes back. */
function slowly(path: string, rest: Promise<void> | undefined) {
  const socket = connect(port, '127.0.0.1')
  socket.write(
    `POST ${path} HTTP/1.1\r\nhost: x\r\ncontent-type: text/plain\r\ncontent-length: 4\r\nconnection: close\r\n\r\nhi`
  )
  void rest?.then(() => socket.write('ho'))
  return new Promise<string>((done) => {
    let text = ''
    socket.on('data', (chunk) => {
      text += chunk
    })
    socket.on('error', () => {})
    socket.on('close', () => done(text))
  })
}

test('a body that does not come in time ends the connection with 408', async () => {
  expect(await slowly('/usual', undefined)).toMatch(/^HTTP\/1\.1 408 /)
  // An unknown address is no way round.
  expect(await slowly('/nowhere', undefined)).toMatch(/^HTTP\/1\.1 (408|404) /)
})

test('a route that asks for patience waits', async () => {
  const first = slowly('/usual', undefined)
  // The rest comes only after the other one was given up.
  expect(
    await slowly(
      '/patient',
      first.then(() => {})
    )
  ).toMatch(/^HTTP\/1\.1 200 [\s\S]*taken$/)
})
