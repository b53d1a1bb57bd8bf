import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { Row } from '../data/row.js'
import { useInspector, useValue } from '../state/hooks.js'
import { RowView } from './row-view.js'

interface TimelineRowsProps {
  /** Oldest first; the list shows the newest at its top. */
  readonly rows: readonly Row[]
  /** In pixels. */
  readonly rowHeight: number
}

/** So many rows are drawn above and below what is seen. */
const spare = 8

/** The rows of the timeline, of which only those in sight are drawn. */
export function TimelineRows({ rows, rowHeight }: TimelineRowsProps) {
  const inspector = useInspector()
  const selected = useValue((state) => state.place.row)
  const box = useRef<HTMLDivElement>(null)
  const [view, setView] = useState({ top: 0, height: 600 })
  /** The row at the top of what is seen, and how far it is cut off; null at the top of the list. */
  const anchor = useRef<{ readonly row: Row; readonly offset: number } | null>(null)
  const count = rows.length
  const indexOf = (row: Row | undefined) => (row === undefined ? -1 : count - 1 - rows.lastIndexOf(row))
  const at = (index: number) => rows[count - 1 - index]

  // What is read stays where it is when rows come in above it.
  useLayoutEffect(() => {
    const { current } = box
    if (current === null || anchor.current === null) return
    const index = indexOf(anchor.current.row)
    if (index >= count) return
    const top = index * rowHeight + anchor.current.offset
    if (Math.abs(top - current.scrollTop) > 1) current.scrollTop = top
  }, [rows, count, rowHeight])

  useEffect(() => {
    const current = box.current as HTMLDivElement
    const measure = () => setView({ top: current.scrollTop, height: current.clientHeight })
    const observer = new ResizeObserver(measure)
    observer.observe(current)
    return () => observer.disconnect()
  }, [])

  const scroll = (current: HTMLDivElement) => {
    const top = current.scrollTop
    const row = at(Math.floor(top / rowHeight))
    anchor.current = top < 2 || row === undefined ? null : { row, offset: top % rowHeight }
    setView({ top, height: current.clientHeight })
  }

  const selectedRow = selected === null ? undefined : inspector.log.find(selected)
  const selectedIndex = indexOf(selectedRow)
  // Also when the address brings it, or another pane.
  const revealed = useRef<Row | undefined>(undefined)
  useLayoutEffect(() => {
    if (selectedRow === revealed.current || selectedIndex >= count) return
    revealed.current = selectedRow
    if (selectedRow !== undefined) reveal(box.current, selectedIndex * rowHeight, rowHeight)
  }, [selectedRow, selectedIndex, count, rowHeight])
  const select = (index: number) => {
    const row = at(Math.min(count - 1, Math.max(0, index)))
    if (row === undefined) return
    inspector.go({ row: row.entry.id })
  }
  const press = (event: KeyboardEvent) => {
    const page = Math.max(1, Math.floor(view.height / rowHeight) - 1)
    const now = selectedIndex < 0 || selectedIndex >= count ? -1 : selectedIndex
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: now + 1,
      j: now + 1,
      ArrowUp: now - 1,
      k: now - 1,
      PageDown: now + page,
      PageUp: now - page,
      Home: 0,
      End: count - 1,
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return
    if (event.key in steps) select(steps[event.key] as number)
    else if (event.key === 'Enter' && now >= 0) inspector.go({ pane: 'details' })
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  const first = Math.max(0, Math.floor(view.top / rowHeight) - spare)
  const last = Math.min(count, Math.ceil((view.top + view.height) / rowHeight) + spare)
  const drawn = Array.from({ length: Math.max(0, last - first) }, (_, index) => first + index)
  return (
    <div
      ref={box}
      class="rows"
      role="listbox"
      tabIndex={0}
      aria-label="Timeline, newest first"
      aria-activedescendant={drawn.includes(selectedIndex) ? `row-${selectedIndex}` : undefined}
      data-testid="rows"
      onScroll={({ currentTarget }) => scroll(currentTarget)}
      onKeyDown={press}
    >
      <div class="rows-all" role="presentation" style={{ height: `${count * rowHeight}px` }}>
        {drawn.map((index) => {
          const row = at(index)
          if (row === undefined) return null
          return (
            <RowView
              key={row.key}
              row={row}
              index={index}
              count={count}
              top={index * rowHeight}
              isSelected={index === selectedIndex}
            />
          )
        })}
      </div>
    </div>
  )
}

/** Scrolls a box so that a row is seen whole. */
function reveal(box: HTMLDivElement | null, top: number, height: number): void {
  if (box === null) return
  if (top < box.scrollTop) box.scrollTop = top
  else if (top + height > box.scrollTop + box.clientHeight) box.scrollTop = top + height - box.clientHeight
}
