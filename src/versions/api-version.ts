/** The versions of the API that this server speaks, the newest first. */
export const apiVersions = ['2026-10', '2026-07'] as const

/** A version of the API, by the month of its publication. */
export type ApiVersion = (typeof apiVersions)[number]

/** What a server speaks that was started without `API_VERSION`. */
export const newestVersion = apiVersions[0]

/** The name of the file that describes a version, without its ending. */
export function descriptionName(version: ApiVersion): string {
  return version === newestVersion ? 'openapi' : `openapi-${version}`
}
