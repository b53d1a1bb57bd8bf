import assert from 'node:assert/strict'

/** So many pages a user looks at before they give up. */
const mostPages = 8

/**
 * A user in a browser, who approves what a hosted page asks and follows every link back.
 *
 * @returns {Promise<string>} the text of the last page
 */
export async function browse(start, signal) {
  let url = start
  for (let page = 0; page < mostPages; page++) {
    const isHosted = new URL(url).pathname.startsWith('/connect/')
    const answer = await fetch(isHosted && page > 0 ? `${url}&auto=approve` : url, {
      redirect: 'manual',
      ...(signal && { signal }),
    })
    const text = await answer.text()
    const back =
      /href="([^"]+)" data-testid="return-link"|data-testid="return-link"[^>]* href="([^"]+)"/.exec(text)
    const next =
      answer.headers.get('location') ?? (back?.[1] ?? back?.[2])?.replaceAll(/&(?:amp|#38|#x26);/g, '&')
    if (!next) return text
    url = new URL(next, url).href
  }
  return 'lost'
}

/**
 * The happy path that we test: a user connects Airbnb in the browser and Hostaway by a form, and is welcomed.
 *
 * @param {import('./app.js').ConnectApp} app
 * @param {() => Promise<unknown>} settled resolves when events have come that were sent
 */
export async function journey(app, settled = () => app.sleep(100)) {
  await app.listen()
  try {
    await app.subscribe()
    assert.equal(await browse(`${app.url}/start?provider=airbnb`, app.signal), 'connected')
    await app.connectWith('hostaway', { accountId: '4711', apiKey: 'of the user' })
    await settled()
    for (let look = 0; look < 20 && !app.welcomed.includes('hostaway'); look++) {
      await app.sleep(100)
      await settled()
    }
    assert(app.welcomed.includes('hostaway'))
    await settled() // What comes twice comes soon.
    assert.equal(new Set(app.welcomed).size, app.welcomed.length, 'everybody is welcomed once')
  } finally {
    app.close()
  }
}
