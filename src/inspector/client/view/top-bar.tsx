import { useState } from 'preact/hooks'
import { useInspector, useValue } from '../state/hooks.js'
import type { LiveState } from '../state/live.js'
import { ClockControls } from './clock-controls.js'
import { WorkspaceSwitcher } from './workspace-switcher.js'

/** What is about the whole page: the workspace, its clock, and whether it is live. */
export function TopBar() {
  const inspector = useInspector()
  const { store, api } = inspector
  return (
    <header class="top">
      <h1>
        <a href={api.address('/')}>repull-mock</a> <span>Inspector</span>
      </h1>
      <WorkspaceSwitcher />
      <LiveDot />
      <ClockControls />
      <div class="top-end">
        <PauseButton />
        <ResetButton />
        <a class="button quiet wide-only" href={api.address('/docs#/Control')}>
          API
        </a>
        <button type="button" class="quiet" aria-label="Keys" onClick={() => store.set({ isHelpOpen: true })}>
          ?
        </button>
      </div>
    </header>
  )
}

const liveTexts: Readonly<Record<LiveState, string>> = {
  connecting: 'Connecting',
  live: 'Live',
  busy: 'Busy',
}

function LiveDot() {
  const live = useValue((state) => state.live)
  const isPaused = useValue((state) => state.isPaused)
  const text = isPaused ? 'Paused' : liveTexts[live]
  return (
    <span class={`live-dot ${isPaused ? 'paused' : live}`} data-testid="live" role="status">
      {text}
    </span>
  )
}

function PauseButton() {
  const inspector = useInspector()
  const isPaused = useValue((state) => state.isPaused)
  const withheld = useValue((state) => state.withheld)
  return (
    <button
      type="button"
      aria-pressed={isPaused}
      data-testid="pause"
      onClick={() => inspector.pause(!isPaused)}
    >
      {isPaused ? `Go on${withheld > 0 ? ` · ${withheld} new` : ''}` : 'Pause'}
    </button>
  )
}

/** Asks once more before it empties anything. */
function ResetButton() {
  const inspector = useInspector()
  const [isAsking, ask] = useState(false)
  const workspace = useValue(() => inspector.loads.workspace)
  const reset = async () => {
    ask(false)
    await inspector.act(
      workspace === null ? 'All workspaces are empty.' : 'The workspace is empty.',
      async () => {
        // What comes meanwhile is of the time after.
        const count = inspector.log.rows.length
        await inspector.api.call('POST', 'reset', { workspace })
        inspector.forget(count)
        await inspector.loads.all()
      },
    )
  }
  if (!isAsking)
    return (
      <button type="button" data-testid="reset" onClick={() => ask(true)}>
        Reset
      </button>
    )
  return (
    <span class="ask">
      <button type="button" class="danger" data-testid="reset-confirm" onClick={reset}>
        {workspace === null ? 'Empty all' : 'Empty it'}
      </button>
      <button type="button" class="quiet" onClick={() => ask(false)}>
        Keep
      </button>
    </span>
  )
}
