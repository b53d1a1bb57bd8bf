import './style/base.css'
import './style/controls.css'
import './style/top-bar.css'
import './style/tabs.css'
import './style/filters.css'
import './style/timeline.css'
import './style/panes.css'
import './style/cards.css'
import './style/details.css'
import './style/forms.css'
import './style/dialog.css'
import './style/layout.css'
import { render } from 'preact'
import type { Facts } from './data/facts.js'
import { InspectorContext } from './state/hooks.js'
import { Inspector } from './state/inspector.js'
import { App } from './view/app.js'

const place = document.getElementById('inspector') as HTMLElement
const { root = './', facts = '{}' } = place.dataset
const inspector = new Inspector(root, JSON.parse(facts) as Facts)
render(
  <InspectorContext.Provider value={inspector}>
    <App />
  </InspectorContext.Provider>,
  place,
)
inspector.start()
