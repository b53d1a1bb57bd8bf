import type { ApiError } from '../errors/api-error.js'
import type { Provider } from '../providers/providers.js'
import type { Texts } from './texts.js'

/** Why a form was not taken, in words for the host. */
export function refusalText({ refusals }: Texts, provider: Provider, error: ApiError): string {
  const texts: Readonly<Record<string, (provider: string) => string>> = refusals.byCode
  return (texts[error.code] ?? refusals.other)(provider.displayName)
}
