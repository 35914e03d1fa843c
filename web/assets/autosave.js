// Saves the form of a story or a question while somebody types in it. Without this file its buttons do all that is needed.
const form = document.querySelector('form[data-autosave]')
if (form) autosave(form)

/** Saves `form` two seconds after the last key, and when its page is left; says so in its status line. */
function autosave(form) {
  const line = form.querySelector('[data-autosave-said]')
  const state = Object.fromEntries(['draft', 'tab', 'turn', 'version', 'seen'].map((name) => [name, form.elements[name]]))
  const pause = 2_000
  // Browsers send no more than this from a page that is being left.
  const mostOnLeaving = 60_000
  let timer
  let isFlying = false
  let isSent = false
  let isStuck = false
  state.tab.value = [...crypto.getRandomValues(new Uint8Array(16))].map((n) => n.toString(16).padStart(2, '0')).join('')
  state.turn.value = '0'

  /** What is typed, without what the form says of itself. */
  const typed = () => {
    const fields = new URLSearchParams()
    for (const [name, value] of new FormData(form)) if (!(name in state) && name !== '_csrf') fields.append(name, value)
    return fields.toString()
  }
  let saved = form.hasAttribute('data-autosave-now') ? undefined : typed()
  const isDirty = () => typed() !== saved

  const say = (text, link) => {
    if (line.textContent === text) return
    line.textContent = text
    if (!link) return
    const other = document.createElement('a')
    Object.assign(other, { className: 'govuk-link', href: link, target: '_blank', textContent: 'Read the first version' })
    line.append(' ', other)
  }

  const wait = (time = pause) => {
    clearTimeout(timer)
    timer = setTimeout(() => save(), time)
  }

  /** Sends what is typed. One request at a time; from a page that is being left another may overtake it. */
  const save = async (leaving = false) => {
    clearTimeout(timer)
    if (isSent || !isDirty()) return
    if (isFlying && !leaving) return
    const now = typed()
    state.turn.value = String(Number(state.turn.value) + 1)
    const body = new URLSearchParams(new FormData(form)).toString()
    const keepalive = leaving && body.length < mostOnLeaving
    const headers = { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' }
    isFlying = true
    try {
      const answer = await fetch(form.dataset.autosave, { method: 'POST', body, headers, keepalive, credentials: 'same-origin' })
      if (isSent) return
      if (answer.ok) takeUp(await answer.json(), now)
      else await refused(answer)
    } catch {
      isStuck = true
      say('Not saved: no connection. What you typed is still on this page.')
      wait(10_000)
    } finally {
      isFlying = false
    }
    if (!isStuck && isDirty()) wait()
  }

  /** Goes on as the form of what was saved: a reload then shows what was typed. */
  const takeUp = (told, now) => {
    isStuck = false
    if (told.outcome === 'late') return
    saved = now
    if (told.outcome === 'empty') return say('')
    for (const name of ['draft', 'version', 'seen']) state[name].value = told[name]
    form.action = told.action
    form.dataset.autosave = told.autosave
    for (const button of form.querySelectorAll('[formaction]')) button.setAttribute('formaction', told.previewAction)
    if (location.pathname + location.search !== told.address) history.replaceState(history.state, '', told.address)
    say(told.said, told.other)
  }

  const refused = async (answer) => {
    isStuck = true
    const { status } = answer
    if (status === 429 || status >= 500) {
      say('Not saved just now. What you typed is still on this page.')
      return wait(1_000 * Math.max(5, Number(answer.headers.get('retry-after')) || 0))
    }
    if (status === 401 || status === 403) return say('Not saved: you were signed out. Copy what you typed before you go on.')
    const { detail } = await answer.json().catch(() => ({}))
    say(`Not saved. ${detail ?? ''} What you typed is still on this page.`)
  }

  form.addEventListener('input', () => {
    isSent = false
    wait(isFlying ? pause / 2 : pause)
  })
  form.addEventListener('submit', () => {
    clearTimeout(timer)
    state.turn.value = String(Number(state.turn.value) + 1)
    isSent = true
  })
  addEventListener('online', () => save())
  addEventListener('pagehide', () => save(true))
  document.addEventListener('visibilitychange', () => document.visibilityState === 'hidden' && save(true))
  // Only when it could not be saved: then the browser asks before it throws anything away.
  addEventListener('beforeunload', (event) => {
    if (!isSent && isStuck && isDirty()) event.preventDefault()
  })
  // Back from the next page without a reload: the form was sent, and goes on from there.
  addEventListener('pageshow', (event) => {
    if (event.persisted) isSent = false
  })
  if (saved === undefined) wait(0)
}
