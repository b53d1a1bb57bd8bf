import type { BookingService } from '../booking/service.js'
import type { ConnectionService } from '../connections/service.js'
import type { ApiError } from '../errors/api-error.js'
import type { SessionService } from '../sessions/service.js'
import type { Content } from './layout.js'
import type { Visit } from './visit.js'

/** How a host walks through one pattern of connecting, page by page. */
export interface Flow {
  /**
   * The page on which the host stands.
   *
   * @param refusal why what the host posted was not taken.
   */
  show(visit: Visit, refusal: ApiError | null): Content | Promise<Content>
  /** What the page's buttons do, by their decision. */
  readonly decisions: Readonly<Record<string, (visit: Visit) => Promise<unknown>>>
  /** The step to which a decision leads that changes nothing yet. */
  readonly steps: Readonly<Record<string, string>>
}

export interface FlowDeps {
  readonly sessions: SessionService
  readonly connections: ConnectionService
  readonly booking: BookingService
}
