/** What the markup of the component lacks for people who use a keyboard or a screen reader; null takes an attribute away. */
const lacking = [
  ['.body-param__text', { 'aria-label': 'Request body' }],
  ['.examples-select-element', { 'aria-label': 'Example' }],
  ['.close-modal', { 'aria-label': 'Close' }],
  ['.modal-ux', { role: 'dialog', 'aria-modal': 'true', 'aria-label': 'Available authorizations' }],
  // It differs from the text on the button, by which people call it.
  ['.modal-btn[aria-label]', { 'aria-label': null }],
  // They scroll sideways.
  ['pre', { tabindex: '0' }],
]

function mend(place) {
  for (const [selector, attributes] of lacking)
    for (const element of place.querySelectorAll(selector))
      for (const [name, value] of Object.entries(attributes))
        if (value === null) element.removeAttribute(name)
        else element.setAttribute(name, value)
}

/** Moves the focus into a dialog that has opened. */
function enterDialog(place) {
  const dialog = place.querySelector('.modal-ux')
  if (dialog && !dialog.contains(document.activeElement)) dialog.querySelector('input, button').focus()
}

/** Adds what the component lacks whenever it has drawn something. */
export function mendWhatChanges(place) {
  new MutationObserver(() => {
    mend(place)
    enterDialog(place)
  }).observe(place, { childList: true, subtree: true })
  document.addEventListener('keydown', ({ key }) => {
    if (key === 'Escape') place.querySelector('.close-modal')?.click()
  })
}
