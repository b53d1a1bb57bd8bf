import { Html } from './html.js'

const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#2b4a86"/><g transform="translate(-3.6 -3.6) scale(1.22)"><path d="M23.3 18.6A7.8 7.8 0 1 1 21.9 11l2 2" fill="none" stroke="#fff" stroke-width="3" stroke-linecap="round" stroke-linejoin="round"/><path d="M25.6 7.6v7h-7z" fill="#fff"/><circle cx="16" cy="16.4" r="2.9" fill="#ffb648"/></g></svg>`

/** The icon of this server, as markup and as an image of the type image/svg+xml. */
export const icon = new Html(svg)

/** The icon as an address, so that a page needs no second request and no other source in its policy. */
export const iconUrl = `data:image/svg+xml,${encodeURIComponent(svg)}`
