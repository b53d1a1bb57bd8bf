import { Html } from './html.js'

/*
 * What runs in the browser. The pages work without it. Scripts read values from data attributes, so that no value from
 * outside is ever part of a script.
 */

/**
 * On every page: counts down the time left and follows the clock; shows what is not ticked and what is busy, and sends no
 * form twice.
 */
export const pageScript = new Html(`
const left = document.querySelector('[role=timer]')
if (left) {
  let stopFollowing = () => {}
  const { follow } = left.closest('footer').dataset
  const openAgain = () => { stopFollowing(); location.replace(location.pathname + location.search) }
  const two = (number) => String(number).padStart(2, '0')
  let end = null
  let tick
  const show = (ms) => {
    const seconds = Math.max(0, Math.floor(ms / 1000))
    const hours = Math.floor(seconds / 3600)
    const minutes = Math.floor(seconds / 60) % 60
    left.textContent = (hours ? hours + ':' : '') + two(minutes) + ':' + two(seconds % 60)
  }
  const count = async () => {
    const ms = end - Date.now()
    show(ms)
    if (ms <= 0 && await isOver()) return openAgain()
    tick = setTimeout(count, ms > 0 ? ms % 1000 + 5 : 1000)
  }
  const set = ({ leftMs, frozen }) => {
    clearTimeout(tick)
    end = Date.now() + leftMs
    document.querySelector('[data-running]').hidden = frozen
    document.querySelector('[data-frozen]').hidden = !frozen
    if (frozen) show(leftMs)
    else count()
  }
  // The time is not asked for again while the page is left: what is on its way must arrive.
  let isLeaving = false
  const isOver = async () => {
    if (isLeaving) return false
    if (!follow) return true
    const asked = new AbortController()
    try {
      const { status } = await fetch(follow, { signal: asked.signal })
      return [404, 409, 410].includes(status) && !isLeaving
    } catch {
      return false
    } finally {
      asked.abort()
    }
  }
  const startFollowing = () => {
    stopFollowing()
    if (!follow || isLeaving || document.hidden) return
    const source = new EventSource(follow)
    source.onmessage = ({ data }) => set(JSON.parse(data))
    source.addEventListener('over', openAgain)
    source.onerror = async () => { if (source.readyState === 2 && await isOver()) openAgain() }
    stopFollowing = () => source.close()
  }
  const leave = () => {
    isLeaving = true
    stopFollowing()
    setTimeout(() => { isLeaving = false; startFollowing() }, 30_000) // whoever stopped the browser is still here
  }
  if (left.dataset.leftMs) set({ leftMs: Number(left.dataset.leftMs), frozen: false })
  // Whoever waits for a page that asks for nothing any more has it before this begins.
  addEventListener('load', () => setTimeout(startFollowing, 700))
  document.addEventListener('visibilitychange', startFollowing)
  document.addEventListener('submit', leave)
  addEventListener('beforeunload', leave)
  addEventListener('pagehide', leave)
}
document.addEventListener('submit', (event) => {
  const form = event.target
  if (form.ariaBusy) return event.preventDefault()
  form.ariaBusy = 'true'
  const button = event.submitter
  const label = button?.textContent
  const show = (text) => {
    if (!button?.dataset.busy) return
    button.textContent = text
    button.role = text === label ? null : 'status'
  }
  const showsBusy = setTimeout(() => show(button.dataset.busy), 150)
  setTimeout(() => { // whoever stopped the browser may send again
    clearTimeout(showsBusy)
    form.ariaBusy = null
    show(label)
  }, 5000)
})
for (const missing of document.querySelectorAll('[data-missing]')) {
  const list = missing.parentNode
  list.addEventListener('invalid', (event) => {
    event.preventDefault()
    missing.textContent = missing.dataset.missing
    list.querySelector('input:invalid').focus()
  }, true)
  list.addEventListener('change', () => { if (!list.querySelector('input:invalid')) missing.textContent = '' })
}
addEventListener('pageshow', (event) => {
  if (event.persisted) location.replace(location.pathname + location.search)
})
`)

/** On the picker: shows the providers whose names have the searched word. */
export const searchScript = new Html(`
const search = document.querySelector('[data-testid=provider-search]')
const normalize = (text) => text.toLowerCase().normalize('NFD').replace(/[^\\p{L}\\p{N}]/gu, '')
search.addEventListener('input', () => {
  const word = normalize(search.value)
  let found = 0
  for (const card of document.querySelectorAll('[data-names]')) {
    card.hidden = !card.dataset.names.split(' ').some((name) => name.includes(word))
    found += card.hidden ? 0 : 1
  }
  for (const group of document.querySelectorAll('[data-group]'))
    group.hidden = !group.querySelector('[data-names]:not([hidden])')
  document.querySelector('[data-nothing]').hidden = found > 0
})
`)

/** While rooms are imported: polls, and reloads the page when it has changed. */
export const pollScript = new Html(`
const { pollMs } = document.querySelector('[data-poll-ms]').dataset
// Going on to a page that has changed would break off what a button has sent.
const departure = { atMs: -Infinity }
addEventListener('beforeunload', () => { departure.atMs = Date.now() })
const isLeaving = () => Date.now() - departure.atMs < 30_000
const poll = async () => {
  try {
    const answer = await fetch(location.href)
    const page = await answer.text()
    const isOver = answer.status < 500 && !page.includes('data-poll-ms')
    if (isOver && !isLeaving()) return location.replace(location.pathname + location.search)
  } catch {
    // The server may be away for a moment.
  }
  setTimeout(poll, pollMs)
}
setTimeout(poll, pollMs)
`)

/** On the last page: tells the window that opened or frames it, and goes on to the app. */
export const leaveScript = new Html(`
const { message, origin, goOnMs } = document.querySelector('[data-message]').dataset
for (const other of new Set([opener, parent]))
  if (other && other !== window) other.postMessage(JSON.parse(message), origin)
setTimeout(() => location.replace(document.querySelector('[data-testid=return-link]').href), Number(goOnMs))
`)

/**
 * On pages with snippets: copies a text. Browsers have a clipboard only for https and localhost; elsewhere the text is
 * selected and copied as by hand.
 */
export const copyScript = new Html(`
for (const button of document.querySelectorAll('[data-copy]')) {
  button.hidden = false
  button.addEventListener('click', async () => {
    const text = document.getElementById(button.dataset.copy)
    try {
      await navigator.clipboard.writeText(text.textContent)
    } catch {
      getSelection().selectAllChildren(text)
      document.execCommand('copy')
    }
    const { textContent, ariaLabel } = button
    if (textContent === button.dataset.copied) return
    button.textContent = button.ariaLabel = button.dataset.copied
    setTimeout(() => Object.assign(button, { textContent, ariaLabel }), 2000)
  })
}
`)

/** On the home page: opens a session as the command does, and goes to its page. */
export const tryScript = new Html(`
const button = document.querySelector('[data-try]')
const said = document.querySelector('[data-try-said]')
if (button) {
  const { try: address, key, body } = button.dataset
  const headers = { authorization: 'Bearer ' + key, 'content-type': 'application/json' }
  button.hidden = false
  button.addEventListener('click', async () => {
    try {
      const answer = await fetch(address, { method: 'POST', headers, body })
      const { url, error } = await answer.json()
      if (url) return location.assign(url)
      said.textContent = error.message + ' ' + error.fix
    } catch {
      said.textContent = 'This page cannot reach ' + address + '. Copy the command instead.'
    }
  })
}
`)
