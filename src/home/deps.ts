import type { PublicUrl } from '../http/public-url.js'
import type { PageSender } from '../pages/page-sender.js'
import type { ApiVersion } from '../versions/api-version.js'

/** What the server's own addresses are made with. */
export interface HomeDeps {
  readonly version: string
  readonly apiVersion: ApiVersion
  readonly sender: PageSender
  readonly publicUrl: PublicUrl
  readonly controlEnabled: boolean
  /** The keys of REPULL_MOCK_API_KEYS; null for any. */
  readonly apiKeys: ReadonlySet<string> | null
  /** The control token; null when there is none. */
  readonly token: string | null
}
