import { createHash } from 'node:crypto'
import { providers } from '../providers/providers.js'
import { Html } from './html.js'
import { hostedStyle } from './style-hosted.js'

/** A class per provider, because the policy of the pages allows no style in an attribute. */
const brands = providers.map(({ id, color }) => `.brand-${id}{--brand:${color}}`).join('\n')

const css = `:root{color-scheme:light dark;--page:#eef0f4;--card:#fff;--text:#171c26;--soft:#545d70;--line:#dde1e8;--field:#858ea0;--raised:#f5f6f9;--bad:#b3261e;--good:#14703f;--late:#5a46b5;--warn:#8a4b08;--brand:#33415c;--focus:#1a5fd0}
@media (prefers-color-scheme:dark){:root{--page:#0f1218;--card:#191e27;--text:#eceff4;--soft:#a7b0c0;--line:#323a48;--field:#7c879b;--raised:#222833;--bad:#ff9b93;--good:#6fd49b;--late:#b8abff;--warn:#f3b878;--focus:#8ab8ff}}
${brands}
*{box-sizing:border-box}
[hidden]{display:none!important}
html{font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;background:var(--page);color:var(--text)}
body{margin:0;min-height:100vh;min-height:100dvh;display:flex;flex-direction:column;align-items:center;overflow-wrap:anywhere}
main{width:100%;max-width:34rem;padding:2rem 1.5rem}
main.wide{max-width:50rem;margin:auto}
.card{background:var(--card);border:1px solid var(--line);border-radius:1rem;padding:1.75rem}
.wide .card{border-top:.3rem solid var(--brand)}
h1{font-size:1.4rem;line-height:1.25;margin:0 0 .6rem}
h2{font-size:.95rem;margin:1.5rem 0 .5rem;color:var(--soft)}
h3{font-size:1rem;margin:0 0 .5rem}
h1,button{text-wrap:balance}
p,li,small{text-wrap:pretty}
p{margin:0 0 1rem}
ul{margin:0 0 1.25rem;padding-left:1.4rem}
li{margin:.25rem 0}
svg{fill:none;stroke:currentColor;stroke-width:1.8;stroke-linecap:round;stroke-linejoin:round}
.mark{display:grid;place-items:center;flex:none;width:2.5rem;height:2.5rem;border-radius:.7rem;background:var(--brand);color:#fff;font-weight:700;overflow:hidden}
.mark svg{width:62%}
.mark img{width:100%;height:100%;object-fit:contain}
.mark.app{background:var(--raised);color:var(--text);border:1px solid var(--line)}
form{margin:0}
button,.button{font:inherit;font-weight:600;display:block;width:100%;min-height:2.75rem;padding:.6rem 1rem;margin:.6rem 0 0;border-radius:.65rem;border:1px solid var(--field);background:transparent;color:var(--text);cursor:pointer;text-align:center}
button:hover,.button:hover{border-color:var(--text)}
button.main,.button.main{background:var(--brand);border-color:var(--brand);color:#fff}
button.main:hover,.button.main:hover{filter:brightness(.92)}
button.quiet{border-color:transparent;color:var(--soft);font-weight:400}
button.quiet:hover{text-decoration:underline}
a.button{text-decoration:none}
a{color:inherit;text-underline-offset:.15em}
:focus-visible{outline:3px solid var(--focus);outline-offset:2px}
label{display:block;font-weight:600;margin-bottom:.25rem}
.field{margin:0 0 1.1rem}
input,select{font:inherit;width:100%;min-height:2.75rem;padding:.5rem .75rem;border:1px solid var(--field);border-radius:.65rem;background:var(--card);color:var(--text);accent-color:var(--brand)}
input[aria-invalid=true]{border-color:var(--bad);border-width:2px}
.hint,small{color:var(--soft);font-size:.875rem}
.hint{margin:.4rem 0 0}
.link{text-align:center;margin:1rem 0 0}
.bad{color:var(--bad);font-size:.9375rem;margin:.35rem 0 0}
.alert{border-left:.25rem solid var(--bad);border-radius:.4rem;background:color-mix(in srgb,var(--bad) 9%,var(--card));padding:.75rem 1rem;margin:.4rem 0 1rem}
.alert:focus-visible{outline:1px solid var(--bad);outline-offset:0}
dl{margin:0 0 1.25rem;border:1px solid var(--line);border-radius:.65rem}
dl div{padding:.6rem 1rem}
dl div+div{border-top:1px solid var(--line)}
dt{color:var(--soft);font-size:.875rem}
dd{margin:0;font-weight:600}
.code,code,pre{font-family:ui-monospace,Menlo,Consolas,monospace}
pre{margin:0 0 1.25rem;padding:.75rem 1rem;border:1px solid var(--line);border-radius:.65rem;background:var(--page);font-size:.8125rem;white-space:pre-wrap}
.logo svg{display:block;width:3rem;height:3rem;margin-bottom:1rem}
.copy{float:right;width:auto;min-height:2rem;margin:-.35rem -.6rem 0 .6rem;padding:.2rem .7rem;font-family:system-ui,sans-serif;font-size:.8125rem;background:var(--card)}
.cards:last-child{margin-bottom:0}
@media (min-width:44rem){.pairs div{display:grid;grid-template-columns:9rem 1fr}}
ol{margin:0 0 1.25rem;padding-left:1.4rem}
ol li{margin:.5rem 0}
ol pre{margin:.5rem 0}
dd p{margin:.15rem 0 0;font-weight:400;font-size:.875rem;color:var(--soft)}
.status{color:var(--soft);font-weight:600}
.plain{list-style:none;padding:0}
.plain li{margin:.75rem 0}
.cards{list-style:none;padding:0;display:grid;grid-template-columns:repeat(auto-fill,minmax(12.75rem,1fr));gap:.6rem}
.cards li{margin:0}
.cards button{display:flex;align-items:center;gap:.7rem;margin:0;padding:.55rem .6rem;text-align:left;height:100%;border-color:var(--line);background:var(--card)}
.cards a{display:block;height:100%;margin:0;padding:.75rem;text-align:left;border-color:var(--line)}
.cards small{display:block;font-weight:400}
.columns{columns:2 16rem;column-gap:1.5rem}
.columns section{break-inside:avoid;padding-bottom:1rem}
.columns ul{margin:0}
.columns li{margin:.5rem 0}
details{margin-top:1.25rem;border-top:1px solid var(--line);padding-top:.75rem;font-size:.875rem}
summary{cursor:pointer;color:var(--soft)}
details p{margin:.5rem 0 0}
${hostedStyle}
@media (max-width:32rem){.wide{padding:1rem}.wide .card{padding:1.25rem}.cards{grid-template-columns:1fr 1fr}}
@media (max-width:26rem){.cards{grid-template-columns:1fr}}`

/** The one style sheet of the pages, to stand between `<style>` tags. */
export const style = new Html(css)

/** The source that allows this style sheet, and no other, in a Content-Security-Policy. */
export const styleSource = `'sha256-${createHash('sha256').update(css).digest('base64')}'`
