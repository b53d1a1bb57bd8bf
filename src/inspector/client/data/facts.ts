/** What a server knows without any workspace, as its page brings it. */
export interface Facts {
  readonly version: string
  /** Each error code with its status. */
  readonly codes: readonly (readonly [code: string, status: number])[]
  /** The slugs of providers. */
  readonly providers: readonly string[]
  /** The types of events that webhooks get. */
  readonly events: readonly string[]
}
