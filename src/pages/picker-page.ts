import { normalize } from '../lib/closest-match.js'
import type { Provider } from '../providers/providers.js'
import { cancelForm, type FormContext, form } from './form.js'
import { type Html, html } from './html.js'
import { type Content, mark } from './layout.js'
import { searchScript } from './scripts.js'

/** The page on which a host picks the provider. */
export function pickerPage(context: FormContext, providers: readonly Provider[]): Content {
  const { picker } = context.texts
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
    isWide: true,
    main: html`<div class="field" hidden>
<label for="search">${picker.search}</label>
<input id="search" type="search" autocomplete="off" data-testid="provider-search">
</div>
${form(context, html`${group('ota')}${group('pms')}`)}
<p role="status"><span data-nothing hidden>${picker.nothing}</span></p>
${cancelForm(context)}`,
    script: searchScript,
  }
}

function card({ texts }: FormContext, provider: Provider): Html {
  const { id, displayName, aliases, status } = provider
  const names = [id, displayName, ...aliases].map(normalize)
  return html`<li data-names="${names.join(' ')}"><button class="brand-${id}" name="provider" value="${id}" data-testid="provider-${id}">
${mark(provider)}
<span>${displayName}${status === 'beta' && html`<small>${texts.picker.beta}</small>`}</span></button></li>
`
}
