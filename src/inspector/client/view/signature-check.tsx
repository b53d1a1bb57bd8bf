import { useState } from 'preact/hooks'
import type { Attempt } from '../data/entries.js'
import { signatureOf } from '../data/signature.js'
import { signatureSnippets } from '../data/signature-snippets.js'
import { useInspector } from '../state/hooks.js'
import { secretOf } from '../state/webhook-secret.js'
import { CopyButton } from './copy-button.js'
import { Field } from './field.js'

/** Computes the signature of a delivery anew, and shows how an endpoint does so. */
export function SignatureCheck({ attempt }: { readonly attempt: Attempt }) {
  const inspector = useInspector()
  const [secret, setSecret] = useState('')
  const [computed, setComputed] = useState<string | null | undefined>(null)
  const [language, setLanguage] = useState('Node')
  const check = async (event: Event) => {
    event.preventDefault()
    await inspector.act('', async () => {
      const own = secret === '' ? await secretOf(inspector.api, attempt) : secret
      if (own === undefined) return inspector.say('The webhook is gone: type its secret.', true)
      setComputed(await signatureOf(JSON.stringify(attempt.payload), own))
    })
  }
  const code = signatureSnippets[language] ?? ''
  return (
    <details class="signature">
      <summary>
        Signature <code>{attempt.signature.slice(0, 16)}…</code>
      </summary>
      <form onSubmit={check}>
        <Field
          label="Secret that your app uses"
          hint="Leave it empty to check with the secret of the webhook. It stays in this page."
        >
          <input
            type="password"
            autocomplete="off"
            value={secret}
            data-testid="secret"
            onInput={({ currentTarget }) => setSecret(currentTarget.value)}
          />
        </Field>
        <button type="submit" data-testid="check-signature">
          Check it
        </button>
      </form>
      {computed !== null && (
        <p
          class={computed === attempt.signature ? 'good' : 'bad'}
          role="status"
          data-testid="signature-result"
        >
          {computed === undefined
            ? 'This browser computes no signature on a page that came by http from another machine.'
            : computed === attempt.signature
              ? 'Valid: the body was signed with this secret.'
              : `Not valid: with this secret it would be ${computed}.`}
        </p>
      )}
      <div class="actions">
        <select
          aria-label="Language"
          value={language}
          onChange={({ currentTarget }) => setLanguage(currentTarget.value)}
        >
          {Object.keys(signatureSnippets).map((one) => (
            <option key={one} value={one}>
              {one}
            </option>
          ))}
        </select>
        <CopyButton text={() => code}>Copy</CopyButton>
      </div>
      <pre>
        <code>{code}</code>
      </pre>
    </details>
  )
}
