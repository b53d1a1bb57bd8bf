import { readFile } from 'node:fs/promises'
import { parse } from 'yaml'

interface Described {
  readonly operationId: string
  readonly parameters?: readonly { readonly in?: string; readonly name?: string }[]
  readonly requestBody?: object
}

/** An operation of openapi.yaml, as far as a sweep over all of them needs it. */
export interface Operation {
  readonly id: string
  readonly method: string
  readonly path: string
  readonly hasBody: boolean
}

/** Every operation of openapi.yaml. */
export async function readOperations(): Promise<readonly Operation[]> {
  const text = await readFile(new URL('../../openapi.yaml', import.meta.url), 'utf8')
  const { paths } = parse(text) as { paths: Record<string, Record<string, Described>> }
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { operationId, requestBody }]) => ({
      id: operationId,
      method: method.toUpperCase(),
      path,
      hasBody: requestBody !== undefined,
    })),
  )
}

/** The path of an operation with values in the place of its parameters. */
export function fill(path: string, values: Readonly<Record<string, string>>): string {
  return path.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? 'none')
}
