import { useState } from 'preact/hooks'

interface JsonViewProps {
  readonly value: unknown
  /** How deep it is unfolded at first. */
  readonly depth?: number
}

/** A value of JSON, to fold and unfold. Any text in it is shown as text. */
export function JsonView({ value, depth = 3 }: JsonViewProps) {
  if (typeof value === 'string')
    return (
      <pre class="body">
        <code>{value}</code>
      </pre>
    )
  return (
    <div class="json">
      <Node value={value} depth={depth} isLast />
    </div>
  )
}

/** So many members are drawn until somebody asks for more. */
const step = 100

interface NodeProps {
  readonly name?: string
  readonly value: unknown
  readonly depth: number
  readonly isLast: boolean
}

function Node({ name, value, depth, isLast }: NodeProps) {
  const [limit, setLimit] = useState(step)
  const label = name === undefined ? null : <span class="name">{JSON.stringify(name)}: </span>
  const comma = isLast ? '' : ','
  if (typeof value !== 'object' || value === null || Object.keys(value).length === 0)
    return (
      <div class="leaf">
        {label}
        <span class={value === null ? 'null' : typeof value}>{JSON.stringify(value)}</span>
        {comma}
      </div>
    )
  const isList = Array.isArray(value)
  const members = Object.entries(value)
  const [open, close] = isList ? '[]' : '{}'
  return (
    <details open={depth > 0 && members.length <= step}>
      <summary>
        {label}
        {open}
        <span class="folded">
          {` ${members.length} ${isList ? 'items' : 'members'} `}
          {close}
          {comma}
        </span>
      </summary>
      <div class="inner">
        {members.slice(0, limit).map(([key, member], at) => (
          <Node
            key={key}
            {...(!isList && { name: key })}
            value={member}
            depth={depth - 1}
            isLast={at === members.length - 1}
          />
        ))}
        {members.length > limit && (
          <button type="button" class="quiet" onClick={() => setLimit(limit + step * 5)}>
            {members.length - limit} more
          </button>
        )}
      </div>
      <div class="unfolded">
        {close}
        {comma}
      </div>
    </details>
  )
}
