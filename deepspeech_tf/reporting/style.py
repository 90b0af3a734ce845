"""The style sheet of the reports, for wide and narrow windows, light and dark themes, and print."""

from __future__ import annotations

# Text has a contrast of at least 4.5 : 1 with its background in both themes, and chart elements 3 : 1
# (WCAG 2.2, level AA, criteria 1.4.3 and 1.4.11); tests/reporting verifies this.
_LIGHT = """
  --paper: #ffffff; --panel: #f3f5f7; --ink: #1a1d21; --soft: #565e67; --rule: #cfd6dd; --link: #0a4fa3;
  --series-1: #24618e; --series-2: #c2660a; --series-3: #178a6b;
  --substituted: #fdeebd; --on-substituted: #5b4100; --missing: #fcdcd8; --on-missing: #861a10;
  --extra: #d3edf7; --on-extra: #0a4a63;
"""
_DARK = """
  --paper: #15181b; --panel: #1e2226; --ink: #e7e9ec; --soft: #a4adb6; --rule: #3b434b; --link: #8cc0ff;
  --series-1: #6fb1e3; --series-2: #f0a04b; --series-3: #4fc7a3;
  --substituted: #4a3a08; --on-substituted: #ffdf8f; --missing: #5a1d18; --on-missing: #ffc0b8;
  --extra: #123e50; --on-extra: #a9e2f8;
"""

# Wide tables become lists of cards below a window width that depends on their class.
_STACKED = """
  TABLE, TABLE tbody, TABLE tr, TABLE th, TABLE td, TABLE caption { display: block; width: auto; }
  TABLE thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
    white-space: nowrap; }
  TABLE tr { border-top: 1px solid var(--rule); padding: .6rem 0; }
  TABLE tbody tr:last-child { border-bottom: 1px solid var(--rule); }
  TABLE th, TABLE td { border: 0; padding: .15rem 0; min-width: 0; max-width: none; }
  TABLE td::before { content: attr(data-label); color: var(--soft); font-size: .875rem; display: block;
    white-space: normal; }
  TABLE td.number { display: flex; justify-content: space-between; gap: 1rem; }
  TABLE td:empty { display: none; }
"""

STYLE = f"""
:root {{ color-scheme: light dark; {_LIGHT} }}
@media (prefers-color-scheme: dark) {{ :root {{ {_DARK} }} }}
* {{ box-sizing: border-box; }}
html {{ -webkit-text-size-adjust: 100%; scroll-padding-top: 1rem; }}
body {{ font: 1rem/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper);
  max-width: 72rem; margin: 0 auto; padding: 2rem 1rem 4rem; overflow-wrap: break-word; }}
h1 {{ font-size: 1.9rem; line-height: 1.2; margin: 0 0 1.5rem; letter-spacing: -.01em; }}
h2 {{ font-size: 1.35rem; line-height: 1.3; margin: 3rem 0 1rem; padding-top: 1rem;
  border-top: 2px solid var(--ink); }}
h1 + h2 {{ margin-top: 0; }}
h3 {{ font-size: 1.05rem; line-height: 1.35; margin: 2rem 0 .5rem; }}
p {{ margin: .5rem 0; max-width: 46rem; }}
a {{ color: var(--link); }}
:focus-visible {{ outline: 2px solid var(--link); outline-offset: 2px; }}
.soft, small, caption, figcaption, dt {{ color: var(--soft); font-weight: normal; }}
.small, small, caption, figcaption, dt, .legend {{ font-size: .875rem; }}
.error {{ color: var(--on-missing); }} .warning {{ color: var(--on-substituted); }}

table {{ border-collapse: collapse; width: 100%; margin: 1rem 0; }}
caption {{ text-align: left; padding-bottom: .4rem; }}
th, td {{ border-bottom: 1px solid var(--rule); padding: .4rem .6rem; text-align: left; vertical-align: top;
  font-weight: inherit; }}
th:first-child, td:first-child {{ padding-left: 0; }} th:last-child, td:last-child {{ padding-right: 0; }}
thead th {{ color: var(--soft); font-size: .875rem; vertical-align: bottom; }}
tbody th {{ max-width: 17rem; }}
.number {{ text-align: right; font-variant-numeric: tabular-nums; }}
td.number, .whole {{ white-space: nowrap; }}
td.text {{ min-width: 14rem; }}
.pairs, .rows {{ table-layout: fixed; }}
.pairs td.text {{ min-width: 0; }} .pairs .number {{ width: 4rem; }}
.rows .head {{ width: 17rem; }} .rows .plain {{ width: 16rem; }}

/* Words wrap as a whole; only words longer than a line break. */
.long {{ display: inline-block; max-width: 100%; overflow-wrap: anywhere; vertical-align: bottom; }}
mark .long, del .long, ins .long {{ max-width: calc(100% - .4rem); }}
.korean {{ word-break: keep-all; }}
.name {{ display: inline-block; max-width: 100%; overflow: hidden; text-overflow: ellipsis;
  vertical-align: bottom; white-space: nowrap; text-decoration: none; cursor: help;
  border-bottom: 1px dotted var(--soft); }}
.name:focus {{ overflow: visible; white-space: normal; overflow-wrap: anywhere; }}
.name:focus::after {{ content: attr(title); display: block; background: var(--panel); color: var(--ink);
  padding: .3rem .5rem; font-weight: normal; }}

.grid {{ display: grid; gap: 1.5rem 2rem; align-items: start;
  grid-template-columns: repeat(auto-fill, minmax(min(100%, 20rem), 1fr)); }}
.grid > * {{ min-width: 0; margin: 0; }} .grid table {{ margin: 0; }}
.columns {{ columns: 20rem; column-gap: 2rem; }}
.columns > * {{ break-inside: avoid; margin: 0 0 1.5rem; }}
figure {{ margin: 1rem 0; max-width: 26rem; }}
svg {{ display: block; width: 100%; height: auto; }}
svg text {{ font-family: inherit; }}
audio {{ display: block; width: 100%; max-width: 22rem; height: 2.5rem; }}
.bars {{ list-style: none; padding: 0; margin: 1rem 0; display: grid; gap: .2rem 1.5rem;
  grid-template-columns: repeat(auto-fill, minmax(10rem, 1fr)); font-variant-numeric: tabular-nums; }}
.bars li {{ display: grid; grid-template-columns: 4rem 1fr; align-items: center; white-space: nowrap; }}
.bars bdi {{ text-align: left; font-size: .9375rem; }}
.bars .bar {{ display: flex; align-items: center; gap: .4rem; }}
.bars .bar::before {{ content: ""; height: .8rem; min-width: 1px; background: var(--series-1);
  flex: 0 1 calc(var(--share) * (100% - 4.5rem)); }}

.utterances {{ list-style: none; margin: 1rem 0; padding: 0; border-bottom: 1px solid var(--rule); }}
.utterances > li {{ border-top: 1px solid var(--rule); padding: .9rem 0; }}
.utterances p {{ margin: 0; }}
.compared {{ display: grid; grid-template-columns: 6.5rem minmax(0, 1fr); gap: .25rem .75rem; margin: .5rem 0;
  align-items: baseline; }}
.compared dd {{ margin: 0; font-size: 1.0625rem; line-height: 1.7; }}
.recording small {{ display: block; margin-top: .25rem; }}
@media (min-width: 62rem) {{
  .utterances > li {{ display: grid; grid-template-columns: minmax(0, 1fr) 20rem; gap: 0 2rem;
    grid-template-rows: auto 1fr; align-items: start; }}
  .utterances p, .compared {{ grid-column: 1; }} .recording {{ grid-column: 2; grid-row: 1 / span 2; }}
}}

mark, del, ins {{ padding: .05rem .2rem; border-radius: .2rem; -webkit-box-decoration-break: clone;
  box-decoration-break: clone; }}
.substituted {{ background: var(--substituted); color: var(--on-substituted);
  text-decoration: underline wavy 1px; text-underline-offset: .25em; }}
.missing {{ background: var(--missing); color: var(--on-missing); text-decoration: line-through; }}
.extra {{ background: var(--extra); color: var(--on-extra); text-decoration: none;
  outline: 1px solid currentColor; outline-offset: -1px; }}
.legend {{ display: flex; flex-wrap: wrap; gap: .5rem 1.5rem; padding: 0; list-style: none; }}

@media screen and (max-width: 72rem) {{ {_STACKED.replace("TABLE", ".stack")} }}
@media screen and (max-width: 40rem) {{
  .compared {{ grid-template-columns: minmax(0, 1fr); gap: 0; }}
  .compared dd {{ margin-bottom: .4rem; }}
  {_STACKED.replace("TABLE", ".lines")}
  .lines td, .lines td.number {{ display: inline-block; margin-right: 1.25rem; }}
  .lines td::before {{ display: none; }}
}}
@media print {{
  :root {{ color-scheme: light; {_LIGHT} }}
  body {{ font-size: 10pt; max-width: none; padding: 0; }}
  audio {{ display: none; }}
  .name {{ display: inline; white-space: normal; border: 0; }}
  .name::after {{ content: " (" attr(title) ")"; overflow-wrap: anywhere; font-size: .8em; }}
  figure, .utterances > li, tr {{ break-inside: avoid; }} h2, h3, caption {{ break-after: avoid; }}
  mark, del, ins {{ print-color-adjust: exact; -webkit-print-color-adjust: exact; }}
}}
"""
