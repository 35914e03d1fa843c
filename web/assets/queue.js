// Lets a moderator work through the queue, or one held item, by single keys. Without this file everything works as it is.
const rows = [...document.querySelectorAll('[data-held]')]
const form = document.querySelector('form[action^="/moderation/held/"]:not([action$="/media"])')
let at = -1

const acts = { a: 'release', w: 'release-words', t: 'release-author', s: 'release-server', r: 'reject', b: 'block-author' }
const help = [
  ...(rows.length > 0
    ? [
        ['j', 'the next one'],
        ['k', 'the one before'],
        ['o', 'open it'],
        ['x', 'choose it, to decide on several'],
        ['a', 'let it in'],
        ['w', 'let in the words only, where there are pictures'],
        ['t', 'let it in and trust the author'],
        ['r', 'reject it'],
        ['b', 'block the author']
      ]
    : [
        ['a', 'choose “Let it in”'],
        ['w', 'choose “Let in the words only”, where there are pictures'],
        ['t', 'choose “Let it in and trust” the author'],
        ['s', 'choose “Let it in and trust” the server'],
        ['r', 'choose “Reject it”'],
        ['b', 'choose “Block” the author']
      ]),
  ['u', 'undo what was just done'],
  ['?', 'show or hide this list']
]

/** What a key says while somebody types stands for itself. */
const isTyping = (target) =>
  target instanceof HTMLElement &&
  (target.isContentEditable || target.matches('textarea, select, input:not([type=checkbox], [type=radio])'))

function go(step) {
  if (rows.length === 0) return
  at = Math.min(Math.max(at + step, 0), rows.length - 1)
  rows[at].focus()
  rows[at].scrollIntoView({ block: 'nearest' })
}

const press = (act) => rows[at]?.querySelector(`form.fm-choices [name=act][value="${act}"]`)?.click()

function choose(act) {
  const radio = form?.querySelector(`[name=act][value="${act}"]`)
  if (!radio) return
  radio.checked = true
  radio.focus()
}

let list
function showHelp() {
  if (list) {
    list.hidden = !list.hidden
  } else {
    list = document.createElement('section')
    list.className = 'fm-keys'
    list.setAttribute('aria-label', 'Keys')
    list.tabIndex = -1
    const table = document.createElement('dl')
    for (const [key, does] of help) {
      const [term, text] = [document.createElement('dt'), document.createElement('dd')]
      const shown = document.createElement('kbd')
      shown.textContent = key
      term.append(shown)
      text.textContent = does
      table.append(term, text)
    }
    list.append(table)
    document.querySelector('main')?.prepend(list)
  }
  if (!list.hidden) list.focus()
}

document.addEventListener('focusin', ({ target }) => {
  const row = target instanceof Element ? rows.findIndex((one) => one.contains(target)) : -1
  if (row >= 0) at = row
})

document.addEventListener('keydown', (event) => {
  const { key, target, ctrlKey, metaKey, altKey } = event
  if (ctrlKey || metaKey || altKey || isTyping(target)) return
  const does = {
    j: () => go(1),
    k: () => go(-1),
    o: () => rows[at]?.querySelector('a[href^="/moderation/held/"]')?.click(),
    x: () => rows[at]?.querySelector('[name=id][type=checkbox]')?.click(),
    u: () => document.querySelector('.govuk-notification-banner a[href^="/moderation/undo/"]')?.click(),
    '?': showHelp
  }[key]
  if (does) does()
  else if (rows.length > 0 && key !== 's' && acts[key]) press(acts[key])
  else if (rows.length === 0 && acts[key]) choose(acts[key])
  else return
  event.preventDefault()
})

const hint = document.querySelector('[data-keys]')
if (hint) hint.hidden = false
for (const tools of document.querySelectorAll('[data-choose-all]')) {
  tools.hidden = false
  tools.addEventListener('click', () => {
    const boxes = [...document.querySelectorAll('[name=id][type=checkbox]')]
    const all = boxes.every((box) => box.checked)
    for (const box of boxes) box.checked = !all
    tools.setAttribute('aria-pressed', String(!all))
  })
}
