/** What becomes of a clip where there is a program that encodes: a still picture, and nothing of ours told to that program. */
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ffmpegVersion } from '../../server/media/ffmpeg.ts'
import { clipBytes } from '../help/clips.ts'
import { freePorts, type TestServer, testServer, until } from '../help/server.ts'
import { signIn } from '../help/signed-in.ts'

const folder = mkdtempSync(join(tmpdir(), 'folkmoot-encode-'))
/** Stands where ffmpeg would: writes down how it was called, and gives the picture that it was asked for. */
const program = join(folder, 'ffmpeg')
let server: TestServer

beforeAll(async () => {
  writeFileSync(
    join(folder, 'still.png'),
    await sharp({ create: { width: 320, height: 240, channels: 3, background: '#0a4f4a' } })
      .png()
      .toBuffer()
  )
  const script = [
    '#!/bin/sh',
    'if [ "$1" = -version ]; then echo "ffmpeg version 7.1 Copyright"; exit; fi',
    `printf '%s\\n' "$@" > ${folder}/arguments`,
    `env > ${folder}/environment`,
    'for last; do :; done',
    `cp ${folder}/still.png "$last"`
  ]
  writeFileSync(program, `${script.join('\n')}\n`)
  chmodSync(program, 0o755)
  const [port] = await freePorts(1)
  server = await testServer(port!, 'Aldermere', [], { FFMPEG: program })
}, 60_000)
afterAll(async () => {
  await server?.stop()
  rmSync(folder, { recursive: true, force: true })
})

test('a clip without a still picture gets one, and its author may choose another', async () => {
  expect(await ffmpegVersion(server.context)).toBe('7.1')
  const nia = await server.person('nia')
  const author = await signIn(server, nia)
  const { id } = await nia.call('POST', 'stories', { title: 'A table', audience: 'draft' })
  const at = `/stories/${id}/clip`
  expect((await author.file(at, 'clip', await clipBytes({ seconds: 4 }), { alt: 'A table' })).status).toBe(303)
  const posterOf = async () => /poster="(\/media\/[0-9a-f]{32})"/.exec(await author.page(at))?.[1]
  const poster = await until(posterOf)
  const drawn = await author.ask(poster)
  expect([drawn.status, drawn.headers.get('content-type')]).toEqual([200, 'image/webp'])
  const given = readFileSync(join(folder, 'arguments'), 'utf8').split('\n')
  expect(given.join(' ')).toContain('-protocol_whitelist file')
  // It is given a file on this disk, and nothing that a name could turn into something else.
  expect(given[given.indexOf('-i') + 1]).toMatch(/^file:\/.*\/uploads\/[0-9a-f]{32}\.from$/)
  expect(readFileSync(join(folder, 'environment'), 'utf8')).not.toMatch(/SECRET|DATABASE|ORIGIN|HOME/)
  const chosen = await sharp({ create: { width: 64, height: 64, channels: 3, background: '#7c330c' } })
    .png()
    .toBuffer()
  expect((await author.file(`${at}/poster`, 'poster', chosen)).status).toBe(303)
  const next = await posterOf()
  expect(next).not.toBe(poster)
  expect((await author.ask(poster)).status).toBe(404)
  const wrong = await author.file(`${at}/poster`, 'poster', Buffer.from('<svg/>'))
  expect(wrong.status).toBe(422)
})

test('where there is none, that is found out without harm', async () => {
  expect(await ffmpegVersion({ config: { ...server.context.config, ffmpeg: join(folder, 'none') } })).toBeUndefined()
})
