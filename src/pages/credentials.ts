import { missingCredentials, requireCredentials } from '../connections/credentials.js'
import type { ApiError } from '../errors/api-error.js'
import type { Credentials } from '../providers/channel.js'
import { isSecret } from '../providers/credentials.js'
import { type Flow, type FlowContext, type FlowDeps, flowContent, refusalText, type Visit } from './flow.js'
import { decisionButton, form, textField } from './form.js'
import { html } from './html.js'
import type { Content } from './layout.js'

/** How errors name the place of a credential, here as in the API. */
const within = 'credentials.'

/** credentials: the host fills in the provider's form. */
export function credentialsFlow({ connections }: FlowDeps): Flow {
  return {
    show: (visit, refusal) => credentialsPage(visit, errorsOf(visit, refusal)),
    decisions: {
      async submit(visit) {
        const credentials = requireCredentials(visit.provider, givenIn(visit), within)
        await connections.complete(visit, { credentials })
      },
    },
  }
}

/** What was filled in; an empty field was not. */
function givenIn({ form, provider }: Visit): Credentials {
  const filled = provider.credentials.filter((name) => (form.get(name) ?? '') !== '')
  return Object.fromEntries(filled.map((name) => [name, form.get(name) as string]))
}

/** What is wrong with the credentials that a host entered: per field by its name, and on the whole. */
export interface CredentialsErrors {
  readonly fields: Readonly<Record<string, string | null>>
  readonly whole: string | null
}

/** A refusal by the provider stands beside the last field, which is the secret. */
function errorsOf(visit: Visit, refusal: ApiError | null): CredentialsErrors {
  const { provider, texts } = visit
  const text = refusalText(visit, refusal)
  if (refusal?.code === 'invalid_credentials') {
    return { fields: { [provider.credentials.at(-1) as string]: text }, whole: null }
  }
  const field = refusal?.details.field
  if (!field?.startsWith(within)) return { fields: {}, whole: text }
  const missing = missingCredentials(provider, givenIn(visit))
  if (missing.length === 0) return { fields: { [field.slice(within.length)]: text }, whole: null }
  const errors = missing.map((name) => [name, texts.refusals.missing(texts.credentials.fields[name])])
  return { fields: Object.fromEntries(errors), whole: null }
}

/** The form for a provider's credentials, its fields as the registry has them. What was entered is never shown again. */
export function credentialsPage(context: FlowContext, { fields, whole }: CredentialsErrors): Content {
  const { texts, provider } = context
  const { credentials } = texts
  const inputs = provider.credentials.map((name) =>
    textField({
      name,
      label: credentials.fields[name],
      type: isSecret(name) ? 'password' : 'text',
      error: fields[name] ?? null,
      testId: `field-${name}`,
    }),
  )
  return flowContent(context, {
    title: texts.connect(provider.displayName),
    refusal: whole,
    main: html`<p>${credentials.lead(provider.displayName)}</p>
${form(context, html`${inputs}${decisionButton('submit', 'submit-credentials', credentials.submit, 'main')}`)}
<p class="hint">${credentials.hint}</p>`,
  })
}
