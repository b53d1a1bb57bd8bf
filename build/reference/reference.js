// Runs in the browser, on the page at /docs: shows openapi.json of the server that the page came from, and calls it.
import SwaggerUI from 'swagger-ui-dist/swagger-ui-es-bundle.js'
import './reference.css'
import { mendWhatChanges } from './accessibility.js'

const place = document.querySelector('#reference')
const { root, key } = place.dataset
const rootUrl = new URL(root, document.baseURI)

/** The component has a theme for darkness, which a class turns on. */
function followDarkness() {
  const darkness = matchMedia('(prefers-color-scheme: dark)')
  const follow = () => document.documentElement.classList.toggle('dark-mode', darkness.matches)
  darkness.addEventListener('change', follow)
  follow()
}

/** Links to the tags, as the component has no contents of its own. It gives these ids to their headings. */
function listTags({ tags, paths }) {
  const operations = Object.values(paths).flatMap((path) => Object.values(path))
  const links = tags
    .filter(({ name }) => operations.some((operation) => operation.tags?.includes(name)))
    .map(({ name }) => {
      const link = document.createElement('a')
      link.href = `#operations-tag-${name}`
      link.textContent = name
      // The component scrolls other links by a script, which knows nothing of what is fixed at the top.
      link.className = 'noZensmooth'
      return link
    })
  document.querySelector('#tags').append(...links)
}

/** The document as this page shows it. */
function prepare(spec) {
  // Where this page came from, whatever proxy or base path is between.
  spec.servers = [{ url: rootUrl.href.replace(/\/$/, '') }]
  // The component sends the first example of a header that nobody filled in, and one of `Prefer` asks for an error.
  for (const parameter of Object.values(spec.components.parameters)) delete parameter.examples
  return spec
}

/** Parts of the component that this page has in another form, and links inside of buttons, which no keyboard reaches. */
function replaceParts({ React }) {
  const nothing = () => null
  return {
    components: {
      DeepLink: ({ text }) => React.createElement('span', null, text),
      InfoContainer: nothing,
      ServersContainer: nothing,
    },
  }
}

function show(spec) {
  listTags(spec)
  const ui = SwaggerUI({
    spec: prepare(spec),
    domNode: place,
    plugins: [replaceParts],
    deepLinking: true,
    defaultModelsExpandDepth: -1,
    displayRequestDuration: true,
    syntaxHighlight: { theme: 'monokai' },
    tryItOutEnabled: true,
    validatorUrl: null,
    onComplete: () => {
      if (key) ui.preauthorizeApiKey('bearerAuth', key)
    },
  })
}

function sayWhatFailed(error) {
  place.textContent = `The reference cannot be shown: ${error.message}. Check that the server runs, and load the page again.`
}

followDarkness()
mendWhatChanges(place)
// The examples are of a server with the default address; what is tried here is to lead back here.
fetch(new URL('openapi.json', rootUrl))
  .then((answer) => answer.text())
  .then((text) => JSON.parse(text.replaceAll('http://127.0.0.1:7855', rootUrl.href.replace(/\/$/, ''))))
  .then(show)
  .catch(sayWhatFailed)
