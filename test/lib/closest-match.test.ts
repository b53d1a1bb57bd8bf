import t from 'tap'
import { closestMatch } from '../../src/lib/closest-match.js'

const words = ['redirectUrl', 'state', 'locale', 'allowedProviders', 'q']

t.test('case, punctuation and a typo are seen through', async (t) => {
  for (const [word, meant] of [
    ['redirect_url', 'redirectUrl'],
    ['RedirectURL', 'redirectUrl'],
    ['redirctUrl', 'redirectUrl'],
    ['sate', 'state'],
    ['staet', 'state'],
    ['allowed-providers', 'allowedProviders'],
    ['alowedProvider', 'allowedProviders'],
  ] as const) {
    t.equal(closestMatch(word, words), meant, word)
  }
})

t.test('what is far from all is like none', async (t) => {
  for (const word of ['', '_', 'x', 'callback', 'st', 'x'.repeat(201), '__proto__'])
    t.equal(closestMatch(word, words), undefined, word)
  t.equal(closestMatch('state', []), undefined)
})
