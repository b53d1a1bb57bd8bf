/** What only hosted pages have: a card that stays where it is from step to step, and the bar of the sandbox. */
export const hostedStyle = `body{--ink:var(--brand)}
@media (prefers-color-scheme:dark){body{--ink:color-mix(in srgb,var(--brand) 55%,#fff)}}
body.brand-none{--ink:var(--soft)}
main:not(.wide){flex:1;display:flex;flex-direction:column;align-self:flex-start;margin-left:max(0px,50vw - 17rem)}
main:not(.wide)>.card{display:flex;flex-direction:column;min-height:min(41rem,calc(100dvh - 8rem));box-shadow:0 1px 2px #0b12200d,0 12px 32px #0b122014;position:relative}
.head{display:grid;grid-template:2.75rem auto/1fr auto 1fr;align-items:center;margin:0 0 1.25rem}
.back{display:flex;align-items:center;font-size:.875rem;color:var(--soft)}
.back a,.back button{overflow-wrap:normal}
.back svg{width:1.25rem;flex:none;margin-left:-.3rem}
.back a,.back button{display:flex;align-items:center;width:auto;min-height:2.75rem;margin:0;padding:0 .5rem 0 .1rem;border:0;font-weight:400;text-align:left;line-height:1.2;color:inherit;text-decoration:none}
.back a:hover,.back button:hover{text-decoration:underline}
.pair{grid-column:2;display:flex;align-items:center;gap:.5rem}
.pair .mark{width:2.75rem;height:2.75rem}
.ties{color:var(--field)}
.ties.is-completed{color:var(--good)}
.ties svg{display:block;width:1.5rem;stroke-width:3}
.progress{grid-column:1/-1;list-style:none;display:flex;gap:.4rem;min-height:1.75rem;margin:1.1rem 0 0;padding:0;font-size:.8125rem;line-height:1.3;color:var(--soft)}
.progress li{flex:1;min-width:0;margin:0;padding-top:.4rem;border-top:.25rem solid var(--line);border-radius:.125rem}
.progress .past{border-color:var(--ink)}
.progress .now{border-color:var(--ink);color:var(--text);font-weight:600}
.progress span{display:block;white-space:nowrap}
.progress:has(li:nth-child(5)) li:not(.now) span{display:none}
.progress li:not(.now){overflow:hidden;text-overflow:ellipsis}
.leave{margin-top:auto;padding-top:.6rem}
.leave button{margin:0}
.access{list-style:none;padding:0;margin:0 0 .75rem;border:1px solid var(--line);border-radius:.65rem}
.access li{display:flex;align-items:center;gap:.85rem;margin:0;padding:.65rem .9rem;font-weight:600;line-height:1.3}
.access li+li{border-top:1px solid var(--line)}
.access svg{flex:none;width:1.6rem;color:var(--ink)}
.access small{display:block;font-weight:400}
.access [data-level=none]{color:var(--soft);font-weight:400}
.access [data-level=none] svg{color:var(--field)}
.copies div{position:relative;padding:.5rem 6.5rem .5rem 1rem}
.copies .code{font-size:.875rem}
.copies .copy{position:absolute;right:.75rem;top:50%;transform:translateY(-50%);margin:0;min-height:2.25rem}
.digits{padding-block:.3rem;font-size:1.5rem;font-family:ui-monospace,Menlo,Consolas,monospace;text-align:center}
.checklist{margin:0 0 1.1rem}
.check{display:flex;gap:.75rem;align-items:flex-start;font-weight:400;margin:0;padding:.45rem 0;cursor:pointer}
.check+.check{border-top:1px solid var(--line)}
.check input{width:1.3rem;min-height:1.3rem;height:1.3rem;flex:none;margin:.1rem 0 0;cursor:pointer}
.check:has(:checked) span{color:var(--soft)}
.room{display:grid;grid-template-columns:minmax(0,2fr) minmax(0,3fr);gap:.75rem;align-items:center;margin:0;padding:.6rem 0;border-top:1px solid var(--line)}
.room label{margin:0;line-height:1.3}
.room small{display:block;font-weight:400}
.room+button{margin-top:.85rem}
.search{position:relative;margin:0 0 .9rem}
@media (scripting:none){.search{display:none}}
.search label{position:absolute;inset:0 auto 0 .8rem;display:grid;place-items:center;margin:0;color:var(--soft)}
.search label svg{width:1.3rem}
.search label span{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.search input{padding-left:2.6rem}
body:has(.list){height:100dvh}
main:has(.list){min-height:0}
main:not(.wide)>.card:has(.list){flex:0 1 41rem;min-height:31rem}
.list{flex:1 1 auto;min-height:13rem;overflow-y:auto;margin:0 -1.75rem;padding:0 1.75rem;border-block:1px solid var(--line)}
.list h2{margin:.9rem 0 .4rem;font-size:.875rem}
.list .cards{margin:0 0 .9rem}
.list .mark{width:2.25rem;height:2.25rem}
.nothing{margin:0}
.nothing span{display:block;padding:2.5rem 1rem;text-align:center;color:var(--soft)}
.head+.sign{margin-top:-.5rem}
.sign{display:grid;place-items:center;align-self:center;width:4.5rem;height:4.5rem;border-radius:50%;margin:0 0 1.1rem;background:color-mix(in srgb,var(--tone) 14%,var(--card));color:var(--tone)}
.sign svg{width:2.2rem;stroke-width:2.2}
.is-completed{--tone:var(--good)}
.is-cancelled{--tone:var(--soft)}
.is-refused{--tone:var(--warn)}
.is-errored{--tone:var(--bad)}
.is-expired{--tone:var(--late)}
.is-problem{--tone:var(--bad)}
.sign+h1,.outcome,.going{text-align:center}
.next:not(li){padding:.7rem 1rem;border-radius:.65rem;background:color-mix(in srgb,var(--tone) 9%,var(--card))}
.stacked{margin:.75rem 0 0}
.stacked .button{margin:0}
.outcome~.stacked .button{background:var(--text);border-color:var(--text);color:var(--card)}
.outcome~.stacked .button:hover{filter:brightness(.9)}
.outcome~details code{white-space:nowrap}
.access+.hint{margin-bottom:1rem}
.going{margin:.5rem 0 .5rem;color:var(--soft)}
.moving{height:.3rem;border-radius:.15rem;background:var(--line);overflow:hidden;margin:0 0 1rem}
.moving span{display:block;height:100%;width:35%;border-radius:inherit;background:var(--ink)}
.outcome~.moving span{background:var(--field)}
.ghosts{margin-top:1rem}
.hint+form{margin-top:1.1rem}
.ghosts span{display:block;height:2.75rem;border-radius:.65rem;background:var(--raised);margin-top:.6rem}
.try{border:1px dashed var(--field);border-radius:.65rem;padding:.6rem .85rem;margin:1rem 0 0}
.try code{white-space:nowrap}
.try strong,.sandbox-bar strong{flex:none;white-space:nowrap;display:inline-block;padding:0 .45rem;border-radius:.35rem;background:#ffd479;color:#3a2700;font-size:.75rem;line-height:1.6}
.sandbox-bar{position:sticky;bottom:0;width:100%;display:flex;flex-wrap:wrap;align-items:center;justify-content:space-between;gap:0 1.5rem;padding:.35rem 1.25rem;background:#161b25;border-top:2px solid #ffd479;color:#dfe4ee;font-size:.8125rem;line-height:1.4}
.sandbox-bar>p{flex:1 0 auto;max-width:100%;display:flex;gap:0 .6rem;align-items:center;margin:0;min-height:2rem}
.sandbox-bar .note{min-width:0;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.sandbox-bar .left{margin-left:auto;white-space:nowrap}
.levers{display:flex;flex-wrap:wrap;gap:0 .25rem;align-items:center;margin-left:-.4rem}
.levers>span{padding:0 .4rem;color:#b4bdcc}
.levers a,.lever{display:inline-block;width:auto;min-height:0;margin:0;padding:.35rem .4rem;border:0;border-radius:.35rem;color:#fff;font-size:inherit;font-weight:400;line-height:1.4;text-decoration:underline;text-underline-offset:.2em}
.levers a:hover,.lever:hover{background:#343e50}
.sandbox-bar :focus-visible{outline-color:#8ab8ff}
[role=timer]{font-variant-numeric:tabular-nums;font-weight:600}
form[aria-busy=true]{cursor:progress}
form[aria-busy=true] .main{position:relative;filter:saturate(.6);cursor:progress}
form[aria-busy=true] .main::before{content:"";display:inline-block;width:1em;height:1em;margin-right:.6em;vertical-align:-.2em;border:2px solid;border-right-color:transparent;border-radius:50%}
@media (prefers-reduced-motion:no-preference){form[aria-busy=true] .main::before{animation:turn .8s linear infinite}
.moving span{animation:move 1.4s ease-in-out infinite}
.moving.once span{animation:fill 1s ease-in forwards}
.ghosts span{animation:wait 1.2s ease-in-out infinite alternate}
.ghosts span:nth-child(2){animation-delay:.2s}
.ghosts span:nth-child(3){animation-delay:.4s}
.sign{animation:arrive .35s ease-out}
@keyframes turn{to{transform:rotate(1turn)}}
@keyframes move{from{transform:translateX(-100%)}to{transform:translateX(290%)}}
@keyframes fill{from{width:0}to{width:100%}}
@keyframes wait{to{opacity:.45}}
@keyframes arrive{from{transform:scale(.7)}}}
@media (max-width:34rem){main:not(.wide){padding:0}
main:not(.wide)>.card{flex:1;border:0;border-radius:0;box-shadow:none;padding:1rem 1.5rem .75rem}
.list{margin:0 -1.5rem;padding:0 1.5rem}
main:not(.wide)>.card:has(.list){flex:1 1 auto}
html:has(.head){background:var(--card)}
.sandbox-bar{padding:.35rem 1.5rem}
.levers>span,.sandbox-bar p:has([data-frozen]:not([hidden])) .note{display:none}
.head{margin-bottom:1rem}
.progress{margin-top:.75rem}}
@media (max-width:24rem){main:not(.wide)>.card{padding-inline:1rem}
.list{margin-inline:-1rem;padding-inline:1rem}
.sandbox-bar{padding-inline:1rem}
.sandbox-bar .note{display:none}
.room{grid-template-columns:1fr;gap:.3rem}
.back{font-size:.8125rem}
.copies div{padding-right:5.75rem}
.progress li:not(.now) span{display:none}}
@media (max-height:38rem){.sandbox-bar{position:static}}`
