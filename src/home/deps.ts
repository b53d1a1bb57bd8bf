import type { PublicUrl } from '../http/public-url.js'
import type { PageSender } from '../pages/page-sender.js'

/** What the server's own addresses are made with. */
export interface HomeDeps {
  readonly version: string
  readonly sender: PageSender
  readonly publicUrl: PublicUrl
  readonly controlEnabled: boolean
}
