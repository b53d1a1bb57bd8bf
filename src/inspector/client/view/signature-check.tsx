import { useState } from 'preact/hooks'
import type { Attempt } from '../data/entries.js'
import { signatureOf } from '../data/signature.js'
import { signatureSnippets } from '../data/signature-snippets.js'
import { CopyButton } from './copy-button.js'
import { Field } from './field.js'

/** Computes the signature of a delivery anew, and shows how an endpoint does so. */
export function SignatureCheck({ attempt }: { readonly attempt: Attempt }) {
  const [secret, setSecret] = useState('')
  const [computed, setComputed] = useState<string | null | undefined>(null)
  const [language, setLanguage] = useState('Node')
  const check = async (event: Event) => {
    event.preventDefault()
    setComputed(await signatureOf(JSON.stringify(attempt.payload), secret))
  }
  const code = signatureSnippets[language] ?? ''
  return (
    <details class="signature">
      <summary>
        Signature <code>{attempt.signature.slice(0, 16)}…</code>
      </summary>
      <form onSubmit={check}>
        <Field
          label="Secret of the webhook"
          hint="It was shown once, when the webhook was made. It stays in this page."
        >
          <input
            type="password"
            autocomplete="off"
            required
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
