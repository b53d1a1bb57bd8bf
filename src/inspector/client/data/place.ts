import { type Filter, noFilter } from './filter.js'

export const panes = ['timeline', 'sessions', 'details', 'faults', 'webhooks', 'state'] as const
export type Pane = (typeof panes)[number]

/** What the page shows, as its address says it. */
export interface Place {
  readonly pane: Pane
  /** The workspace; null for all. */
  readonly workspace: string | null
  /** The id of the entry whose details are shown. */
  readonly row: string | null
  readonly filter: Filter
}

const filterNames = Object.keys(noFilter) as (keyof Filter)[]

/** What the fragment of an address means. Whatever it lacks is as on a fresh page. */
export function readPlace(fragment: string): Place {
  const given = new URLSearchParams(fragment.replace(/^#/, ''))
  const filter = Object.fromEntries(filterNames.map((name) => [name, given.get(name) ?? '']))
  return {
    pane: panes.find((pane) => pane === given.get('pane')) ?? 'timeline',
    workspace: given.get('workspace'),
    row: given.get('row'),
    filter: filter as unknown as Filter,
  }
}

/** The fragment that means a place. */
export function writePlace({ pane, workspace, row, filter }: Place): string {
  const parts = Object.entries({ pane: pane === 'timeline' ? null : pane, workspace, row, ...filter })
  const given = parts.filter((part): part is [string, string] => part[1] !== null && part[1] !== '')
  return given.length === 0 ? '#' : `#${new URLSearchParams(given)}`
}
