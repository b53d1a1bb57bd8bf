import {
  boolean,
  component,
  instantOrNull,
  integer,
  oneOf,
  oneOfOrNull,
  stringOrNull,
} from '../lib/schema.js'
import { importStates } from './import.js'

export const VrboImport = component(
  'VrboImport',
  {
    accountId: integer('The id of the account, as a number.'),
    state: oneOf(
      importStates,
      '`not_started`: the mapping of its units is not confirmed. `importing`: what matters most is read. `importing_history`: the rest is. `imported`: all is there.',
    ),
    accessType: oneOfOrNull(
      ['messaging', 'full_access'],
      'What the app may do; with `messaging` no calendar is written. Null where nobody has chosen.',
    ),
    requestedAt: instantOrNull('When the mapping was confirmed; null before.'),
    priorityImportedAt: instantOrNull('When what matters most was there; null before.'),
    historyCompletedAt: instantOrNull('When the rest was there; null before.'),
    historyComplete: boolean('Whether the rest is there.'),
    lastSyncedAt: instantOrNull('When the account was last read; null when never.'),
    conversationsSeen: integer('How many conversations the account has.'),
    conversationsImported: integer('How many of them are imported.'),
    reservations: integer('How many reservations are imported; always 0 here, as an account brings none.'),
  },
  'How far the import of an account of Vrbo is.',
)

export const VrboFreshness = component(
  'VrboFreshness',
  {
    lastSyncedAt: instantOrNull('When the account was last read; null when never.'),
    stale: boolean('Whether data may be missing or out of date.'),
    reason: stringOrNull(
      '`never_synced`: nothing was imported. `importing`: the import is under way. Or the reason of a connection whose host must act. Null when nothing is stale.',
    ),
    fixUrl: stringOrNull({
      format: 'uri',
      description: 'Where to send the host; null when there is nothing to fix.',
    }),
  },
  'How old the data of the newest account of Vrbo is.',
)
