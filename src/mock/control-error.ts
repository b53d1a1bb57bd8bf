import type { ErrorCode } from '../errors/catalogue.js'

/** A control call that the mock refused, with the envelope's own words. */
export class ControlError extends Error {
  readonly code: ErrorCode
  readonly status: number
  readonly fix: string

  constructor(status: number, { code, message, fix }: { code: ErrorCode; message: string; fix: string }) {
    super(`${message} ${fix}`)
    this.name = 'ControlError'
    this.code = code
    this.status = status
    this.fix = fix
  }
}
