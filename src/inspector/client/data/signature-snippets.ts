/** How an endpoint checks X-Repull-Signature, by language. Each takes the body as it came, before it is parsed. */
export const signatureSnippets: Readonly<Record<string, string>> = {
  Node: `import { createHmac, timingSafeEqual } from 'node:crypto'

export function isSigned(rawBody, signature, secret) {
  const wanted = createHmac('sha256', secret).update(rawBody).digest()
  const given = Buffer.from(signature ?? '', 'hex')
  return given.length === wanted.length && timingSafeEqual(given, wanted)
}`,
  Python: `import hashlib, hmac

def is_signed(raw_body: bytes, signature: str, secret: str) -> bool:
    wanted = hmac.new(secret.encode(), raw_body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(wanted, signature or "")`,
  PHP: `function isSigned(string $rawBody, string $signature, string $secret): bool
{
    return hash_equals(hash_hmac('sha256', $rawBody, $secret), $signature);
}`,
  Ruby: `require 'openssl'

def signed?(raw_body, signature, secret)
  wanted = OpenSSL::HMAC.hexdigest('SHA256', secret, raw_body)
  OpenSSL.secure_compare(wanted, signature.to_s)
end`,
}
