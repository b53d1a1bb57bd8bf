/** Where the parts of this server are, as absolute URLs. */
export type Links = ReturnType<typeof linksUnder>

/** The links of a server by its public URL. There is no `control` without control features. */
export function linksUnder(root: string, controlEnabled: boolean) {
  return {
    api: `${root}/v1`,
    health: `${root}/v1/health`,
    openapi: `${root}/openapi.json`,
    errors: `${root}/docs/errors`,
    ...(controlEnabled && { control: `${root}/_mock` }),
  }
}
