import { useEffect } from 'preact/hooks'
import type { Pane } from '../data/place.js'
import { useInspector, useValue } from '../state/hooks.js'
import { HelpDialog } from './help-dialog.js'
import { handleKey } from './keys.js'
import { Notice } from './notice.js'
import { PaneTabs } from './pane-tabs.js'
import { SessionsPane } from './sessions-pane.js'
import { TimelinePane } from './timeline-pane.js'
import { TokenDialog } from './token-dialog.js'
import { ToolPane } from './tool-pane.js'
import { TopBar } from './top-bar.js'

const names: Readonly<Record<Pane, string>> = {
  timeline: 'Timeline',
  sessions: 'Sessions',
  details: 'Details',
  faults: 'Faults',
  webhooks: 'Webhooks',
  state: 'State',
}

/** The whole page. A wide window has three panes, a narrow one shows that of the address. */
export function App() {
  const inspector = useInspector()
  const pane = useValue((state) => state.place.pane)
  const unseen = useValue((state) => state.unseen)
  const isLocked = useValue((state) => state.isLocked)
  const isHelpOpen = useValue((state) => state.isHelpOpen)
  useEffect(() => {
    const press = (event: KeyboardEvent) => handleKey(inspector, event)
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  }, [inspector])
  useEffect(() => {
    document.title = `${unseen > 0 ? `(${unseen}) ` : ''}${names[pane]} · Inspector · repull-mock`
  }, [pane, unseen])
  return (
    <div class="app" data-pane={pane} data-testid="inspector">
      <TopBar />
      <PaneTabs class="pane-tabs" names={names} panes={Object.keys(names) as Pane[]} current={pane} />
      <main class="panes">
        <SessionsPane />
        <TimelinePane />
        <ToolPane names={names} />
      </main>
      <Notice />
      {isLocked && <TokenDialog />}
      {isHelpOpen && <HelpDialog />}
    </div>
  )
}
