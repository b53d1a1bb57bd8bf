import { durationText, timeText } from '../data/duration.js'
import type { Session } from '../data/entries.js'
import { isOpenStatus, timeOf } from '../data/session-time.js'
import { useInspector, useValue } from '../state/hooks.js'
import { CopyButton } from './copy-button.js'

interface SessionCardProps {
  readonly session: Session
  /** The time of the workspace in epoch milliseconds. */
  readonly now: number
}

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
        <code title={id}>{shortId(id)}</code>
        {state !== null && <span title={state}>state {state}</span>}
        {accountId !== null && <span>account {accountId}</span>}
        {opening === undefined ? (
          <span>{timeText(createdAt).slice(0, 8)}</span>
        ) : (
          <button
            type="button"
            class="link"
            onClick={() => inspector.go({ row: opening.id, pane: 'details' })}
          >
            opened {timeText(opening.at).slice(0, 8)}
          </button>
        )}
      </p>
      <div class="actions">
        {isOpen && (
          <>
            <a class="button" href={url} target="_blank" rel="noreferrer">
              Open page
            </a>
            <button type="button" onClick={() => decide('approve', 'The host agreed.')} data-testid="approve">
              Approve
            </button>
            <button type="button" onClick={() => decide('deny', 'The host refused.')} data-testid="deny">
              Deny
            </button>
            <button
              type="button"
              onClick={() => decide('expire', 'The session has expired.')}
              data-testid="expire"
            >
              Expire
            </button>
          </>
        )}
        <button
          type="button"
          class="quiet"
          aria-pressed={isSelected}
          onClick={() => {
            inspector.filter({ session: isSelected ? '' : id })
            if (!isSelected) inspector.go({ pane: 'timeline' })
          }}
          data-testid="session-calls"
        >
          Calls
        </button>
        {isOpen && (
          <CopyButton isQuiet text={() => url}>
            Copy URL
          </CopyButton>
        )}
        <CopyButton isQuiet text={() => id}>
          Copy id
        </CopyButton>
      </div>
    </li>
  )
}

/** @example shortId('cs_01KAJ5M1Q0W8X9Y0Z1A2B3C4D5') // 'cs_…B3C4D5' */
export function shortId(id: string): string {
  return id.length > 14 ? `${id.slice(0, 3)}…${id.slice(-6)}` : id
}
