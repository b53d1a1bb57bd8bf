import type { TSchema } from '@sinclair/typebox'
import * as booking from './booking/schema.js'
import * as freshness from './channels/airbnb-freshness-schema.js'
import * as airbnb from './channels/airbnb-schema.js'
import * as bookingChannel from './channels/booking-schema.js'
import * as channel from './channels/schema.js'
import { ReservationCapabilities } from './connections/capabilities.js'
import * as credentials from './connections/credentials-schema.js'
import * as accountImport from './connections/import-schema.js'
import * as connection from './connections/schema.js'
import * as writePolicy from './connections/write-policy-schema.js'
import * as apiVersion from './control/api-version-schema.js'
import * as clock from './control/clock-schema.js'
import { AnyConnection } from './control/connection-schema.js'
import { Endpoint } from './control/endpoint-schema.js'
import * as fault from './control/fault-schema.js'
import { RecordedRequest, SentWebhook } from './control/journal-schema.js'
import * as controlSession from './control/session-schema.js'
import * as snapshot from './control/snapshot-schema.js'
import * as workspace from './control/workspace-routes.js'
import { PlanNotice } from './errors/plan-notice.js'
import { ErrorEnvelope } from './errors/schema.js'
import { ChannelHealth, PartHealth } from './health/part-routes.js'
import { Health } from './health/routes.js'
import { ListedCall } from './inspector/routes.js'
import * as provider from './providers/schema.js'
import * as listing from './sandbox/listing-schema.js'
import * as sandbox from './sandbox/schema.js'
import * as seed from './sandbox/seed-schema.js'
import * as listingStatus from './sandbox/status-schema.js'
import * as session from './sessions/schema.js'
import * as extranetSignIn from './sign-in/extranet-schema.js'
import * as vrboSignIn from './sign-in/vrbo-schema.js'
import * as units from './units/schema.js'
import * as delivery from './webhooks/delivery-schema.js'
import * as event from './webhooks/event-schema.js'
import * as webhook from './webhooks/schema.js'

/** Every schema that has a name of its own in openapi.yaml. */
export const components: readonly TSchema[] = [
  { ErrorEnvelope, PlanNotice, ReservationCapabilities, Health, PartHealth, ChannelHealth },
  provider,
  accountImport,
  connection,
  credentials,
  writePolicy,
  session,
  vrboSignIn,
  extranetSignIn,
  units,
  booking,
  seed,
  listing,
  listingStatus,
  sandbox,
  freshness,
  airbnb,
  bookingChannel,
  channel,
  clock,
  apiVersion,
  fault,
  { RecordedRequest },
  controlSession,
  { AnyConnection },
  { SentWebhook, Endpoint },
  snapshot,
  workspace,
  { ListedCall },
  event,
  webhook,
  delivery,
].flatMap((group) => Object.values<unknown>(group).filter(isNamed))

function isNamed(value: unknown): value is TSchema {
  return typeof value === 'object' && value !== null && '$id' in value
}
