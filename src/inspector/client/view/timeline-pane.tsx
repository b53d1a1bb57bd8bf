import { isFiltering } from '../data/filter.js'
import { useInspector, useMedia, useValue } from '../state/hooks.js'
import { FilterBar } from './filter-bar.js'
import { TimelineRows } from './timeline-rows.js'

/** What took place, the newest first. */
export function TimelinePane() {
  const inspector = useInspector()
  const filter = useValue((state) => state.place.filter)
  useValue((state) => state.logVersion)
  const isBusy = useValue(({ live }) => live === 'busy')
  const isNarrow = useMedia('(max-width: 640px)')
  const { shown, rows } = inspector.log
  return (
    <section class="pane timeline" aria-label="Timeline" data-testid="pane-timeline">
      <FilterBar rows={rows} shown={shown.length} />
      {isBusy && (
        <p class="busy" role="status" data-testid="busy">
          More calls come than anybody can read. The timeline goes on when there are fewer.
          <button type="button" class="link" onClick={() => inspector.resume()}>
            Show the latest
          </button>
        </p>
      )}
      {shown.length > 0 ? (
        <TimelineRows rows={shown} rowHeight={isNarrow ? 50 : 28} />
      ) : isFiltering(filter) ? (
        <div class="empty">
          <p>None of the {rows.length} rows fits the filter.</p>
          <button type="button" onClick={() => inspector.showAll()}>
            Show all
          </button>
        </div>
      ) : (
        <NothingYet />
      )}
    </section>
  )
}

function NothingYet() {
  const { api } = useInspector()
  return (
    <div class="empty" data-testid="nothing-yet">
      <p>
        <strong>Nothing was called yet.</strong>
      </p>
      <p>
        Point your app at <code>{api.url}</code> instead of <code>https://api.repull.dev</code>. Each call
        shows up here as soon as it is answered.
      </p>
    </div>
  )
}
