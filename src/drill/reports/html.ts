import { type Html, html } from '../../pages/html.js'
import type { CaseReport, DrillReport } from '../report.js'
import { ruleOf } from '../rules/rules.js'
import { type Matrix, matrixOf, rulesOf, storiesOf, verdictSigns } from './matrix.js'
import { reportStyle } from './style.js'
import { summaryOf } from './text.js'

/**
 * A report as one page that needs nothing else, for phones too: the matrix, the stories, and the journal of each case.
 *
 * @param repeat the command that runs a case again, by its id.
 */
export function htmlOf(report: DrillReport, repeat: (id: string) => string): string {
  const stories = storiesOf(report)
  const { subject, cases, seed, passed } = report
  const title = `Drill: ${subject}`
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${reportStyle}</style>
</head>
<body>
<main>
<h1>${title}</h1>
<p class="result ${passed ? 'recovered' : 'harm'}">${passed ? 'No harm' : 'Harm'}</p>
<p class="summary">${summaryOf(report)}</p>
<p class="small">Seed ${seed}. Calls of the rehearsal: ${report.rehearsal.calls.length}.</p>
<h2 id="matrix">Calls and failures</h2>
${matrixHtml(matrixOf(report))}
${legendHtml()}
${stories.length > 0 && html`<h2 id="harm">What is wrong</h2>${rulesHtml(report)}${stories.map((one) => storyHtml(one, repeat))}`}
<h2 id="cases">All cases</h2>
${cases.map((one) => caseHtml(one, repeat))}
</main>
</body>
</html>
`
  return page.markup
}

function matrixHtml({ columns, rows }: Matrix): Html {
  return html`<div class="scroll" tabindex="0" role="region" aria-labelledby="matrix"><table>
<thead><tr><th scope="col">Call</th>${columns.map((name) => html`<th scope="col"><span>${name}</span></th>`)}</tr></thead>
<tbody>
${rows.map(
  ({ label, cells }) =>
    html`<tr><th scope="row">${label}</th>${cells.map((one) => html`<td>${one && cellHtml(one)}</td>`)}</tr>\n`,
)}</tbody>
</table></div>`
}

function cellHtml({ id, verdict, failure }: CaseReport): Html {
  const { character, means } = verdictSigns[verdict]
  return html`<a class="${verdict}" href="#case-${id}" title="#${id} ${failure}: ${means}" aria-label="case ${id}: ${means}">${character}</a>`
}

function legendHtml(): Html {
  return html`<p class="legend">${Object.entries(verdictSigns).map(
    ([kind, { character, means }]) => html`<span><b class="${kind}">${character}</b> ${means}</span> `,
  )}</p>`
}

/** Which rules are broken, and in which cases. */
function rulesHtml(report: DrillReport): Html {
  return html`<ul class="rules">${rulesOf(report).map(
    ({ rule, kind, ids }) =>
      html`<li><b class="${kind}">${rule}</b> ${ids.length}: ${ids.map((id) => html`<a href="#case-${id}">#${id}</a> `)}</li>\n`,
  )}</ul>`
}

function storyHtml(one: CaseReport, repeat: (id: string) => string): Html {
  const { id, target, text, broken, verdict } = one
  return html`<section class="story ${verdict}">
<h3><a href="#case-${id}">#${id}</a> ${target}: ${text}</h3>
${broken.map(({ rule, message }) => {
  const { title, says, published, page } = ruleOf(rule)
  return html`<p><b>${rule}</b>: the app ${title}.</p>
<p>${message}</p>
<p class="small">${says} ${published === null ? html`<code>${page}</code>` : html`<a href="${published}">${published}</a>`}</p>`
})}
${verdict === 'hung' && html`<p>The test did not end in time.</p>`}
<pre>${repeat(id)}</pre>
</section>`
}

function caseHtml(one: CaseReport, repeat: (id: string) => string): Html {
  const { id, target, text, verdict, exitCode, faults, journal, output, durationMs } = one
  const { character, means } = verdictSigns[verdict]
  const shown = new Set(one.broken.flatMap(({ calls }) => calls))
  // A browser opens what has the target of a link inside.
  return html`<details>
<summary><b class="${verdict}">${character}</b> #${id} ${target}: ${text} <span class="small">${means}</span></summary>
<p class="small case" id="case-${id}">Exit code ${exitCode ?? 'none'}, ${durationMs} ms. <code>${repeat(id)}</code></p>
<ol class="journal">${journal.map(
    (line, at) => html`<li${shown.has(at) && html` class="shown"`}><code>${line}</code></li>\n`,
  )}</ol>
${
  faults.length > 0 &&
  html`<p class="small">Its faults, as <code>POST /_mock/faults</code> takes them:</p>
<pre>${faults.map((fault) => JSON.stringify(fault)).join('\n')}</pre>`
}
${output !== '' && html`<p class="small">What the test wrote:</p><pre>${output}</pre>`}
</details>`
}
