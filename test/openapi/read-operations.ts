import { readFile } from 'node:fs/promises'
import { parse } from 'yaml'
import type { ApiVersion } from '../../src/versions/api-version.js'
import { rootUrl } from '../helpers/project.js'

/** An operation that Repull publishes, or published once. */
export interface PublishedOperation {
  /** `GET /v1/connect/{provider}` */
  readonly spelling: string
  /** The day of the first description that has it. */
  readonly since: string
  /** The day of the first description that has it no more; null while it is published. */
  readonly until: string | null
}

/** The day of the description of each version. */
export const publishedOn: Readonly<Record<ApiVersion, string>> = {
  '2026-10': '2026-10-03',
  '2026-07': '2026-07-30',
}

/** All operations that were ever published, by path. */
export async function readOperations(): Promise<readonly PublishedOperation[]> {
  const text = await readFile(new URL('test/openapi/published/operations.yaml', rootUrl), 'utf8')
  const paths: Readonly<Record<string, Readonly<Record<string, string>>>> = parse(text)
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, days]) => {
      const [since = '', until = null] = days.split(' ')
      return { spelling: `${method} ${path}`, since, until }
    }),
  )
}

/** Whether the description of a version has an operation. */
export function isIn(version: ApiVersion, { since, until }: PublishedOperation): boolean {
  const day = publishedOn[version]
  return since <= day && (until === null || until > day)
}
