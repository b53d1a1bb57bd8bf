/**
 * The same path where the version of the API stands in the right place: put before it when it is missing, and everything
 * before it taken off when there is more, such as a base path that this server was not told of.
 *
 * @example versioned('/connect/airbnb') // ['/v1/connect/airbnb']
 */
export function versioned(path: string): readonly string[] {
  const at = path.lastIndexOf('/v1/')
  return at > 0 ? [path.slice(at), `/v1${path}`] : [`/v1${path}`]
}
