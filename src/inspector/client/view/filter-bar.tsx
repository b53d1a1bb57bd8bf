import { useMemo } from 'preact/hooks'
import { type Filter, isFiltering } from '../data/filter.js'
import type { Row } from '../data/row.js'
import { shortId } from '../data/short-id.js'
import { useInspector, useValue } from '../state/hooks.js'

interface FilterBarProps {
  readonly rows: readonly Row[]
  readonly shown: number
}

/** Which rows are shown. */
export function FilterBar({ rows, shown }: FilterBarProps) {
  const inspector = useInspector()
  const { codes } = inspector.facts
  const filter = useValue((state) => state.place.filter)
  const select = (name: keyof Filter, label: string, options: readonly (readonly [string, string])[]) => (
    <select
      aria-label={label}
      value={filter[name]}
      class={filter[name] === '' ? '' : 'chosen'}
      data-testid={`filter-${name}`}
      onChange={({ currentTarget }) => inspector.filter({ [name]: currentTarget.value })}
    >
      {options.map(([value, text]) => (
        <option key={value} value={value}>
          {text}
        </option>
      ))}
    </select>
  )
  const codeOptions = useMemo(
    () => [['', 'Code'] as const, ...codes.map(([code]) => [code, code] as const)],
    [codes],
  )
  return (
    <search class="filters">
      <input
        type="search"
        placeholder="Search paths, ids, bodies"
        aria-label="Search"
        value={filter.text}
        data-testid="search"
        onInput={({ currentTarget }) => inspector.filter({ text: currentTarget.value })}
      />
      {select('kind', 'Kind', kinds)}
      {select('status', 'Status', statuses)}
      {select('method', 'Method', methods)}
      {select('code', 'Error code', codeOptions)}
      {filter.session !== '' && (
        <button
          type="button"
          class="chip"
          title="Show calls of all sessions"
          onClick={() => inspector.filter({ session: '' })}
        >
          {shortId(filter.session)} ×
        </button>
      )}
      <span class="sum" data-testid="sum">
        {isFiltering(filter) || shown !== rows.length ? `${shown} of ${rows.length}` : rows.length}
      </span>
      {isFiltering(filter) && (
        <button type="button" class="quiet" data-testid="show-all" onClick={() => inspector.showAll()}>
          Show all
        </button>
      )}
    </search>
  )
}

const kinds = [
  ['', 'Kind'],
  ['calls', 'Calls'],
  ['webhooks', 'Webhooks'],
  ['changes', 'Changes'],
] as const

const statuses = [
  ['', 'Status'],
  ['2', '2xx'],
  ['3', '3xx'],
  ['4', '4xx'],
  ['5', '5xx'],
  ['0', 'No answer'],
] as const

const methods = [
  ['', 'Method'],
  ...['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].map((one) => [one, one] as const),
] as const
