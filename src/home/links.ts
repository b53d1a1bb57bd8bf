/**
 * Where the parts of a server are, by its public URL. Without control features there is neither `control` nor `inspector`,
 * which is the same address for a browser.
 */
export function linksUnder(root: string, controlEnabled: boolean) {
  return {
    api: `${root}/v1`,
    health: `${root}/v1/health`,
    docs: `${root}/docs`,
    errors: `${root}/docs/errors`,
    openapi: `${root}/openapi.json`,
    llms: `${root}/llms.txt`,
    demoCallback: `${root}/demo/callback`,
    ...(controlEnabled && { control: `${root}/_mock`, inspector: `${root}/_mock` }),
  }
}
