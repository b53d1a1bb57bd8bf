import type { BookingService } from '../booking/service.js'
import type { ChannelCall, ConnectionService } from '../connections/service.js'
import type { ApiError } from '../errors/api-error.js'
import type { Provider, ProviderSlug } from '../providers/providers.js'
import type { BoundSessionContext, SessionService } from '../sessions/service.js'
import type { ExtranetSignIn } from '../sign-in/extranet-service.js'
import type { VrboSignIn } from '../sign-in/vrbo-service.js'
import type { UnitService } from '../units/service.js'
import type { AskingApp } from './asking-app.js'
import { alert, cancelForm, type FormContext } from './form.js'
import { type Html, html } from './html.js'
import type { Content } from './layout.js'
import type { Progress } from './progress.js'
import type { Form } from './request.js'

/** What the pages of a flow are made of. */
export interface FlowContext extends FormContext {
  readonly provider: Provider
  /** The app that asks. */
  readonly app: AskingApp
  /** What leads back to the picker; null for a host who did not come from there, or may not go back. */
  readonly toPicker: Html | null
  /** Whether the provider was picked as the first step. */
  readonly isPicked: boolean
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
  /** What the buttons do, by their decision: a change, or only the step to which it leads. A change that gives a text leads to the step of that name. */
  readonly decisions: Readonly<Record<string, string | ((visit: Visit) => Promise<unknown>)>>
}

export interface FlowDeps {
  readonly sessions: SessionService
  readonly connections: ConnectionService
  readonly booking: BookingService
  readonly vrboSignIn: VrboSignIn
  readonly extranetSignIn: ExtranetSignIn
  readonly units: UnitService
}

/** Why a form was refused, in words for the host; null when it was not. */
export function refusalText({ texts, provider }: FlowContext, refusal: ApiError | null): string | null {
  if (refusal === null) return null
  const byCode: Readonly<Record<string, (provider: string) => string>> = texts.refusals.byCode
  return (byCode[refusal.code] ?? texts.refusals.other)(provider.displayName)
}

/** One page of a flow. */
export interface FlowPage extends Progress {
  readonly title: string
  /** Why the posted form was refused; null when it was not. */
  readonly refusal: string | null
  readonly main: Html
  /** What leads to the step before, where that is not the picker. */
  readonly back?: Html
  /** What testers may do on this page, beside what they may do on all. */
  readonly levers?: Html
}

/**
 * The content of a page of a flow: how far the host has come, a way back, why the form was refused, what is on the page, and
 * a button that cancels. `steps` are those of the flow alone.
 */
export function flowContent(
  context: FlowContext,
  { title, refusal, main, steps, at, back, levers }: FlowPage,
): Content {
  const { texts, provider, isPicked, toPicker } = context
  const backward = back ?? (at === 0 ? toPicker : null)
  return {
    title,
    provider,
    progress: isPicked
      ? { steps: [texts.picker.step, ...steps, texts.done], at: at + 1 }
      : { steps: [...steps, texts.done], at },
    ...(backward !== null && { back: backward }),
    ...(levers !== undefined && { levers }),
    main: html`${alert(refusal)}
${main}
${cancelForm(context)}`,
  }
}
