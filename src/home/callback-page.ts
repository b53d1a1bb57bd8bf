import { type Html, html } from '../pages/html.js'
import { icon } from '../pages/icon.js'
import type { Content } from '../pages/layout.js'
import { copyScript } from '../pages/scripts.js'
import { snippet } from '../pages/snippet.js'
import { type ProviderSlug, providerSlugs } from '../providers/providers.js'
import { type CommandContext, openCommand, readCommand } from './commands.js'
import type { RedirectParameter, RedirectParameters } from './redirect-parameters.js'

/** What a redirect says, and what an app does about it. */
interface Outcome {
  readonly title: string
  readonly lead: string
  readonly task: string
  readonly steps: readonly Html[]
}

/**
 * The page that stands in for the app's own at the end of a session: it shows what the redirect brought, and says what an
 * app does with it.
 */
export function callbackPage(context: CommandContext, parameters: RedirectParameters): Content {
  const { shown, notShown } = parameters
  const { title, lead, task, steps } = outcomeOf(context, parameters)
  return {
    title,
    logo: icon,
    main: html`<p>${lead}${shown.length > 0 && html` In production, your own page stands here: the <code>redirectUrl</code> of the session. The browser brought these parameters:`}</p>
${shown.length > 0 && html`<dl class="pairs" data-testid="parameters">${shown.map(entry)}</dl>`}
${notShown > 0 && html`<p class="hint" data-testid="not-shown">There are ${notShown} more parameters.</p>`}
<h2>${task}</h2>
<ol data-testid="steps">
${steps.map((step) => html`<li>${step}</li>`)}
</ol>
<p class="link"><a href="${context.root}/">About this server</a></p>`,
    script: copyScript,
  }
}

/** What each parameter of Repull is for. */
const meanings: Readonly<Record<string, string>> = {
  status: 'How the session ended: connected, cancelled or expired.',
  code: 'Why nothing was connected: access_denied, or account_conflict.',
  provider: 'The provider of the session.',
  sessionId: 'The id that you received when you opened the session.',
  state: 'The text that you gave when you opened the session.',
  accountId: 'The account at the provider: the externalAccountId of the connection.',
  hostId: 'The same as accountId, for Airbnb only.',
}

function entry({ name, value }: RedirectParameter): Html {
  const meaning = Object.hasOwn(meanings, name) ? meanings[name] : 'Not of Repull: your redirectUrl had it.'
  return html`
<div><dt><code>${name}</code></dt><dd><code>${value}</code><p>${meaning}</p></dd></div>`
}

const ofApp = 'What your app does now'

function outcomeOf(context: CommandContext, { first, shown }: RedirectParameters): Outcome {
  const provider = providerSlugs.find((slug) => slug === first.get('provider')) ?? null
  const again = openAgain(context, provider)
  switch (first.get('status')) {
    case 'connected':
      return {
        title: 'An account is connected',
        lead: 'The redirect says that the host connected an account.',
        task: ofApp,
        steps: [
          checkState(first),
          readConnection(context, provider),
          html`Store it, and tell the host that it worked.`,
        ],
      }
    case 'cancelled':
      return {
        title: 'Nothing was connected',
        lead:
          first.get('code') === 'account_conflict'
            ? 'The account is connected elsewhere, and nothing was changed.'
            : 'The host refused, or cancelled.',
        task: ofApp,
        steps: [
          checkState(first),
          first.get('code') === 'account_conflict'
            ? html`Ask the host to disconnect the account there first, or to connect another one.`
            : html`Tell the host that nothing was connected, and offer to try again.`,
          again,
        ],
      }
    case 'expired':
      return {
        title: 'The link had expired',
        lead: 'The host opened the page too late, or took too long.',
        task: ofApp,
        steps: [checkState(first), again],
      }
  }
  return {
    title: 'A page for your redirectUrl',
    lead:
      shown.length === 0
        ? 'This page takes the place of your own at the end of a session, and shows what came back. Nothing came: no session sent the browser here.'
        : 'The redirect of a session has the status connected, cancelled or expired. This one has not, so it is of no session.',
    task: 'Try it',
    steps: [
      html`Open a session that comes back here: ${snippet('command', openCommand(context, 'airbnb'))}`,
      html`Open the <code>url</code> of the answer in a browser, and allow or refuse the access.`,
    ],
  }
}

function checkState(first: RedirectParameters['first']): Html {
  return first.has('state')
    ? html`Compare <code>state</code> with the one that you stored for this user. If it differs, stop: somebody else may have made this link.`
    : html`Give a <code>state</code> when you open a session. Without it, you cannot know whether this redirect belongs to this user.`
}

function readConnection(context: CommandContext, provider: ProviderSlug | null): Html {
  return html`Read the connection with the API key that opened the session. Anybody can write a link like this one, so believe only the API: ${snippet('command', readCommand(context, provider))}
The account is connected when the answer has an <code>externalAccountId</code> that equals <code>accountId</code>.`
}

function openAgain(context: CommandContext, provider: ProviderSlug | null): Html {
  return html`For another try, open a fresh session. This one has ended and cannot be used again: ${snippet('command', openCommand(context, provider))}`
}
