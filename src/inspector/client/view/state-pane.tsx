import { useState } from 'preact/hooks'
import { useInspector, useValue } from '../state/hooks.js'
import { Field } from './field.js'

/** Takes the workspace as it is, and puts it back. */
export function StatePane() {
  const inspector = useInspector()
  const workspace = useValue(() => inspector.loads.workspace)
  const kept = useValue((state) => state.snapshots)
  const keep = (name: string, text: string) => {
    const { store } = inspector
    store.set({ snapshots: [{ name, text }, ...store.state.snapshots] })
  }
  if (workspace === null)
    return (
      <div class="empty">
        <p>A snapshot is of one workspace. Choose it at the top.</p>
      </div>
    )
  const take = () =>
    inspector.act('The snapshot is in this page.', async () => {
      const text = await (await inspector.api.send('GET', 'snapshot', { workspace })).text()
      const name = `snapshot-${new Date().toISOString().slice(0, 19).replaceAll(':', '-')}.json`
      keep(name, text)
    })
  const restore = (text: string) =>
    inspector.act('The workspace is as it was.', async () => {
      await inspector.api.call('PUT', 'snapshot', { workspace, body: JSON.parse(text) })
      await inspector.loads.all()
    })
  const upload = async (input: HTMLInputElement) => {
    const file = input.files?.[0]
    if (file === undefined) return
    const text = await file.text()
    input.value = ''
    if (!isJson(text)) return inspector.say(`${file.name} is not JSON.`, true)
    keep(file.name, text)
  }
  return (
    <>
      <h2>Snapshots</h2>
      <p class="hint">
        A snapshot has everything of the workspace but its journal: secrets of webhooks, too. It stays in this
        page until you download it.
      </p>
      <div class="actions">
        <button type="button" class="main" data-testid="take" onClick={take}>
          Take one
        </button>
        <label class="button">
          Upload
          <input
            class="unseen"
            type="file"
            accept="application/json,.json"
            data-testid="upload"
            onChange={({ currentTarget }) => upload(currentTarget)}
          />
        </label>
      </div>
      <ul class="cards">
        {kept.map(({ name, text }, at) => (
          <li class="card" key={kept.length - at} data-testid="snapshot">
            <p>
              <strong>{name}</strong>
            </p>
            <p class="facts">
              <span>{Math.ceil(text.length / 1024)} KiB</span>
            </p>
            <div class="actions">
              <button type="button" data-testid="restore" onClick={() => restore(text)}>
                Restore
              </button>
              <button type="button" data-testid="download" onClick={() => download(name, text)}>
                Download
              </button>
            </div>
          </li>
        ))}
      </ul>
      <h2>Fork</h2>
      <ForkForm workspace={workspace} />
    </>
  )
}

function ForkForm({ workspace }: { readonly workspace: string }) {
  const inspector = useInspector()
  const [to, setTo] = useState('')
  const fork = (event: Event) => {
    event.preventDefault()
    void inspector.act('The other key has a copy.', async () => {
      await inspector.api.call('POST', 'fork', { workspace, body: { to } })
      await inspector.loads.workspaces()
    })
  }
  return (
    <form onSubmit={fork}>
      <Field
        label="To the API key"
        hint="All that the workspace of that key holds is replaced. Copied sessions get new ids."
      >
        <input
          required
          spellcheck={false}
          placeholder="sk_test_copy"
          value={to}
          data-testid="fork-to"
          onInput={({ currentTarget }) => setTo(currentTarget.value)}
        />
      </Field>
      <button type="submit" data-testid="fork">
        Copy the workspace
      </button>
    </form>
  )
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

function download(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  URL.revokeObjectURL(url)
}
