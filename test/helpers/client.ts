import type { AnyBody } from './answers.js'

/** Calls the API of a mock by its port, as a client does. */
export async function ask(url: string, apiKey: string, method: string, path: string, body?: object) {
  const answer = await fetch(url + path, {
    method,
    headers: { 'x-api-key': apiKey, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  })
  return { status: answer.status, body: (await answer.json()) as AnyBody }
}
