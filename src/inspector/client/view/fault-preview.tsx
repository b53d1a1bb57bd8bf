import { useEffect, useState } from 'preact/hooks'
import type { FaultInput } from '../data/entries.js'
import { messageOf } from '../state/api.js'
import { useInspector } from '../state/hooks.js'

interface Preview {
  readonly matches: number
  readonly of: number
}

/** How many requests of the past a fault would have matched. */
export function FaultPreview({ fault }: { readonly fault: FaultInput }) {
  const { api, loads } = useInspector()
  const [preview, setPreview] = useState<Preview | string | null>(null)
  useEffect(() => {
    if (fault.match?.event !== undefined || Object.keys(fault.respond).length === 0) return setPreview(null)
    let isOver = false
    const ask = async () => {
      const { workspace } = loads
      try {
        return await api.call<Preview>('POST', 'faults/preview', { workspace, body: fault })
      } catch (error) {
        return messageOf(error)
      }
    }
    const wait = setTimeout(async () => {
      const found = await ask()
      if (!isOver) setPreview(found)
    }, 300)
    return () => {
      isOver = true
      clearTimeout(wait)
    }
  }, [fault, api, loads])
  return (
    <p class={typeof preview === 'string' ? 'warning' : 'hint'} aria-live="polite" data-testid="preview">
      {typeof preview === 'string'
        ? preview
        : preview === null
          ? ' '
          : `It would have matched ${preview.matches} of ${preview.of} past requests.`}
    </p>
  )
}
