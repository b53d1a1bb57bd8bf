import { durationText, timeText } from '../data/duration.js'
import type { Session } from '../data/entries.js'
import { isOpenStatus, timeOf } from '../data/session-time.js'
import { shortId } from '../data/short-id.js'
import { useInspector, useValue } from '../state/hooks.js'
import { CopyButton } from './copy-button.js'

interface SessionCardProps {
  readonly session: Session
  /** The time of the workspace in epoch milliseconds. */
  readonly now: number
}

const decisions = [
  ['approve', 'Approve', 'The host agreed.'],
  ['deny', 'Deny', 'The host refused.'],
  ['expire', 'Expire', 'The session has expired.'],
] as const

const statusTexts: Readonly<Record<string, string>> = { awaiting_room_mapping: 'mapping rooms' }

/** A session with the time that it has left, and what can be done with it. */
export function SessionCard({ session, now }: SessionCardProps) {
  const inspector = useInspector()
  const { id, provider, state, accountId, createdAt, url } = session
  const { status, leftMs, left } = timeOf(session, now)
  const isSelected = useValue(({ place }) => place.filter.session === id)
  const opening = useValue(() => inspector.log.openingOf(id))
  const isOpen = isOpenStatus(status)
  const decide = (decision: string, done: string) =>
    inspector.act(done, async () => {
      await inspector.api.call('POST', `sessions/${encodeURIComponent(id)}/${decision}`)
      await inspector.loads.sessions()
    })
  return (
    <li class={`card ${isSelected ? 'selected' : ''}`} data-testid="session" data-session={id}>
      <div class="card-head">
        <strong>{provider ?? 'Any provider'}</strong>
        <span class={`status ${status}`}>{statusTexts[status] ?? status}</span>
        {isOpen && <span class="left">{durationText(leftMs)}</span>}
      </div>
      {isOpen && (
        <div class="bar" aria-hidden="true">
          <span style={{ width: `${Math.round(left * 1000) / 10}%` }} class={left < 0.15 ? 'low' : ''} />
        </div>
      )}
      <p class="facts">
        <CopyButton look="link" title={`Copy the id ${id}`} text={() => id} testId="copy-id">
          {shortId(id)}
        </CopyButton>
        {state !== null && <span title={state}>state {state}</span>}
        {accountId !== null && <span>account {accountId}</span>}
        {opening === undefined ? (
          <span>{timeText(createdAt).slice(0, 8)}</span>
        ) : (
          <button
            type="button"
            class="link"
            title="Show the request that opened it"
            onClick={() => inspector.go({ row: opening.id, pane: 'details' })}
          >
            opened {timeText(opening.at).slice(0, 8)}
          </button>
        )}
        <button
          type="button"
          class="link"
          aria-pressed={isSelected}
          title={isSelected ? 'Show all calls' : 'Show only its calls'}
          onClick={() => inspector.showCallsOf(isSelected ? '' : id)}
          data-testid="session-calls"
        >
          calls
        </button>
      </p>
      {isOpen && (
        <div class="actions">
          <a class="button" href={url} target="_blank" rel="noreferrer">
            Open page
          </a>
          {decisions.map(([decision, name, done]) => (
            <button
              type="button"
              key={decision}
              onClick={() => decide(decision, done)}
              data-testid={decision}
            >
              {name}
            </button>
          ))}
          <CopyButton look="quiet" text={() => url} testId="copy-url">
            Copy URL
          </CopyButton>
        </div>
      )}
    </li>
  )
}
