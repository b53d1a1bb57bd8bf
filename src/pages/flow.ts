import type { BookingService } from '../booking/service.js'
import type { ChannelCall, ConnectionService } from '../connections/service.js'
import type { ApiError } from '../errors/api-error.js'
import type { Provider, ProviderSlug } from '../providers/providers.js'
import type { BoundSessionContext, SessionService } from '../sessions/service.js'
import { alert, cancelForm, type FormContext } from './form.js'
import { type Html, html } from './html.js'
import type { Content } from './layout.js'
import type { Form } from './request.js'

/** What the pages of a flow are made of. */
export interface FlowContext extends FormContext {
  readonly provider: Provider
}

/** A host on a page of a session that is bound to a provider. */
export interface Visit extends BoundSessionContext, FlowContext, ChannelCall {
  readonly provider: Provider & { readonly id: ProviderSlug }
  /** The step that the address names; null when it names none. */
  readonly step: string | null
  /** The fields that were posted; empty for a GET. */
  readonly form: Form
  /** The address of a step of this flow; null for the first page. */
  address(step: string | null): string
}

/** The pages of one pattern of connecting, and what their buttons do. */
export interface Flow {
  /**
   * The page of the step at which the session is.
   *
   * @param refusal why the posted form was refused.
   */
  show(visit: Visit, refusal: ApiError | null): Content | Promise<Content>
  /** What the buttons do, by their decision: a change, or only the step to which it leads. */
  readonly decisions: Readonly<Record<string, string | ((visit: Visit) => Promise<unknown>)>>
}

export interface FlowDeps {
  readonly sessions: SessionService
  readonly connections: ConnectionService
  readonly booking: BookingService
}

/** Why a form was refused, in words for the host; null when it was not. */
export function refusalText({ texts, provider }: FlowContext, refusal: ApiError | null): string | null {
  if (refusal === null) return null
  const byCode: Readonly<Record<string, (provider: string) => string>> = texts.refusals.byCode
  return (byCode[refusal.code] ?? texts.refusals.other)(provider.displayName)
}

/** The content of a page of a flow: why the form was refused, what is on the page, and a button that cancels. */
export function flowContent(
  context: FlowContext,
  { title, refusal, main }: { readonly title: string; readonly refusal: string | null; readonly main: Html },
): Content {
  return {
    title,
    provider: context.provider,
    main: html`${alert(refusal)}
${main}
${cancelForm(context)}`,
  }
}
