import type { Headers } from '../data/entries.js'

interface HeadersViewProps {
  readonly title: string
  readonly headers: Headers
}

/** The headers of a request or an answer, folded. */
export function HeadersView({ title, headers }: HeadersViewProps) {
  const list = Object.entries(headers ?? {})
  if (list.length === 0) return <p class="hint">No {title.toLowerCase()}.</p>
  return (
    <details class="headers">
      <summary>
        {title} <span class="count">{list.length}</span>
      </summary>
      <dl>
        {list.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{[value].flat().join(', ')}</dd>
          </div>
        ))}
      </dl>
    </details>
  )
}
