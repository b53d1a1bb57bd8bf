import { Type } from '@sinclair/typebox'
import { oneOf, ref } from '../lib/schema.js'
import { providerSlugs } from './providers.js'

export const Slug = oneOf(providerSlugs, { description: 'The slug of a provider.' })
export const Pattern = oneOf(['oauth', 'credentials', 'activation', 'claim'], {
  description: 'How a host connects an account.',
})

export const ConnectProvider = Type.Object(
  {
    id: Slug,
    displayName: Type.String(),
    category: oneOf(['ota', 'pms']),
    connectPattern: Pattern,
    status: oneOf(['live', 'beta', 'coming-soon']),
    logoUrl: Type.String({
      format: 'uri',
      description: 'A monogram as a data URL, so that it shows offline too.',
    }),
    description: Type.String(),
    docsUrl: Type.String({ format: 'uri' }),
    aliases: Type.Array(Type.String(), {
      description: 'Other names, for searching; none of them is a slug.',
    }),
  },
  { $id: 'ConnectProvider', additionalProperties: false },
)

export const ConnectProviderList = Type.Object(
  { data: Type.Array(ref(ConnectProvider)) },
  { $id: 'ConnectProviderListResponse', additionalProperties: false },
)

/** Checked before any schema, so that a wrong slug gets its own error. */
export const ProviderPath = Type.Object({ provider: Type.String({ description: 'The slug of a provider.' }) })
