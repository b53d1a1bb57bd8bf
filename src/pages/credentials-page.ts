import { isSecret, type Provider } from '../providers/providers.js'
import { alert, cancelForm, decisionButton, type FormContext, form, textField } from './form.js'
import { html } from './html.js'
import type { Content } from './layout.js'
import type { Texts } from './texts.js'

/** What is wrong with the credentials that a host entered: per field by its name, and on the whole. */
export interface CredentialsErrors {
  readonly fields: Readonly<Record<string, string>>
  readonly whole: string | null
}

/** What a field is called; one that the texts do not have goes by its own name. */
export function labelOf({ credentials: { fields } }: Texts, name: string): string {
  return (Object.hasOwn(fields, name) && fields[name]) || name
}

/** The form for a provider's credentials, its fields as the registry has them. What was entered is never shown again. */
export function credentialsPage(
  context: FormContext,
  provider: Provider,
  errors: CredentialsErrors,
): Content {
  const { credentials, connect } = context.texts
  const fields = provider.credentials.map((name) =>
    textField({
      name,
      label: labelOf(context.texts, name),
      type: isSecret(name) ? 'password' : 'text',
      error: errors.fields[name] ?? null,
      testId: `field-${name}`,
    }),
  )
  return {
    title: connect(provider.displayName),
    provider,
    main: html`${alert(errors.whole)}
<p>${credentials.lead(provider.displayName)}</p>
${form(context, html`${fields}${decisionButton('submit', 'submit-credentials', credentials.submit, 'main')}`)}
<p class="hint">${credentials.hint}</p>
${cancelForm(context)}`,
  }
}
