// While somebody types what they tried, shows who tried something like it. Without this file the same is a step before publishing.
const form = document.querySelector('form[data-similar]')
const place = document.getElementById('similar')
if (form && place) watch(form, place)

/** Asks half a second after the last key. */
function watch(form, place) {
  const said = document.getElementById('similar-said')
  const { title, summary, looked } = form.elements
  let timer
  let asked = ''
  let isShown = false

  const look = async () => {
    const query = new URLSearchParams({ part: '1', title: title.value.trim(), q: summary.value.trim().slice(0, 500) })
    if (title.value.trim().length < 8 || query.toString() === asked) return
    asked = query.toString()
    const mine = asked
    try {
      const answer = await fetch(`${form.dataset.similar}?${query}`, { credentials: 'same-origin' })
      if (!answer.ok || mine !== asked) return
      const part = new DOMParser().parseFromString(await answer.text(), 'text/html')
      const told = part.querySelector('[data-similar-said]')
      if (!told) return
      if (said.textContent !== told.textContent) said.textContent = told.textContent
      told.remove()
      place.replaceChildren(...part.body.children)
      isShown = place.children.length > 0
    } catch {
      // Without a connection the step before publishing remains.
    }
  }

  form.addEventListener('input', ({ target }) => {
    if (target !== title && target !== summary) return
    clearTimeout(timer)
    timer = setTimeout(look, 500)
  })
  // What was seen while typing need not be shown again.
  form.addEventListener('submit', () => {
    if (isShown) looked.value = 'yes'
  })
}
