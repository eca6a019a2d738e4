// SPDX-License-Identifier: MIT
#include "godel/report/style.h"

namespace godel {

std::string_view PageStyle() {
  return R"css(
:root { color-scheme: light dark; --ink: #1b1f24; --soft: #59636e; --line: #d8dee4; --paper: #ffffff; --card: #f5f7f9;
  --first: #2463c7; --second: #c77700; --mark: #ffe8a3; --good: #1a7f37; --bad: #b3261e; }
@media (prefers-color-scheme: dark) { :root { --ink: #e4e8ec; --soft: #9aa5b1; --line: #363d46; --paper: #14171b;
  --card: #1d2127; --first: #6ea8fe; --second: #f0a53a; --mark: #5d4a0c; --good: #57c573; --bad: #ff8a80; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 62rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .4rem; overflow-wrap: anywhere; }
h2 { font-size: 1.2rem; margin: 2.4rem 0 .8rem; padding-bottom: .3rem; border-bottom: 1px solid var(--line); }
h3 { font-size: 1rem; margin: 1.4rem 0 .5rem; }
p { max-width: 46rem; margin: .5rem 0; }
nav { display: flex; flex-wrap: wrap; gap: .3rem 1rem; margin-top: 1rem; }
a { color: var(--first); }
.quiet, small, figcaption { color: var(--soft); }
.good { color: var(--good); } .bad { color: var(--bad); }
.scroll { overflow-x: auto; margin: .8rem 0; }
table { border-collapse: collapse; font-size: .92rem; }
caption { text-align: left; color: var(--soft); padding-bottom: .3rem; }
th, td { padding: .35rem .8rem .35rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
th { font-weight: 600; }
td:last-child, th:last-child { padding-right: 0; }
th small { display: block; font-weight: 400; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(11rem, 1fr)); gap: .6rem 1.2rem; margin: .8rem 0; }
.facts dt { color: var(--soft); font-size: .82rem; }
.facts dd { margin: 0; overflow-wrap: anywhere; }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 22rem), 1fr)); gap: 1.2rem; }
figure { margin: 0; }
svg { width: 100%; height: auto; display: block; max-width: 34rem; }
svg text { fill: var(--ink); font: 13px system-ui, sans-serif; font-variant-numeric: tabular-nums; }
svg .title { font-weight: 600; font-size: 14px; } svg .soft { fill: var(--soft); }
svg .grid { stroke: var(--line); stroke-width: 1; } svg .axis { stroke: var(--soft); stroke-width: 1; }
svg .first { fill: var(--first); } svg .second { fill: var(--second); }
svg .whisker { stroke: var(--ink); stroke-width: 1.5; } svg circle.first { fill-opacity: .55; }
article { border: 1px solid var(--line); border-radius: .5rem; background: var(--card); padding: .8rem 1rem; margin: .8rem 0; }
article dl { margin: 0; display: grid; grid-template-columns: 6.5rem 1fr; gap: .3rem .8rem; }
article dt { color: var(--soft); font-size: .85rem; padding-top: .1rem; }
article dd { margin: 0; overflow-wrap: anywhere; white-space: pre-line; min-width: 0; }
article .scores { margin-top: .6rem; font-size: .85rem; color: var(--soft); }
article details summary { cursor: pointer; color: var(--soft); font-size: .88rem; }
mark { background: var(--mark); color: inherit; border-radius: .15rem; padding: 0 .1rem; }
u { text-decoration: underline wavy var(--bad) 1px; text-underline-offset: .2em; }
@media (max-width: 34rem) { article dl { grid-template-columns: 1fr; gap: 0; } article dd { margin-bottom: .5rem; } }
@media print { article { break-inside: avoid; } }
)css";
}

}  // namespace godel
