import { useState } from 'preact/hooks'
import { isOpenStatus } from '../data/session-time.js'
import { createSession, sampleKey } from '../state/create-session.js'
import { useInspector, useNow, useValue } from '../state/hooks.js'
import { ConnectionList } from './connection-list.js'
import { CopyButton } from './copy-button.js'
import { SessionCard } from './session-card.js'

/** So many sessions are drawn until somebody asks for more. */
const step = 50

/** The sessions of the workspace, the newest first, and its connections. */
export function SessionsPane() {
  const sessions = useValue((state) => state.sessions)
  const now = useNow(sessions.some(({ status }) => isOpenStatus(status)))
  const [limit, setLimit] = useState(step)
  return (
    <div class="pane sessions" data-testid="pane-sessions">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard */}
      <section class="scroll" tabIndex={0} aria-label="Sessions and connections">
        <h2>
          Sessions <span class="count">{sessions.length}</span>
        </h2>
        {sessions.length === 0 ? (
          <NoSessions />
        ) : (
          <>
            <ul class="cards">
              {sessions.slice(0, limit).map((session) => (
                <SessionCard key={session.id} session={session} now={now ?? Date.now()} />
              ))}
            </ul>
            {sessions.length > limit && (
              <button type="button" onClick={() => setLimit(limit + step)}>
                Show more
              </button>
            )}
            <CreateSession isQuiet />
          </>
        )}
        <ConnectionList />
      </section>
    </div>
  )
}

function NoSessions() {
  const { api } = useInspector()
  const command = `curl -X POST '${api.address('/v1/connect/airbnb')}' -H x-api-key:${sampleKey}`
  return (
    <div class="empty">
      <p>No session yet. Your app opens one with a call like this:</p>
      <pre>
        <code>{command}</code>
      </pre>
      <p class="actions">
        <CreateSession />
        <CopyButton text={() => command}>Copy curl</CopyButton>
      </p>
    </div>
  )
}

function CreateSession({ isQuiet = false }: { readonly isQuiet?: boolean }) {
  const inspector = useInspector()
  const create = () =>
    inspector.act('A session is open.', async () => {
      await createSession(inspector)
      await inspector.loads.sessions()
    })
  return (
    <button type="button" class={isQuiet ? 'quiet' : 'main'} data-testid="create-session" onClick={create}>
      Create a test session
    </button>
  )
}
