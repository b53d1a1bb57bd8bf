import type { TSchema } from '@sinclair/typebox'
import * as airbnbChannel from './airbnb-channel.js'
import * as booking from './booking.js'
import * as bookingChannel from './booking-channel.js'
import * as connection from './connection.js'
import * as clock from './control-clock.js'
import * as fault from './control-fault.js'
import * as request from './control-request.js'
import * as controlSession from './control-session.js'
import * as controlWebhook from './control-webhook.js'
import * as workspace from './control-workspace.js'
import { ErrorEnvelope } from './error.js'
import { Health } from './health.js'
import * as listing from './listing.js'
import * as otherChannels from './other-channels.js'
import * as property from './property.js'
import * as provider from './provider.js'
import * as reservation from './reservation.js'
import * as sandbox from './sandbox.js'
import * as session from './session.js'
import * as webhook from './webhook.js'
import * as delivery from './webhook-delivery.js'

/** Every schema that has a name of its own in openapi.yaml. */
export const components: readonly TSchema[] = [
  { ErrorEnvelope, Health },
  provider,
  connection,
  session,
  booking,
  sandbox,
  listing,
  property,
  reservation,
  airbnbChannel,
  bookingChannel,
  otherChannels,
  clock,
  fault,
  request,
  controlSession,
  controlWebhook,
  workspace,
  webhook,
  delivery,
].flatMap((group) => Object.values<unknown>(group).filter(isNamed))

function isNamed(value: unknown): value is TSchema {
  return typeof value === 'object' && value !== null && '$id' in value
}
