/** Reads the forms of a page, as far as a browser without JavaScript needs them. */
import { parseDocument } from 'htmlparser2'

export interface Form {
  action: string
  multipart: boolean
  /** What the form holds, by name, as it would be sent. */
  fields: Record<string, string | string[]>
  buttons: { text: string; name: string; value: string }[]
}

type Node = ReturnType<typeof parseDocument>['children'][number]

const childrenOf = (node: Node): Node[] => ('children' in node ? node.children : [])
const namesOf = (node: Node): Record<string, string> => ('attribs' in node ? node.attribs : {})
const below = (node: Node): Node[] => [node, ...childrenOf(node).flatMap(below)]
const tagOf = (node: Node): string => ('name' in node ? node.name : '')

/** The text of a node, in one line. */
function textOf(node: Node): string {
  const text = below(node).map((one) => (one.type === 'text' ? one.data : ''))
  return text.join('').replace(/\s+/g, ' ').trim()
}

/** Every form of a page that is posted. */
export function parseFragment(html: string): Form[] {
  const all = parseDocument(html).children.flatMap(below)
  return all.filter((node) => tagOf(node) === 'form' && namesOf(node).method === 'post').map(readForm)
}

function readForm(form: Node): Form {
  const fields: Form['fields'] = {}
  const add = (name: string | undefined, value: string) => {
    if (!name) return
    const before = fields[name]
    fields[name] = before === undefined ? value : [...[before].flat(), value]
  }
  const buttons: Form['buttons'] = []
  for (const node of below(form)) {
    const { name, value = '', type = 'text', ...rest } = namesOf(node)
    switch (tagOf(node)) {
      case 'input':
        if (/^(checkbox|radio)$/.test(type) ? 'checked' in rest : type !== 'file') add(name, value)
        break
      case 'textarea':
        add(
          name,
          childrenOf(node)
            .map((one) => ('data' in one ? one.data : ''))
            .join('')
            .replace(/^\n/, '')
        )
        break
      case 'select': {
        const chosen = below(node).find((one) => tagOf(one) === 'option' && 'selected' in namesOf(one))
        add(name, chosen ? (namesOf(chosen).value ?? '') : '')
        break
      }
      case 'button':
        buttons.push({ text: textOf(node), name: name ?? '', value })
    }
  }
  const { action = '', enctype } = namesOf(form)
  return { action, multipart: enctype === 'multipart/form-data', fields, buttons }
}

/** The text of a page's body, in one line. */
export const pageText = (html: string): string =>
  parseDocument(html)
    .children.flatMap(below)
    .filter((node) => tagOf(node) === 'main')
    .map(textOf)
    .join(' ')
