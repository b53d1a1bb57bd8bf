import { useInspector, useValue } from '../state/hooks.js'

/** What was just done, or why it was not. */
export function Notice() {
  const { store } = useInspector()
  const notice = useValue((state) => state.notice)
  return (
    <div class="notice-place" role="status" data-testid="notice">
      {notice !== null && (
        <p class={notice.isBad ? 'notice bad' : 'notice'}>
          {notice.text}
          <button type="button" class="quiet" aria-label="Close" onClick={() => store.set({ notice: null })}>
            ×
          </button>
        </p>
      )}
    </div>
  )
}
