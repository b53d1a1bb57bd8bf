import { normalize } from '../lib/closest-match.js'
import type { Provider } from '../providers/providers.js'
import { drawing } from './drawings.js'
import { cancelForm, type FormContext, form } from './form.js'
import { type Html, html } from './html.js'
import type { Content } from './layout.js'
import { mark } from './marks.js'
import { searchScript } from './scripts.js'

/** The page on which a host picks the provider. */
export function pickerPage(context: FormContext, providers: readonly Provider[]): Content {
  const { picker, account, done } = context.texts
  const group = (category: Provider['category']) => {
    const own = providers.filter((provider) => provider.category === category)
    return (
      own.length > 0 &&
      html`<section data-group>
<h2>${picker[category]}</h2>
<ul class="cards">
${own.map((provider) => card(context, provider))}
</ul>
</section>`
    )
  }
  return {
    title: picker.title,
    provider: null,
    progress: { steps: [picker.step, account.step, done], at: 0 },
    main: html`<div class="field search">
<label for="search">${drawing('search')}<span>${picker.search}</span></label>
<input id="search" type="search" autocomplete="off" placeholder="${picker.search}" data-testid="provider-search">
</div>
<div class="list">
${form(context, html`${group('ota')}${group('pms')}`)}
<p class="nothing" role="status"><span data-nothing hidden>${picker.nothing}</span></p>
</div>
${cancelForm(context)}`,
    script: searchScript,
  }
}

/** The way back to this page from the first page of a provider: the host may choose another one. */
export function backToPicker(context: FormContext): Html {
  const { another } = context.texts.picker
  return form(
    context,
    html`<button class="quiet" name="decision" value="pick" data-testid="back-to-picker">${another}</button>`,
  )
}

function card({ texts }: FormContext, provider: Provider): Html {
  const { id, displayName, aliases, status } = provider
  const names = [id, displayName, ...aliases].map(normalize)
  return html`<li data-names="${names.join(' ')}"><button class="brand-${id}" name="provider" value="${id}" data-testid="provider-${id}">
${mark(provider)}
<span>${displayName}${status === 'beta' && html`<small>${texts.picker.beta}</small>`}</span></button></li>
`
}
