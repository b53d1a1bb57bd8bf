import { type TSchema, Type } from '@sinclair/typebox'
import { ref } from '../lib/schema.js'
import { Slug } from '../providers/schema.js'

const closed = { additionalProperties: false }

/** The switches, each as this schema. */
function switchesOf<S extends TSchema>(on: (description: string) => S) {
  return {
    calendar: Type.Object(
      {
        availability: on('Whether free nights are written.'),
        rates: on('Whether prices are written.'),
        restrictions: on('Whether rules like the shortest stay are written.'),
      },
      { ...closed, description: 'What is written to the calendar.' },
    ),
    reservations: Type.Object(
      {
        website: on('Whether bookings of a website are written.'),
        dashboard: on('Whether bookings made in the dashboard are written.'),
        api: on('Whether bookings made by the API are written.'),
      },
      { ...closed, description: 'Which reservations are written.' },
    ),
  }
}

const policySwitch = (description: string) => Type.Boolean({ description })

const shape = { ...closed, description: 'What may be written to a PMS.' }

/** A policy within a body, where schemas stand in full. */
export const keptPolicy = Type.Object(switchesOf(policySwitch), shape)

export const WritePolicySchema = Type.Object(switchesOf(policySwitch), { $id: 'WritePolicy', ...shape })

const changes = switchesOf((description) => Type.Optional(policySwitch(description)))

export const WritePolicyBody = Type.Object(
  {
    calendar: Type.Optional(changes.calendar),
    reservations: Type.Optional(changes.reservations),
  },
  { ...closed, description: 'What changes of what may be written to a PMS.' },
)

export const WritePolicyAnswer = Type.Object(
  {
    provider: Slug,
    writePolicy: ref(WritePolicySchema),
    defaults: ref(WritePolicySchema),
  },
  {
    $id: 'WritePolicyResponse',
    ...closed,
    description: 'The switches of a PMS, and those with which it begins.',
  },
)
