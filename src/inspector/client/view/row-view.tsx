import { timeText, tookText } from '../data/duration.js'
import type { Mark, Row } from '../data/row.js'
import { withShortIds } from '../data/short-id.js'
import { useInspector } from '../state/hooks.js'

interface RowViewProps {
  readonly row: Row
  readonly index: number
  readonly count: number
  /** In pixels from the top of the list. */
  readonly top: number
  readonly isSelected: boolean
}

const kindTexts: Readonly<Record<string, string>> = { webhook: 'hook', connection: 'account' }
const markTexts: Readonly<Record<Mark, readonly [sign: string, title: string]>> = {
  fault: ['⚡', 'A fault applied'],
  warning: ['!', 'The server ignored something'],
  meant: ['?', 'The server knows what would have worked'],
}

/** One row of the timeline. */
export function RowView({ row, index, count, top, isSelected }: RowViewProps) {
  const inspector = useInspector()
  const { entry, kind, title, method, status, isCut, code, ms, marks } = row
  const time = timeText(entry.at)
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list has the keys
    <div
      id={`row-${index}`}
      class={`row kind-${kind} ${isSelected ? 'selected' : ''}`}
      role="option"
      tabIndex={-1}
      aria-selected={isSelected}
      aria-posinset={index + 1}
      aria-setsize={count}
      style={{ transform: `translateY(${top}px)` }}
      data-testid="row"
      data-id={entry.id}
      onClick={() => inspector.go({ row: entry.id, pane: 'details' })}
    >
      <time>
        {time.slice(0, 8)}
        <span>{time.slice(8)}</span>
      </time>
      <span class="what">{kind === 'visit' ? `${method} page` : (method ?? kindTexts[kind] ?? kind)}</span>
      <span class="title" title={title}>
        {withShortIds(title)}
      </span>
      <span class="marks">
        {marks.map((mark) => (
          <abbr key={mark} class={`mark ${mark}`} title={markTexts[mark][1]}>
            {markTexts[mark][0]}
          </abbr>
        ))}
      </span>
      <span class={`code ${statusClass(status, isCut)}`}>
        {code ??
          (kind === 'webhook' && entry.type === 'webhook' && entry.webhook.errorMessage ? 'failed' : '')}
      </span>
      <span class={`answer ${statusClass(status, isCut)}`}>{isCut ? 'cut' : status}</span>
      <span class="ms">{ms === null ? '' : tookText(ms)}</span>
    </div>
  )
}

/** How a status looks. */
export function statusClass(status: number | null, isCut: boolean): string {
  if (isCut) return 'is-5'
  return status === null ? '' : `is-${String(status)[0]}`
}
