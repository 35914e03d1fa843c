/** Lists of policies as people really keep them: what can be read is taken, and what cannot is told with its line. */
import { describe, expect, test } from 'vitest'
import { readCsv, readListedHost, writeCsv } from '../../server/moderation/policies/csv.ts'
import { obfuscated } from '../../server/moderation/policies/export.ts'
import { labelsIn, readSnapshot } from '../../server/moderation/policies/fires.ts'

const heading = '#domain,#severity,#reject_media,#reject_reports,#public_comment,#obfuscate'
const hosts = (text: string | Uint8Array) => readCsv(text).entries.map((entry) => entry.host)
const whys = (text: string) => readCsv(text).wrong.map(({ line, why }) => `${line}: ${why}`)

describe('a list in Mastodon’s form', () => {
  test('is read with everything that a line says, and written so that it reads the same again', () => {
    const text = `\uFEFF${heading}\r\nBad.Example,suspend,TRUE,true,"They said ""hello"", twice",true\r\nb.example,silence,False,,x; y,\r\n`
    const { entries, wrong } = readCsv(text)
    expect(wrong).toEqual([])
    expect(entries).toEqual([
      {
        ...{ host: 'bad.example', severity: 'suspend', rejectMedia: true, rejectReports: true, obfuscate: true },
        comment: 'They said "hello", twice'
      },
      {
        host: 'b.example',
        severity: 'limit',
        rejectMedia: false,
        rejectReports: false,
        obfuscate: false,
        comment: 'x; y'
      }
    ])
    expect(readCsv(writeCsv(entries)).entries).toEqual(entries)
    expect(writeCsv(entries).split('\r\n')[0]).toBe(heading)
  })

  test('without # in the heading, with other columns, by semicolons, or as bare names', () => {
    expect(readCsv('severity,domain,private_comment\nnoop,a.example,x').entries).toMatchObject([
      { host: 'a.example', severity: 'none' }
    ])
    expect(readCsv('domain;severity\na.example;suspend').entries).toMatchObject([{ severity: 'suspend' }])
    const bare = readCsv('a.example\n\n# a comment\nb.example\n')
    expect(bare).toMatchObject({ entries: [{ host: 'a.example' }, { host: 'b.example' }], wrong: [] })
    expect(bare.entries[0]).not.toHaveProperty('severity')
    expect(hosts(new Uint8Array([0xff, 0xfe, ...Buffer.from('a.example\r\n', 'utf16le')]))).toEqual(['a.example'])
  })

  test('names are read in any case, international, with stars before, ports, addresses and dots behind', () => {
    const lines = ['MÜNCHEN.example', '*.sub.example', 'a.example:8443', 'https://url.example/about', 'dot.example.']
    expect(hosts([...lines, '192.0.2.1', '2001:db8::1'].join('\n'))).toEqual([
      ...['xn--mnchen-3ya.example', 'sub.example', 'a.example:8443', 'url.example', 'dot.example'],
      ...['192.0.2.1', '[2001:db8::1]']
    ])
    expect(readListedHost('example.org:443')).toBe('example.org')
  })

  test('wrong lines are told by number and why, and the rest is taken', () => {
    const text = [
      heading,
      '*,suspend',
      'ex*mple.com,suspend',
      '10.0.0.0/8,suspend',
      'two words,suspend',
      'x.example,explode'
    ].join('\n')
    expect(whys(`${text}\nnodots\n@someone@else.example\ngood.example,suspend\nGOOD.example,silence`)).toEqual([
      '2: A star stands for every server',
      '3: Part of the name is hidden by stars, so nobody can tell which server it is',
      '4: A range of addresses is no server',
      '5: This is no server name',
      '6: “explode” is no severity: suspend, silence or noop',
      '7: A server name has a dot, such as moot.example',
      '8: This is an account and no server',
      '10: good.example stands in the list before'
    ])
    expect(hosts(`${heading}\n"never closed,suspend\nafter.example,suspend`)).toEqual(['after.example'])
    expect(whys(`${heading}\n"never closed,suspend\nafter.example`)).toEqual([
      '2: A quotation mark opens and does not close'
    ])
  })

  test('of 100,000 lines is read quickly, and more are told to be too many', { timeout: 60_000 }, () => {
    const lines = Array.from({ length: 100_002 }, (_, n) => `h${n}.example,suspend`)
    const started = performance.now()
    const { entries, wrong } = readCsv([heading, ...lines].join('\n'))
    const took = performance.now() - started
    console.info(`100,000 lines read in ${took.toFixed(0)} ms`)
    expect(entries).toHaveLength(100_000)
    expect(wrong).toHaveLength(2)
    expect(took).toBeLessThan(30_000)
  })

  test('a comment is never a formula for a spreadsheet', () => {
    const entry = { host: 'a.example', rejectMedia: false, rejectReports: false, obfuscate: false, comment: '=1+1' }
    expect(writeCsv([entry])).toContain(",'=1+1,")
  })
})

test('a name is shown in part as Mastodon does', () => {
  expect(obfuscated('advertise.example')).toBe('a*v*r*i*e.example')
  expect(obfuscated('a.bc.example')).not.toBe('a.bc.example')
})

test('a FIRES snapshot is read in the words of the documents and of the reference server', () => {
  const items = [
    { type: 'Recommendation', entityKind: 'domain', entityKey: 'A.example', recommendedPolicy: 'drop', labels: ['l1'] },
    {
      ...{ type: 'Recommendation', recommended_policy: 'filter', recommended_filters: ['reject-media'] },
      entity: { type: 'Domain', value: 'b.example' }
    },
    { type: 'Recommendation', entityKind: 'domain', entityKey: 'c.example', recommendedPolicy: 'filter' },
    { type: 'Recommendation', entityKind: 'domain', entityKey: 'd.example', recommendedPolicy: 'accept' },
    { type: 'Advisory', entityKind: 'domain', entityKey: 'e.example' },
    { type: 'Retraction', entityKind: 'domain', entityKey: 'f.example' },
    { type: 'Recommendation', entityKind: 'domain', entityKey: 'f.example', recommendedPolicy: 'drop' },
    { type: 'Recommendation', entityKind: 'actor', entityKey: '@x@g.example', recommendedPolicy: 'drop' },
    { type: 'Recommendation', entityKind: 'domain', entityKey: '*', recommendedPolicy: 'drop' },
    ...[null, 7, 'x', { type: 'Recommendation' }]
  ]
  expect(labelsIn(items)).toEqual(['l1'])
  const { entries, wrong } = readSnapshot(items, (uri) => (uri === 'l1' ? 'Spam' : undefined))
  expect(entries.map(({ host, severity, rejectMedia }) => [host, severity, rejectMedia])).toEqual([
    ['a.example', 'suspend', false],
    ['b.example', 'none', true],
    ['c.example', 'limit', false],
    ['d.example', 'allow', false]
  ])
  expect(entries[0]?.comment).toBe('Spam')
  expect(wrong).toHaveLength(1)
})
