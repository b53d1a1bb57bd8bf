import type { Pane } from '../data/place.js'
import { useInspector, useValue } from '../state/hooks.js'

interface PaneTabsProps {
  readonly class: string
  readonly names: Readonly<Record<Pane, string>>
  readonly panes: readonly Pane[]
  readonly current: Pane
}

/** The names of panes, each of which leads there. */
export function PaneTabs({ class: name, names, panes, current }: PaneTabsProps) {
  const inspector = useInspector()
  const faults = useValue((state) => state.faults.filter(({ remaining }) => remaining !== 0).length)
  return (
    <nav class={name} aria-label="Panes">
      {panes.map((pane) => (
        <button
          key={pane}
          type="button"
          aria-current={pane === current ? 'page' : undefined}
          data-testid={`${name === 'tool-tabs' ? 'tool' : 'tab'}-${pane}`}
          onClick={() => inspector.go({ pane })}
        >
          {names[pane]}
          {pane === 'faults' && faults > 0 && (
            <span class="count">
              {faults}
              <span class="unseen"> active</span>
            </span>
          )}
        </button>
      ))}
    </nav>
  )
}
