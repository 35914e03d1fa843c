// Takes the words that a reader selects in a draft into the form beside it. Without this file they are copied by hand.
const text = document.querySelector('[data-passages]')
const form = document.getElementById('comment-form')

document.addEventListener('selectionchange', () => {
  const selection = document.getSelection()
  const words = selection?.toString().trim()
  if (!form || !words || !text?.contains(selection.anchorNode) || !text.contains(selection.focusNode)) return
  const at = selection.anchorNode.parentElement
  const half = at.closest('.fm-pair__side')
  const side = half?.classList.contains('fm-pair__side--badly') ? 'wentBadly' : 'wentWell'
  form.elements.part.value = half ? side : (at.closest('[data-part]')?.dataset.part ?? 'body')
  form.elements.passage.value = words.slice(0, 1000)
})
