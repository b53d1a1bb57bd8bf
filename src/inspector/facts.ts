import { errorCodes, statusOf } from '../errors/catalogue.js'
import { providers } from '../providers/providers.js'
import { newestVersion } from '../versions/api-version.js'
import { eventNames } from '../webhooks/event-types.js'
import type { Facts } from './client/data/facts.js'

/** What the forms of the page offer. */
export function factsOf(version: string): Facts {
  return {
    version,
    codes: errorCodes.map((code) => [code, statusOf(code, newestVersion)] as const),
    providers: providers.map(({ id }) => id),
    events: eventNames,
  }
}
