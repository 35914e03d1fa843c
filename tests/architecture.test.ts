/** The rules of the structure, held by a test so that they stay true. */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '..')
const rooms = ['schema', 'server', 'federation', 'web', 'scripts']

interface Source {
  path: string
  text: string
  imports: string[]
}

const sources: Source[] = rooms.flatMap((room) =>
  readdirSync(join(root, room), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => read(join(room, file)))
)
const code = sources.filter(({ path }) => !path.startsWith('scripts/'))

function read(path: string): Source {
  const text = readFileSync(join(root, path), 'utf8')
  const found = [
    ...text.matchAll(
      /(?:^|\n)\s*(?:import|export)\b[^'"\n;]*?(?:\{[^}]*\}[^'"\n;]*?)?from\s+'([^']+)'|import\('([^']+)'\)|(?:^|\n)import '([^']+)'/g
    )
  ]
  const imports = found
    .map((match) => match[1] ?? match[2] ?? match[3] ?? '')
    .map((name) => (name.startsWith('.') ? relative(root, resolve(root, dirname(path), name)) : name))
  return { path, text, imports }
}

/** What joins the parts, and so may import anything. */
const joints = new Set([
  'server/app.ts',
  'server/reactions.ts',
  'server/queues.ts',
  'server/sweep.ts',
  'server/start.ts'
])

const offenders = (list: Source[], wrong: (source: Source) => boolean) => list.filter(wrong).map(({ path }) => path)

describe('dependencies run one way', () => {
  test('the schema imports nothing of ours but itself', () => {
    expect(
      offenders(
        code.filter(({ path }) => path.startsWith('schema/')),
        ({ imports }) => imports.some((name) => /^(server|federation|web|scripts)\//.test(name))
      )
    ).toEqual([])
  })

  test('nouns import neither the federation nor the pages', () => {
    const nouns = code.filter(({ path }) => path.startsWith('server/') && !joints.has(path))
    expect(offenders(nouns, ({ imports }) => imports.some((name) => /^(federation|web|scripts)\//.test(name)))).toEqual(
      []
    )
  })

  test('the federation does not import the pages, nor the pages the federation', () => {
    expect(
      offenders(
        code,
        ({ path, imports }) => path.startsWith('federation/') && imports.some((name) => name.startsWith('web/'))
      )
    ).toEqual([])
    expect(
      offenders(
        code,
        ({ path, imports }) => path.startsWith('web/') && imports.some((name) => name.startsWith('federation/'))
      )
    ).toEqual([])
  })

  test('nothing in service imports the tests or the scripts', () => {
    expect(offenders(code, ({ imports }) => imports.some((name) => /^(tests|scripts)\//.test(name)))).toEqual([])
  })

  test('there are no cycles', () => {
    expect(cycles()).toEqual([])
  })
})

describe('each thing has one place', () => {
  test('only the schema, the store and *.store.ts import drizzle', () => {
    const allowed = /^schema\/|^server\/store\/|\.store\.ts$/
    expect(
      offenders(
        code,
        ({ path, imports }) => !allowed.test(path) && imports.some((name) => name.startsWith('drizzle-orm'))
      )
    ).toEqual([])
  })

  test('only the settings read the environment', () => {
    const allowed = new Set(['server/config.ts', 'schema/columns.ts', 'schema/drizzle.config.ts'])
    expect(offenders(code, ({ path, text }) => !allowed.has(path) && /process\.env/.test(text))).toEqual([])
  })

  test('only the outbox sends', () => {
    const sends = ({ text }: Source) => /addJobs?\(/.test(text) && /queue: 'delivery'/.test(text)
    expect(offenders(code, sends)).toEqual(['federation/outbox.ts'])
    expect(offenders(code, ({ text }) => /\.sendActivity\(/.test(text))).toEqual([])
  })

  test('nothing logs past the log', () => {
    expect(offenders(code, ({ path, text }) => path !== 'server/start.ts' && /console\./.test(text))).toEqual([])
  })
})

describe('files are small and say why they exist', () => {
  test('none is longer than 300 lines', () => {
    expect(offenders(sources, ({ text }) => text.split('\n').length > 300)).toEqual([])
  })

  test('each opens with a sentence', () => {
    expect(offenders(sources, ({ text }) => !/^(#![^\n]*\n)?\/\*\*\s+\S/.test(text))).toEqual([])
  })

  test('none is called utils, helpers or misc', () => {
    expect(offenders(sources, ({ path }) => /(^|\/)(utils?|helpers?|misc|common)(\.|\/|$)/.test(path))).toEqual([])
  })

  test('nothing is left for later', () => {
    expect(offenders(sources, ({ text }) => /\b(TODO|FIXME|XXX|HACK)\b|@ts-ignore|@ts-nocheck/.test(text))).toEqual([])
  })
})

/** Cycles among files, types included: each as the list of files in it. */
function cycles(): string[][] {
  const graph = new Map(code.map(({ path, imports }) => [path, imports.filter((name) => name.endsWith('.ts'))]))
  const found: string[][] = []
  const done = new Set<string>()
  const walk = (path: string, above: string[]) => {
    const at = above.indexOf(path)
    if (at >= 0) {
      found.push(above.slice(at))
      return
    }
    if (done.has(path)) return
    for (const next of graph.get(path) ?? []) walk(next, [...above, path])
    done.add(path)
  }
  for (const path of graph.keys()) walk(path, [])
  return found
}
