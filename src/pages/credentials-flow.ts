import { missingCredentials, requireCredentials } from '../connections/credentials.js'
import type { ApiError } from '../errors/api-error.js'
import type { Credentials } from '../providers/channel.js'
import type { Provider } from '../providers/providers.js'
import { type CredentialsErrors, credentialsPage, labelOf } from './credentials-page.js'
import type { Flow, FlowDeps } from './flow.js'
import type { Form } from './form-body.js'
import { refusalText } from './refusal.js'
import type { Visit } from './visit.js'

/** How errors name the place of a credential, here as in the API. */
const within = 'credentials.'

/** credentials: the host fills in the provider's form. */
export function credentialsFlow({ connections }: FlowDeps): Flow {
  return {
    show(visit, refusal) {
      const errors = refusal === null ? { fields: {}, whole: null } : errorsOf(visit, refusal)
      return credentialsPage(visit.context, visit.provider, errors)
    },
    steps: {},
    decisions: {
      async submit({ held, provider, form }) {
        const credentials = requireCredentials(provider, givenIn(form, provider), within)
        await connections.complete(held, { credentials })
      },
    },
  }
}

/** What was filled in; an empty field was not. */
function givenIn(form: Form, { credentials }: Provider): Credentials {
  const filled = credentials.filter((name) => (form.get(name) ?? '') !== '')
  return Object.fromEntries(filled.map((name) => [name, form.get(name) as string]))
}

/** A refusal of the whole stands beside the last field, which is the secret. */
function errorsOf({ provider, form, context: { texts } }: Visit, refusal: ApiError): CredentialsErrors {
  const whole = refusalText(texts, provider, refusal)
  if (refusal.code === 'invalid_credentials') {
    return { fields: { [provider.credentials.at(-1) as string]: whole }, whole: null }
  }
  if (refusal.details.field?.startsWith(within)) {
    const missing = missingCredentials(provider, givenIn(form, provider))
    const named = refusal.details.field.slice(within.length)
    const fields = missing.map((name): [string, string] => [
      name,
      texts.refusals.missing(labelOf(texts, name)),
    ])
    return { fields: Object.fromEntries(fields.length > 0 ? fields : [[named, whole]]), whole: null }
  }
  return { fields: {}, whole }
}
