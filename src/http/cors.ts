import type { FastifyCorsOptions } from '@fastify/cors'

/** Any origin, no credentials; a preflight succeeds without a key and on any path. */
export const corsOptions: FastifyCorsOptions = {
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
