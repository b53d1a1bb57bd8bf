/**
 * Corrected spellings of a path with the version of the API at its start: added when it is missing, or with everything
 * before it removed, such as a base path that this server does not know.
 *
 * @example versioned('/connect/airbnb') // ['/v1/connect/airbnb']
 */
export function versioned(path: string): readonly string[] {
  const at = path.lastIndexOf('/v1/')
  return at > 0 ? [path.slice(at), `/v1${path}`] : [`/v1${path}`]
}
