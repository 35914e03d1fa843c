/** Keeps the documents true: what they name is in the code, and what the code has they name. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { commands } from '../../scripts/commands/index.ts'

const root = resolve(import.meta.dirname, '../..')
const read = (path: string) => readFileSync(join(root, path), 'utf8')
const documents = ['README.md', 'FEDERATION.md', 'CONTRIBUTING.md']
const readme = read('README.md')
const manifest = JSON.parse(read('package.json')) as Record<
  'scripts' | 'dependencies' | 'devDependencies',
  Record<string, string>
>

/** The text under a heading, up to the next one of the same level. */
function section(heading: string): string {
  const [, text = ''] = readme.split(`\n## ${heading}\n`)
  expect(text, `README.md has a section “${heading}”`).not.toBe('')
  return text.split('\n## ')[0]!
}

/** The first cells of the tables in a text that hold nothing but code. */
const firstCells = (text: string) =>
  [...text.matchAll(/^\| ((?:`[^`]+`[ ·,]*)+) \|/gm)].flatMap(([, cell = '']) => codeIn(cell))
const codeIn = (text: string) => [...text.matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code)
const sorted = (list: Iterable<string>) => [...new Set(list)].sort()

describe('README.md', () => {
  test('lists the settings that are read, and no others', () => {
    const code = read('server/config.ts')
    const found = [...code.matchAll(/given\.([A-Z][A-Z_]+)|\(given, '([A-Z_]+)'/g)].map(
      ([, one, other]) => one ?? other!
    )
    expect(found.length).toBeGreaterThan(10)
    expect(sorted(firstCells(section('Settings')))).toEqual(sorted(found))
  })

  test('lists the administration commands, and no others', () => {
    const listed = firstCells(section('Commands')).filter((name) => !name.startsWith('npm '))
    expect(sorted(listed)).toEqual(sorted(commands.map(({ name }) => name)))
  })

  test('names the options that a command takes', () => {
    for (const [, name = '', text = ''] of section('Commands').matchAll(/^\| `(?!npm )([a-z -]+)` \| (.*) \|$/gm)) {
      const usage = commands.find((command) => command.name === name)?.usage ?? ''
      const told = codeIn(text).flatMap((code) => code.match(/--[a-z-]+/g) ?? [])
      for (const option of told) expect(usage, `${name} ${option}`).toContain(option)
    }
  })

  test('lists the npm scripts, and no others', () => {
    const listed = firstCells(section('Commands')).filter((name) => name.startsWith('npm '))
    const scripts = Object.keys(manifest.scripts).filter((name) => !/^(pre|post)/.test(name))
    expect(sorted(listed.map((line) => line.replace(/^npm (run )?/, '')))).toEqual(sorted(scripts))
  })

  test('gives a reason for every dependency', () => {
    const named = codeIn(section('What it stands on'))
    expect(sorted(named)).toEqual(
      sorted([...Object.keys(manifest.dependencies), ...Object.keys(manifest.devDependencies)])
    )
  })

  test('has every folder on its map', () => {
    const listed = firstCells(section('The map'))
    const inside = (folder: string) =>
      readdirSync(join(root, folder), { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => `${folder}${name}/`)
    const deep = ['server/', 'federation/', 'scripts/'].flatMap((folder) => [folder, ...inside(folder)])
    expect(sorted(listed)).toEqual(
      sorted([...deep, 'schema/', 'schema/migrations/', 'web/', 'web/api/', 'tests/', 'deploy/'])
    )
  })
})

describe('every document', () => {
  const folders = /^(schema|server|federation|web|scripts|tests|deploy|docs)\//

  test.each(documents)('%s names only files that are there', (name) => {
    const text = read(name)
    const links = [...text.matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)].map(([, path = '']) => path)
    const paths = codeIn(text).filter((code) => folders.test(code) && !/[*…<>{} ]/.test(code))
    const missing = [...links, ...paths].filter((path) => !existsSync(join(root, path)))
    expect(missing).toEqual([])
    expect(links.length + paths.length).toBeGreaterThan(0)
  })

  test.each(documents)('%s has JSON that is JSON', (name) => {
    const blocks = [...read(name).matchAll(/^```json\n(.*?)^```/gms)].map(([, block = '']) => block)
    for (const block of blocks) expect(() => JSON.parse(block), block.slice(0, 200)).not.toThrow()
    if (name === 'FEDERATION.md') expect(blocks.length).toBeGreaterThan(8)
  })

  test.each(documents)('%s names only npm scripts that are there', (name) => {
    const run = [...read(name).matchAll(/\bnpm (?:run ([a-z]+)|(start|test))\b/g)].map(
      ([, one, other]) => one ?? other!
    )
    expect(run.filter((script) => !(script in manifest.scripts))).toEqual([])
  })
})
