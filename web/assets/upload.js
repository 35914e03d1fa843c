// Sends a clip in parts, shows how far it is, goes on after a broken connection, and takes a still picture from the player.
const partSize = 2 * 1024 * 1024
const version = { 'Tus-Resumable': '1.0.0' }

for (const form of document.querySelectorAll('form[data-upload]')) enhance(form)
const stills = document.querySelector('form[data-poster]')
const video = document.querySelector('#player')
if (stills && video) enhanceStills(stills, video)

function enhance(form) {
  const box = form.querySelector('[data-progress]')
  const told = box.querySelector('[role=status]')
  const bar = box.querySelector('progress')
  const cancel = form.querySelector('[data-cancel]')
  const send = form.querySelector('button[type=submit], .govuk-button:not([type=button])')
  const token = form.elements._csrf.value
  let stopped = false
  let request

  form.addEventListener('submit', (event) => {
    const [file] = form.elements.clip.files
    if (!file) return
    event.preventDefault()
    if (file.size > Number(form.dataset.most)) return tell(`Choose a clip of ${form.dataset.mostWords} or less. Phones can save a smaller one.`)
    stopped = false
    send.disabled = true
    cancel.hidden = false
    box.hidden = false
    upload(file).catch((error) => tell(error.message)).finally(() => {
      send.disabled = false
      cancel.hidden = true
    })
  })

  cancel.addEventListener('click', async () => {
    stopped = true
    request?.abort()
    const at = known(form.elements.clip.files[0])
    if (at) await ask(at, 'DELETE').catch(() => {})
    forget(form.elements.clip.files[0])
    tell('Stopped. Nothing of it is kept.')
    document.querySelector('[data-under-way]')?.remove()
  })

  async function upload(file) {
    let at = known(file)
    let here = at ? await received(at) : undefined
    if (here === undefined) {
      at = await begin(file)
      here = 0
    }
    window.addEventListener('beforeunload', warn)
    try {
      let failures = 0
      while (here < file.size && !stopped) {
        show(here, file.size)
        try {
          here = await sendPart(at, file, here)
          failures = 0
        } catch (error) {
          if (stopped) return
          if (error.lasting || ++failures > 60) throw error
          tell(`The connection is broken. ${share(here, file.size)} is there. Trying again …`)
          await new Promise((done) => setTimeout(done, Math.min(1000 * 2 ** failures, 30_000)))
          here = (await received(at).catch(() => here)) ?? here
        }
      }
      if (stopped) return
      bar.removeAttribute('value')
      tell('All of it is there. It is being measured …')
      const body = new URLSearchParams({ alt: form.elements.alt?.value ?? '' })
      const answer = await ask(`${at}/finish`, 'POST', {}, body)
      forget(file)
      window.removeEventListener('beforeunload', warn)
      location.assign((await answer.json()).next)
    } catch (error) {
      if (error.lasting) forget(file)
      throw error
    } finally {
      window.removeEventListener('beforeunload', warn)
    }
  }

  async function begin(file) {
    const name = btoa(String.fromCharCode(...new TextEncoder().encode(file.name.slice(0, 150))))
    const headers = { 'Upload-Length': String(file.size), 'Upload-Metadata': `filename ${name}` }
    const answer = await ask(form.dataset.upload, 'POST', headers)
    const at = new URL(answer.headers.get('Location'), location.href).pathname
    localStorage.setItem(keyOf(file), at)
    return at
  }

  // How much is there; undefined when the upload has run out or was stopped.
  async function received(at) {
    const answer = await fetch(at, { method: 'HEAD', headers: version })
    return answer.ok ? Number(answer.headers.get('Upload-Offset')) : undefined
  }

  // By XMLHttpRequest, which tells how far a part has come.
  function sendPart(at, file, from) {
    return new Promise((resolve, reject) => {
      request = new XMLHttpRequest()
      request.open('PATCH', at)
      const headers = { ...version, 'Upload-Offset': String(from), 'Content-Type': 'application/offset+octet-stream', 'X-CSRF-Token': token, Accept: 'application/json' }
      for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value)
      request.upload.onprogress = ({ loaded }) => show(from + loaded, file.size)
      request.onload = () => {
        if (request.status === 204) return resolve(Number(request.getResponseHeader('Upload-Offset')))
        reject(problem(request.status, request.responseText))
      }
      request.onerror = request.ontimeout = request.onabort = () => reject(new Error('The connection is broken.'))
      request.send(file.slice(from, from + partSize))
    })
  }

  async function ask(url, method, headers = {}, body) {
    const answer = await fetch(url, { method, body, headers: { ...version, 'X-CSRF-Token': token, Accept: 'application/json', ...headers } })
    if (!answer.ok) throw problem(answer.status, await answer.text())
    return answer
  }

  function show(here, size) {
    bar.value = (here / size) * 100
    const text = `${share(here, size)} of the clip is there.`
    // Said aloud every ten per cent, not every moment.
    if (Math.floor((here / size) * 10) !== show.last || told.textContent === '') told.textContent = text
    show.last = Math.floor((here / size) * 10)
  }

  function tell(text) {
    box.hidden = false
    told.textContent = text
  }

  const keyOf = (file) => `upload ${form.dataset.upload} ${file.name} ${file.size} ${file.lastModified}`
  const known = (file) => file && localStorage.getItem(keyOf(file))
  const forget = (file) => file && localStorage.removeItem(keyOf(file))
}

const share = (here, size) => `${Math.floor((here / size) * 100)} %`

// What the server says is wrong; only what will not mend itself ends the upload.
function problem(status, text) {
  let detail = ''
  try {
    detail = JSON.parse(text).detail
  } catch {}
  const error = new Error(detail || 'The server could not take it. Try again.')
  error.lasting = status >= 400 && status < 500 && status !== 408 && status !== 409 && status !== 423 && status !== 429
  if (status === 409 && /on its way/.test(detail)) error.lasting = true
  return error
}

function warn(event) {
  event.preventDefault()
}

// A clip that was not played yet shows what stands for it, and has no picture of its own before it went to a moment.
async function showFrame(video) {
  const when = (name) => new Promise((done) => video.addEventListener(name, done, { once: true }))
  if (video.readyState < 1) {
    const loaded = when('loadedmetadata')
    video.preload = 'auto'
    video.load()
    await loaded
  }
  const shown = when('seeked')
  video.currentTime = video.currentTime || Math.min(0.1, video.duration / 2)
  await shown
  if (video.readyState < 2) await when('loadeddata')
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))
}

function enhanceStills(form, video) {
  const box = form.querySelector('[data-still]')
  box.hidden = false
  box.querySelector('[data-take]').addEventListener('click', async (event) => {
    event.target.disabled = true
    await showFrame(video)
    const canvas = document.createElement('canvas')
    canvas.width = video.videoWidth
    canvas.height = video.videoHeight
    canvas.getContext('2d').drawImage(video, 0, 0)
    const picture = await new Promise((done) => canvas.toBlob(done, 'image/png'))
    const body = new FormData()
    body.append('_csrf', form.elements._csrf.value)
    body.append('poster', picture, 'still.png')
    const answer = await fetch(form.action, { method: 'POST', body })
    if (answer.ok) location.assign(answer.url)
    else event.target.disabled = false
  })
}
