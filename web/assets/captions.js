// Captions typed beside the player: rows added at the moment that plays, times set by keys. The table works without it.
const form = document.querySelector('form[data-captions]')
const video = document.querySelector('#player')

function enhance() {
  const body = form.querySelector('tbody')
  const clock = form.querySelector('[data-now]')
  form.querySelector('[data-tools]').hidden = false
  const shortcuts = document.querySelector('[data-shortcuts]')
  if (shortcuts) shortcuts.hidden = false
  const track = video.addTextTrack('captions', 'As typed', form.elements.language.value)
  for (const one of video.textTracks) one.mode = 'disabled'
  track.mode = 'showing'
  preview()

  form.querySelector('[data-add]').addEventListener('click', () => addRow(video.currentTime))
  video.addEventListener('timeupdate', () => {
    clock.textContent = word(video.currentTime)
  })
  body.addEventListener('input', preview)

  document.addEventListener('keydown', (event) => {
    if (!event.altKey || event.ctrlKey || event.metaKey) return
    const act = acts[event.code.replace('Key', '')]
    if (!act) return
    event.preventDefault()
    act(rowOf(document.activeElement))
    preview()
  })

  const acts = {
    P: () => (video.paused ? video.play() : video.pause()),
    B: () => {
      video.currentTime = Math.max(0, video.currentTime - 3)
    },
    S: (row) => row && set(row, 'from'),
    E: (row) => {
      if (!row) return
      set(row, 'to')
      const next = row.nextElementSibling ?? newRow()
      if (field(next, 'from').value === '') set(next, 'from')
      field(next, 'text').focus()
    },
    N: () => addRow(video.currentTime),
    G: (row) => {
      const at = row && seconds(field(row, 'from').value)
      if (at !== undefined) video.currentTime = at
    }
  }

  function addRow(at) {
    const empty = [...body.rows].find((row) => ['from', 'to', 'text'].every((name) => field(row, name).value === ''))
    const row = empty ?? newRow()
    field(row, 'from').value = word(at)
    field(row, 'to').value = word(Math.min(at + 3, video.duration || at + 3))
    field(row, 'text').focus()
    row.scrollIntoView({ block: 'nearest' })
    preview()
  }

  function newRow() {
    const row = body.rows[body.rows.length - 1].cloneNode(true)
    const n = body.rows.length
    for (const one of row.querySelectorAll('.govuk-error-message')) one.remove()
    for (const name of ['from', 'to', 'text']) {
      const input = field(row, name)
      input.value = ''
      input.id = `${name}-${n}`
      input.setAttribute('aria-label', input.getAttribute('aria-label').replace(/\d+/, n + 1))
      input.classList.remove('govuk-input--error', 'govuk-textarea--error')
    }
    body.append(row)
    return row
  }

  // What is typed shows on the clip at once.
  function preview() {
    for (const cue of [...(track.cues ?? [])]) track.removeCue(cue)
    for (const row of body.rows) {
      const [from, to] = [seconds(field(row, 'from').value), seconds(field(row, 'to').value)]
      const text = field(row, 'text').value.trim()
      if (text === '' || from === undefined || to === undefined || to <= from) continue
      track.addCue(new VTTCue(from, to, text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')))
    }
  }

  function set(row, name) {
    field(row, name).value = word(video.currentTime)
  }
}

const rowOf = (element) => element?.closest('tbody tr')
const field = (row, name) => row.querySelector(`[name=${name}]`)

function word(at) {
  const tenths = Math.round(at * 10)
  const [minutes, rest] = [Math.floor(tenths / 600), tenths % 600]
  return `${minutes}:${String(Math.floor(rest / 10)).padStart(2, '0')}${rest % 10 ? `.${rest % 10}` : ''}`
}

function seconds(text) {
  const found = /^(?:(\d{1,2}):)?(\d{1,3})(?:[.,](\d{1,3}))?$/.exec(text.trim())
  if (!found) return undefined
  return Number(found[1] ?? 0) * 60 + Number(found[2]) + Number(`0.${found[3] ?? 0}`)
}

if (form && video) enhance()
