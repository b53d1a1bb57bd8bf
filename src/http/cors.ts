import type { FastifyCorsOptions } from '@fastify/cors'
import { isControl } from './journaling.js'

/** Any origin, no credentials; a preflight succeeds without a key and on any path. */
const forAll: FastifyCorsOptions = {
  origin: '*',
  methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
  allowedHeaders: [
    'authorization',
    'content-type',
    'x-api-key',
    'idempotency-key',
    'x-request-id',
    'x-schema',
    'x-workspace-id',
    'x-account-id',
    'prefer',
  ],
  exposedHeaders: [
    'x-request-id',
    'X-RateLimit-Limit',
    'X-RateLimit-Remaining',
    'X-RateLimit-Reset',
    'X-RateLimit-Policy',
    'Retry-After',
    'Idempotency-Status',
    'Preference-Applied',
    'X-Repull-Mock',
    'X-Repull-Mock-Warning',
  ],
  strictPreflight: false,
}

/** The same for all but control calls, which no page of another site may make. */
export function createCorsOptions(isSteered: boolean): FastifyCorsOptions {
  if (!isSteered) return forAll
  return { delegator: (request, decide) => decide(null, isControl(request) ? { origin: false } : forAll) }
}
