import { declarations, type SettingName, variableOf } from '../../src/cli/settings.js'
import { maxFaults } from '../../src/control/fault.js'
import { formatSize } from '../../src/errors/capacity.js'
import { type Bound, bounds } from '../../src/lib/bounds.js'
import { generated } from './generated.js'
import { table } from './table.js'

/** What each setting bounds, and what happens past it. */
const settings: readonly (readonly [SettingName, what: string, past: string])[] = [
  [
    'MAX_SESSIONS',
    'sessions of all workspaces',
    'Those that ended or expired are forgotten, an open one never. Where all are open, a new one is refused.',
  ],
  [
    'MAX_WORKSPACES',
    'workspaces',
    'One that was emptied by `POST /_mock/reset` and not called since is forgotten, or else the one that was called least recently, whatever it holds, if that is `REPULL_MOCK_WORKSPACE_IDLE` ago. Else a new key is refused.',
  ],
  [
    'WORKSPACE_IDLE',
    'how long a workspace is kept that nobody calls, where others need its room',
    'In real time, whatever its clock says. A call of its key or of one of its sessions counts; webhooks, and lists of all workspaces, do not.',
  ],
  ['MAX_MEMORY', 'bytes of all records, session ids and journals in this process', 'See below.'],
]

/** docs/bounds.md: how much a server and each workspace may hold. */
export function boundsPage(): string {
  const all: readonly Bound[] = Object.values(bounds)
  // The settings have what bounds sessions.
  const rows = all.filter(({ what }) => what !== bounds.sessions.what).map((one) => rowOf(halved(one)))
  return `${generated}

# Bounds

Every workspace has room of its own, so that no key takes that of another. Past a bound a call is 503 \`capacity_exceeded\` at once, and nothing is changed. The message says what is full, the fix what makes room. Where the oldest make room, nothing is refused.

${table(['what', 'of each', 'items', 'bytes', 'past it'], rows)}

Bytes are the characters of records as they are written.

## Bounds that settings change

${table(
  ['setting', 'default', 'what', 'past it'],
  settings.map(([name, what, past]) => [
    `\`${variableOf(name)}\``,
    `\`${declarations[name].fallback}\``,
    what,
    past,
  ]),
)}

## Memory

\`auto\` is half of what V8 lets the heap have, which \`node --max-old-space-size\` changes. A quarter of it, and never more than the bound of the journal, is for the journal, whose oldest entries make room. The rest is for records and session ids. They are counted as the heap holds them: one byte for each character of a text, or two where the text has characters beyond Latin-1, and a fixed part for each record, collection and workspace.

- One workspace may take half of that room. Past it, its new work is refused, and others go on.
- When 95 % are taken, the workspaces that were called least recently are forgotten first, if that is \`REPULL_MOCK_WORKSPACE_IDLE\` ago; then sessions that ended or expired. If that is not enough, new work is refused, of every key: new sessions, connections, webhooks, snapshots.
- Reading, deleting and \`POST /_mock/reset\` go on. \`GET /v1/health\` says \`degraded\` with the reason \`memory\` until 10 % are free.

With \`REPULL_MOCK_STORE_URL\` records and journals are in the store, and \`REPULL_MOCK_MAX_MEMORY\` bounds nothing. The store keeps a workspace for a week after its last change, and a server only forgets that it knows of one.
`
}

/** Half of the faults of a workspace are its own, half those that are set for all. */
function halved(bound: Bound): Bound {
  if (bound.what !== bounds.faults.what) return bound
  return { ...bound, what: 'faults, and as many that are set for all workspaces', maxItems: maxFaults }
}

function rowOf({ what, per, maxItems, maxSize, overflow, fix }: Bound): readonly string[] {
  const items = maxItems === Number.MAX_SAFE_INTEGER ? '' : maxItems.toLocaleString('en')
  const bytes = maxSize === Number.MAX_SAFE_INTEGER ? '' : formatSize(maxSize)
  return [what, per, items, bytes, overflow === 'refuse' ? `Refused. ${fix}` : fix]
}
