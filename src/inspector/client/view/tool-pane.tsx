import type { Pane } from '../data/place.js'
import { useValue } from '../state/hooks.js'
import { DetailsPane } from './details-pane.js'
import { FaultsPane } from './faults-pane.js'
import { PaneTabs } from './pane-tabs.js'
import { StatePane } from './state-pane.js'
import { WebhooksPane } from './webhooks-pane.js'

const panes = ['details', 'faults', 'webhooks', 'state'] as const
const contents = {
  details: DetailsPane,
  faults: FaultsPane,
  webhooks: WebhooksPane,
  state: StatePane,
} as const

/** The third pane: details of a row, or one of the tools. */
export function ToolPane({ names }: { readonly names: Readonly<Record<Pane, string>> }) {
  const pane = useValue((state) => state.place.pane)
  const shown = panes.find((one) => one === pane) ?? 'details'
  const Content = contents[shown]
  return (
    <div class="pane tool" data-testid={`pane-${shown}`}>
      <PaneTabs class="tool-tabs" names={names} panes={panes} current={shown} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard */}
      <section class="scroll" tabIndex={0} aria-label={names[shown]} key={shown}>
        <Content />
      </section>
    </div>
  )
}
