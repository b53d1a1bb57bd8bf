/**
 * The signature of a body: its HMAC-SHA256 with the secret of the webhook, in hex.
 *
 * @returns undefined where browsers do not compute it: on a page that came by http from another machine.
 */
export async function signatureOf(body: string, secret: string): Promise<string | undefined> {
  const { subtle } = crypto as { subtle?: SubtleCrypto }
  if (subtle === undefined || secret === '') return undefined
  const bytes = new TextEncoder()
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  const key = await subtle.importKey('raw', bytes.encode(secret), algorithm, false, ['sign'])
  const signed = new Uint8Array(await subtle.sign('HMAC', key, bytes.encode(body)))
  return [...signed].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
