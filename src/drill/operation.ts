import type { RecordedRequest } from '../mock/control.js'

/** The parts of a path that differ from run to run. */
const idForms = [/^cs_[0-9A-Z]{26}$/, /^con_[0-9A-Z]{24}$/, /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i]

/** An account that a path names with its channel, `vrbo:12`. Its number differs from run to run. */
const accountForm = /^([a-z_]+:).+$/

/** What a call does, whatever the ids in its path: its method and a pattern as faults have it. */
export interface Operation {
  readonly method: string
  /** The path, in which `*` stands for an id. */
  readonly path: string
}

/**
 * The operation of a call.
 *
 * @example operationOf({ method: 'GET', path: '/v1/connect/sessions/cs_01…' }).path // '/v1/connect/sessions/*'
 */
export function operationOf({ method, path }: Pick<RecordedRequest, 'method' | 'path'>): Operation {
  return { method, path: path.split('/').map(patternOf).join('/') }
}

function patternOf(part: string): string {
  return idForms.some((form) => form.test(part)) ? '*' : part.replace(accountForm, '$1*')
}

/** The name of an operation, e.g. `POST /v1/connect/sessions/{id}/complete`. */
export function nameOf({ method, path }: Operation): string {
  return `${method} ${path.replaceAll('*', '{id}')}`
}

/** Whether a request is a call of the app, not a visit of a page. */
export function isCall({ hosted, path }: Pick<RecordedRequest, 'hosted' | 'path'>): boolean {
  return !hosted && path.startsWith('/v1/')
}
