import { Html } from '../../pages/html.js'

/** The style of a report. */
export const reportStyle = new Html(`
:root { color-scheme: light dark; --text: #1d2329; --dim: #5a6570; --back: #fff; --line: #d5dbe1; --panel: #f4f6f8;
  --good: #1a7f37; --calm: #5a6570; --bad: #b3261e; --odd: #8a5a00; --link: #0b57d0 }
@media (prefers-color-scheme: dark) {
  :root { --text: #e6e9ec; --dim: #a3adb8; --back: #14181c; --line: #39424c; --panel: #1e242a;
    --good: #56d364; --calm: #a3adb8; --bad: #ff8a80; --odd: #f2b84b; --link: #8ab4f8 }
}
* { box-sizing: border-box }
body { margin: 0; font: 16px/1.5 system-ui, sans-serif; color: var(--text); background: var(--back) }
main { max-width: 72rem; margin: 0 auto; padding: 1rem }
h1 { font-size: 1.4rem; overflow-wrap: anywhere }
h2 { font-size: 1.15rem; margin-top: 2rem }
h3 { font-size: 1rem; margin: 0 0 .5rem; overflow-wrap: anywhere }
a { color: var(--link) }
.summary { white-space: pre-line }
.small { color: var(--dim); font-size: .85rem; overflow-wrap: anywhere }
.result { font-size: 1.2rem; font-weight: 700 }
.scroll { overflow-x: auto; border: 1px solid var(--line); border-radius: 6px }
table { border-collapse: collapse; font-size: .85rem }
th, td { padding: .2rem .1rem; border-bottom: 1px solid var(--line); text-align: center }
tbody th, thead th:first-child { text-align: left; font-weight: 500; padding: .2rem .5rem; white-space: nowrap; position: sticky; left: 0; background: var(--back) }
thead th { vertical-align: bottom }
thead th span { writing-mode: vertical-rl; transform: rotate(180deg); font-weight: 500 }
td a { display: inline-block; min-width: 1.6rem; line-height: 1.6rem; font-weight: 700; text-decoration: none }
.recovered { color: var(--good) } .failed { color: var(--calm) }
.harm, .hung { color: var(--bad) } .unstable, .unreached { color: var(--odd) }
.legend span { white-space: nowrap; margin-right: 1rem }
.story { color: inherit; border-left: 4px solid var(--bad); background: var(--panel); padding: .75rem 1rem; margin: 1rem 0; border-radius: 0 6px 6px 0 }
.story p { margin: .25rem 0 }
.rules { padding-left: 1.2rem }
pre { white-space: pre-wrap; overflow-wrap: anywhere; background: var(--panel); padding: .5rem .75rem; border-radius: 6px; font-size: .8rem }
.story pre { background: none; padding: 0; margin: .5rem 0 0 }
details { border-bottom: 1px solid var(--line); padding: .4rem 0 }
summary { cursor: pointer; overflow-wrap: anywhere }
.case { scroll-margin-top: 5rem }
.journal { font-size: .8rem; padding-left: 2.2rem; overflow-wrap: anywhere }
.journal .shown { background: color-mix(in srgb, var(--bad) 18%, transparent) }
@media (max-width: 40rem) { tbody th, thead th:first-child { min-width: 8.5rem; max-width: 40vw; white-space: normal; overflow-wrap: anywhere } }
`)
