import { instantText } from '../data/duration.js'
import type { Entry } from '../data/entries.js'
import { useInspector, useValue } from '../state/hooks.js'
import { AttemptDetails } from './attempt-details.js'
import { JsonView } from './json-view.js'
import { RequestDetails } from './request-details.js'

/** What is known of the row that is selected. */
export function DetailsPane() {
  const inspector = useInspector()
  const id = useValue((state) => state.place.row)
  const row = useValue(() => inspector.row)
  if (id === null)
    return (
      <div class="empty">
        <p>Choose a row of the timeline to see all of it.</p>
        <p class="hint">
          With the keyboard: <kbd>j</kbd> and <kbd>k</kbd>.
        </p>
      </div>
    )
  if (row === undefined)
    return (
      <div class="empty">
        <p>
          The page does not have <code>{id}</code>. The journal may have been emptied since.
        </p>
      </div>
    )
  const { entry } = row
  if (entry.type === 'request') return <RequestDetails key={row.key} request={entry.request} row={row} />
  if (entry.type === 'webhook') return <AttemptDetails key={row.key} attempt={entry.webhook} />
  return (
    <article key={row.key}>
      <h2>{row.title}</h2>
      <p class="facts">
        <span>{instantText(entry.at)}</span>
        {entry.workspace !== null && <span>workspace …{entry.workspace.slice(-8)}</span>}
      </p>
      <JsonView value={partOf(entry)} />
    </article>
  )
}

/** What an entry is about. */
function partOf(entry: Exclude<Entry, { type: 'request' | 'webhook' }>): unknown {
  switch (entry.type) {
    case 'session':
      return entry.session
    case 'connection':
      return entry.connection
    case 'clock':
      return entry.clock
    case 'fault':
      return entry.fault
    case 'reset':
      return { workspace: entry.workspace }
  }
}
