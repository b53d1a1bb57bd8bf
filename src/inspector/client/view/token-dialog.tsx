import { useInspector } from '../state/hooks.js'
import { Dialog } from './dialog.js'

/** Asks for the token of the control API. */
export function TokenDialog() {
  const inspector = useInspector()
  const wasRefused = inspector.api.token !== null
  return (
    <Dialog title="This server asks for a token">
      <form
        onSubmit={(event) => {
          event.preventDefault()
          const token = new FormData(event.currentTarget).get('token')
          inspector.unlock(String(token).trim())
        }}
      >
        {wasRefused && (
          <p class="bad" role="alert">
            The server did not take that token.
          </p>
        )}
        <label for="token">The server’s REPULL_MOCK_CONTROL_TOKEN</label>
        <input id="token" name="token" type="password" required autocomplete="off" data-testid="token" />
        <p class="hint">This tab keeps it until it is closed.</p>
        <button type="submit" class="main">
          Go on
        </button>
      </form>
    </Dialog>
  )
}
