/** A route's path as documents write it. @example bracedPath('/v1/connect/:provider') // '/v1/connect/{provider}' */
export function bracedPath(path: string): string {
  return path.replace(/:(\w+)/g, '{$1}')
}
