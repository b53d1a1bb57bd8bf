import { createHmac } from 'node:crypto'

/** What a receiver compares with `X-Repull-Signature`: HMAC-SHA256 over the raw bytes of the body, in hex (published). */
export function signatureOf(secret: string, body: string): string {
  return createHmac('sha256', secret).update(body).digest('hex')
}
