import { panes } from '../data/place.js'
import type { Inspector } from '../state/inspector.js'

/** The keys of the page, and what each does. */
export const keyTexts: readonly (readonly [key: string, text: string])[] = [
  ['/', 'Search'],
  ['j or ↓', 'Next row'],
  ['k or ↑', 'Row before'],
  ['Enter', 'Show the details of the row'],
  ['Esc', 'Back to the timeline'],
  ['p', 'Pause, and go on'],
  ['f', 'Make the call of the row fail'],
  ['1 to 6', 'Timeline, sessions, details, faults, webhooks, state'],
  ['?', 'These keys'],
]

/** Does what a key means, unless somebody is typing. */
export function handleKey(inspector: Inspector, event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return
  const target = event.target as HTMLElement
  if (target.closest('dialog')) return
  if (target.closest('input, textarea, select')) {
    if (event.key === 'Escape') focusTimeline()
    return
  }
  const { store } = inspector
  const pane = panes[Number(event.key) - 1]
  if (pane !== undefined) inspector.go({ pane })
  else if (event.key === '/') document.querySelector<HTMLElement>('[data-testid=search]')?.focus()
  else if (event.key === 'Escape') {
    inspector.go({ pane: 'timeline' })
    focusTimeline()
  } else if (event.key === 'p') inspector.pause(!store.state.isPaused)
  else if (event.key === '?') store.set({ isHelpOpen: true })
  else if (event.key === 'f') makeRowFail(inspector)
  else if (event.key === 'j' || event.key === 'k') focusTimeline(event)
  else return
  event.preventDefault()
}

/** Also while another pane than the details of the row is shown. */
function makeRowFail(inspector: Inspector): void {
  const entry = inspector.row?.entry
  if (entry?.type === 'request') inspector.makeFail(entry.request)
}

/** Puts the focus on the timeline, which takes the keys that move in it. */
function focusTimeline(event?: KeyboardEvent): void {
  const rows = document.querySelector<HTMLElement>('[data-testid=rows]')
  if (rows === null || document.activeElement === rows) return
  rows.focus()
  if (event !== undefined) rows.dispatchEvent(new KeyboardEvent('keydown', { key: event.key }))
}
