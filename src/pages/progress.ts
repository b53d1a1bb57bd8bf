import { type Html, html } from './html.js'
import type { Texts } from './texts.js'

/** How far a host has come: the names of the steps, and at which of them the host is, from 0. Behind the last, all is done. */
export interface Progress {
  readonly steps: readonly string[]
  readonly at: number
}

/** The steps, of which those that are done and the one at hand look different. */
export function progressBar({ progress }: Texts, { steps, at }: Progress): Html {
  const now = Math.min(at, steps.length - 1)
  const look = (step: number) => (step < at ? 'past' : step === at ? 'now' : 'next')
  return html`<ol class="progress" aria-label="${progress(now + 1, steps.length, steps[now] as string)}">
${steps.map((name, step) => html`<li class="${look(step)}"${step === now && html` aria-current="step"`}><span>${name}</span></li>`)}
</ol>`
}
