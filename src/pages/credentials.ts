import { missingCredentials, requireCredentials, requiredFields } from '../connections/credentials.js'
import type { ApiError } from '../errors/api-error.js'
import type { Credentials } from '../providers/channel.js'
import { type CredentialName, fieldOf, isSecret } from '../providers/credentials.js'
import { type Flow, type FlowContext, type FlowDeps, flowContent, refusalText, type Visit } from './flow.js'
import { choiceField, decisionButton, form, sandboxHint, textField } from './form.js'
import { type Html, html } from './html.js'
import type { Content } from './layout.js'

/** How errors name the place of a credential, here as in the API. */
const within = 'credentials.'

/** credentials: the host fills in the provider's form. */
export function credentialsFlow({ connections }: FlowDeps): Flow {
  return {
    show: (visit, refusal) => credentialsPage(visit, formOf(visit, refusal)),
    decisions: {
      async submit(visit) {
        const asking = { version: visit.version, within, isForm: true }
        const credentials = requireCredentials(visit.provider, givenIn(visit), asking)
        await connections.complete(visit, { credentials }, visit)
      },
    },
  }
}

/** What was filled in; an empty field was not. */
function givenIn({ form, provider }: Visit): Credentials {
  const filled = provider.credentials.filter((name) => (form.get(name) ?? '') !== '')
  return Object.fromEntries(filled.map((name) => [name, form.get(name) as string]))
}

/** What a host has entered so far, and what is wrong with it. */
export interface CredentialsForm {
  /** What is wrong per field, by its name, and on the whole. */
  readonly fields: Readonly<Record<string, string | null>>
  readonly whole: string | null
  /** What is shown again of what was entered: never a secret. */
  readonly values: Readonly<Record<string, string>>
  readonly required: readonly string[]
}

function formOf(visit: Visit, refusal: ApiError | null): CredentialsForm {
  const given = givenIn(visit)
  return {
    ...errorsOf(visit, refusal),
    values: Object.fromEntries(Object.entries(given).filter(([name]) => !isSecret(name))),
    required: requiredFields(visit.provider, visit.version),
  }
}

/** A refusal by the provider stands beside the last field that is a secret. */
function errorsOf(visit: Visit, refusal: ApiError | null): Pick<CredentialsForm, 'fields' | 'whole'> {
  const { provider, texts } = visit
  const text = refusalText(visit, refusal)
  if (refusal?.code === 'invalid_credentials') {
    return { fields: { [provider.credentials.findLast(isSecret) as string]: text }, whole: null }
  }
  const field = refusal?.details.field
  if (!field?.startsWith(within)) return { fields: {}, whole: text }
  const missing = missingCredentials(provider, givenIn(visit), visit.version)
  if (missing.length === 0) return { fields: { [field.slice(within.length)]: text }, whole: null }
  const errors = missing.map((name) => [name, texts.refusals.missing(texts.fields[name])])
  return { fields: Object.fromEntries(errors), whole: null }
}

/** The form for a provider's credentials, its fields as the registry has them. A secret is never shown again. */
export function credentialsPage(context: FlowContext, entered: CredentialsForm): Content {
  const { texts, provider } = context
  const { credentials, busy } = texts
  const { displayName } = provider
  const inputs = provider.credentials.map((name) => inputFor(name, context, entered))
  return flowContent(context, {
    title: texts.connect(displayName),
    steps: [credentials.step],
    at: 0,
    refusal: entered.whole,
    main: html`<p>${credentials.lead(displayName)}</p>
${form(context, html`${inputs}${decisionButton('submit', 'submit-credentials', credentials.submit, 'main', busy.provider(displayName))}`)}
${sandboxHint(texts, credentials.hint)}`,
  })
}

function inputFor(
  name: CredentialName,
  { texts: { credentials, fields: labels } }: FlowContext,
  { fields, values, required }: CredentialsForm,
): Html {
  const { choices } = fieldOf(name)
  const isRequired = required.includes(name)
  const label = labels[name]
  const field = {
    name,
    label: isRequired || choices !== undefined ? label : credentials.optional(label),
    value: values[name] ?? '',
    testId: `field-${name}`,
  }
  return choices === undefined
    ? textField({
        ...field,
        error: fields[name] ?? null,
        type: isSecret(name) ? 'password' : 'text',
        isRequired,
      })
    : choiceField({ ...field, choices })
}
