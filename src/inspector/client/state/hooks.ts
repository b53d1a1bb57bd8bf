import { createContext } from 'preact'
import { useContext, useEffect, useRef, useState } from 'preact/hooks'
import { shownBy } from '../data/workspace-clock.js'
import type { Inspector } from './inspector.js'
import type { State } from './state.js'

export const InspectorContext = createContext<Inspector | null>(null)

export function useInspector(): Inspector {
  return useContext(InspectorContext) as Inspector
}

/** A part of the state. The component is drawn again when that part is another. */
export function useValue<T>(pick: (state: State) => T): T {
  const { store } = useInspector()
  const [, redraw] = useState({})
  const value = pick(store.state)
  const current = useRef({ pick, value })
  current.current = { pick, value }
  useEffect(() => {
    const compare = () => {
      const { pick, value } = current.current
      if (!Object.is(pick(store.state), value)) redraw({})
    }
    // It may have changed between drawing and now.
    compare()
    return store.subscribe(compare)
  }, [store])
  return value
}

/** The time of the workspace in epoch milliseconds, each second anew while it runs; null before it is known. */
export function useNow(isNeeded = true): number | null {
  const clock = useValue((state) => state.clock)
  const [, redraw] = useState({})
  const runs = isNeeded && clock !== null && !clock.frozen
  useEffect(() => {
    if (!runs) return
    const ticks = setInterval(() => document.hidden || redraw({}), 1000)
    return () => clearInterval(ticks)
  }, [runs])
  return clock === null ? null : shownBy(clock, performance.now())
}

/** Whether the window is as narrow as a media query says. */
export function useMedia(query: string): boolean {
  const [, redraw] = useState({})
  useEffect(() => {
    const list = matchMedia(query)
    const change = () => redraw({})
    list.addEventListener('change', change)
    return () => list.removeEventListener('change', change)
  }, [query])
  return matchMedia(query).matches
}
