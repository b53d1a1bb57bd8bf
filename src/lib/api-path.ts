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

/**
 * A path as the router reads it: escapes undone where they are good ones. Those of colons are, too, because many clients
 * escape the one in the id of an account.
 *
 * @example decodedPath('/v1/connections/vrbo%3A12/units') // '/v1/connections/vrbo:12/units'
 */
export function decodedPath(path: string): string {
  if (!path.includes('%')) return path
  try {
    return decodeURI(path.replace(/%3A/gi, ':'))
  } catch {
    return path
  }
}
