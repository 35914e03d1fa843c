/** The page of a bundle that people read: plain words only, everything escaped, nothing asked of the network. */
import { escapeHtml, plainCharacters, textOf } from '../../text/sanitise.ts'
import type { Chained } from '../log/chain.ts'
import { attachmentsIn, type Found } from './collect.ts'
import type { Preserved } from './holds.store.ts'
import type { Manifest } from './manifest.ts'

const e = (text: unknown) => escapeHtml(plainCharacters(String(text ?? '')))

const lines = (text: string) =>
  text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => `<p>${e(line)}</p>`)
    .join('\n')

const style = `body{font:1rem/1.5 system-ui,sans-serif;max-width:45rem;margin:2rem auto;padding:0 1rem;color:#211c18;background:#fff}
h1,h2,h3{line-height:1.2}article{border-top:3px solid #211c18;margin-top:2rem}dt{font-weight:700}dd{margin:0 0 .5rem}
p,dd,td{overflow-wrap:anywhere}small,.soft{color:#5a5148}table{border-collapse:collapse;width:100%}td,th{border-top:1px solid #ddd4c7;text-align:left;padding:.25rem .5rem .25rem 0;vertical-align:top}`

const whys: Record<string, string> = {
  withdrawn: 'its author withdrew it',
  deleted: 'it was deleted',
  changed: 'it was changed',
  rejected: 'it was rejected',
  expired: 'it ran out in the queue',
  dropped: 'the document that it came in was dropped'
}

/** Draws it. `names` are the media files in the bundle by what they were known by. */
export function drawEvidence(found: Found, manifest: Manifest, log: Chained[], names: Map<string, string>): string {
  const { made, about, leftOut, documents } = manifest
  const facts: [string, string][] = [
    ['About', `${about.kind}: ${about.target}`],
    ['Made', `${made.at}${made.by ? `, by ${made.by.name} (${made.by.uri})` : ', by the admin command'}`],
    ['For', made.reason],
    ['On', `${made.council}, ${made.origin}, ${made.software}`],
    ['Not in it', notIn(leftOut)],
    ['As received', receivedWords(documents)]
  ]
  return `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"><meta name="viewport" content="width=device-width"><title>Evidence: ${e(about.target)}</title><style>${style}</style></head>
<body><h1>Evidence</h1>
<dl>${facts.map(([name, value]) => `<dt>${e(name)}</dt><dd>${e(value)}</dd>`).join('\n')}</dl>
<p>Words are shown without their form; as they were received they are in the JSON files. What each file must be is in manifest.json, which the server signed in manifest.signature.json; <code>folkmoot evidence verify</code> checks both.</p>
${found.holds.map((hold) => `<h2>Legal hold</h2><p>On ${e(hold.kind)} “${e(hold.target)}” since ${e(hold.created.toISOString())}${hold.lifted ? `, lifted ${e(hold.lifted.toISOString())}` : ''}: ${e(hold.reason)}</p>`).join('\n')}
${found.reports.map((report) => `<h2>Report</h2><p>About ${e(report.target)}, ${e(report.category)}, on ${e(report.created.toISOString())}</p>${lines(report.words)}`).join('\n')}
<h2>Posts as they are now (${found.posts.length})</h2>
${found.posts.map(({ copy }, n) => drawContent(copy.content, `posts/${number(n)}.json`, names)).join('\n')}
<h2>Copies kept (${found.kept.length})</h2>
${found.kept.map((copy, n) => drawKept(copy, n, names)).join('\n')}
<h2>As received and held (${found.held.length})</h2>
${found.held.map((item, n) => `<article><h3>${e(item.type)} from ${e(item.actor)}</h3><p class="soft">${e(item.created.toISOString())}, ${e(item.state)}. ${e(item.reason)}. <a href="received/${number(n)}.json">JSON</a></p>${lines(item.summary)}</article>`).join('\n')}
<h2>Decisions (${log.length})</h2>
<table><tr><th>Number</th><th>When</th><th>What</th><th>Why</th></tr>
${log.map((one) => `<tr><td>${one.sequence}</td><td>${e(one.at)}</td><td>${e(one.act)}: ${e(one.target)}</td><td>${e(one.reason)}</td></tr>`).join('\n')}
</table></body></html>
`
}

const number = (n: number) => String(n + 1).padStart(4, '0')

function notIn({ private: hidden, beyondLimit, media }: Manifest['leftOut']): string {
  const parts = [
    ...(hidden ? [`${hidden} written for some only`] : []),
    ...(beyondLimit ? ['posts beyond the first 1,000'] : []),
    ...(media.length > 0 ? [`${media.length} files that are not here: ${media.slice(0, 20).join(', ')}`] : [])
  ]
  return parts.join('; ') || 'Nothing was left out'
}

function drawKept(copy: Preserved, n: number, names: Map<string, string>): string {
  const why = `Kept ${copy.created.toISOString()}, before ${whys[copy.why] ?? copy.why}. SHA-256 ${copy.hash}`
  return drawContent(copy.content, `kept/${number(n)}.json`, names, why)
}

function receivedWords({ here, notKept, why }: Manifest['documents']): string {
  if (here.length + notKept.length === 0) return 'Nothing in it came from another server'
  const told = `The documents of ${here.length} of ${here.length + notKept.length} things from other servers are in it`
  return notKept.length > 0 ? `${told}. ${why}` : told
}

interface Drawn {
  post?: {
    uri: string
    title: string | null
    summary: string | null
    html: string
    warning: string | null
    audience: string
    published: unknown
  }
  author?: { name: string; uri: string }
  story?: { wentWellHtml: string; wentBadlyHtml: string } | null
  actor?: { name: string; uri: string; summary: string }
  held?: { summary: string; actor: string; uri: string }
}

function drawContent(content: Record<string, unknown>, file: string, names: Map<string, string>, note = ''): string {
  const { post, author, story, actor, held } = content as Drawn
  const head = post?.title ?? actor?.name ?? held?.uri ?? post?.uri
  const by = author ? `${author.name}, ${author.uri}` : (actor?.uri ?? held?.actor ?? '')
  const body = [
    post?.audience === 'withdrawn' ? '(withdrawn: no words are left here)' : '',
    post?.warning ? `Warning: ${post.warning}` : '',
    post?.summary,
    textOf(post?.html ?? actor?.summary ?? ''),
    story ? `What went well: ${textOf(story.wentWellHtml)}` : '',
    story ? `What went badly: ${textOf(story.wentBadlyHtml)}` : '',
    held?.summary
  ]
  const attached = attachmentsIn(content).map(({ kind, url, alt }) => {
    const name = names.get(url)
    return `<li>${e(kind)}, “${e(alt)}”: ${name ? `<a href="${e(name)}">${e(name)}</a>` : 'not here'} <span class="soft">${e(url)}</span></li>`
  })
  return `<article><h3>${e(head)}</h3><p class="soft">${e(by)}. ${e(post?.uri)} ${e(post?.published)}. <a href="${e(file)}">JSON</a>${note ? `<br>${e(note)}` : ''}</p>
${lines(body.filter(Boolean).join('\n'))}${attached.length > 0 ? `<ul>${attached.join('')}</ul>` : ''}</article>`
}
