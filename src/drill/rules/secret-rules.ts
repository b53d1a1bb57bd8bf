import type { Rule } from './rule.js'

/** How secrets look in a journal, which does not show them. */
const masked = /^\[redacted\]$|\bsk_(?:test|live)_|whsec_/

/** What must not be seen. */
export const secretRules: readonly Rule[] = [
  {
    id: 'secret-in-url',
    title: 'sends a secret in a URL',
    says: 'Keys and credentials go into headers and bodies. URLs are logged on the way.',
    published: 'https://repull.dev/docs/errors/unauthorized',
    page: 'docs/quickstart.md',
    example: 'The app calls /v1/connect?api_key=sk_live_….',
    explains: [],
    check: ({ calls }) => {
      const shown = calls.find(({ request }) =>
        Object.values(request.query).some((value) => masked.test(String(value))),
      )
      if (shown === undefined) return null
      return { message: `${shown.name} has a secret in its query.`, calls: [shown.index] }
    },
  },
]
