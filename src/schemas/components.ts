import * as booking from './booking.js'
import * as connection from './connection.js'
import { ErrorEnvelope } from './error.js'
import { Health } from './health.js'
import * as provider from './provider.js'
import * as session from './session.js'

/** Every schema that has a name of its own in openapi.yaml. */
export const components = [
  ErrorEnvelope,
  Health,
  ...[provider, connection, session, booking].flatMap((group) => Object.values(group)),
].filter((schema) => schema.$id !== undefined)
