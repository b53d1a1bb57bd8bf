import { useInspector } from '../state/hooks.js'
import { Dialog } from './dialog.js'
import { keyTexts } from './keys.js'

/** The keys of the page. */
export function HelpDialog() {
  const { store, api, facts } = useInspector()
  const close = () => store.set({ isHelpOpen: false })
  return (
    <Dialog title="Keys" onClose={close}>
      <dl class="keys">
        {keyTexts.map(([key, text]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      <p class="hint">
        repull-mock {facts.version} · <a href={api.address('/docs#/Control')}>All control calls</a> ·{' '}
        <a href={api.address('/')}>About this server</a>
      </p>
      <form method="dialog">
        <button type="submit" class="main">
          Close
        </button>
      </form>
    </Dialog>
  )
}
