import type { Provider, ProviderSlug } from '../providers/providers.js'
import type { BoundSessionContext } from '../sessions/service.js'
import type { FormContext } from './form.js'
import type { Form } from './form-body.js'

/** A host on a page of a session for one provider. */
export interface Visit {
  readonly held: BoundSessionContext
  readonly provider: Provider & { readonly id: ProviderSlug }
  /** The step that the address names; null when it names none. */
  readonly step: string | null
  /** The fields that were posted; none when the page is only looked at. */
  readonly form: Form
  readonly context: FormContext
  /** The address of a step of this flow; null for the page that the session's url leads to. */
  address(step: string | null): string
}
