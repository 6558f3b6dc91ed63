// Lists of mistakes, doubts and findings.
import {fill, h} from './dom.js';

const at = (p) => p.line > 0 ? `${p.line}:${p.column}` : '';
const most = 50;

// problems lists them; go is called with the one to show.
export function problems(list, problems, go) {
  const focused = [...list.querySelectorAll('button')].indexOf(document.activeElement);
  fill(list, ...problems.slice(0, most).map((p) => h('li', {className: p.severity},
    at(p) && h('button', {type: 'button', className: 'place', onclick: () => go(p), ariaLabel: `${at(p)}, go to line ${p.line}`}, at(p)),
    h('span', {className: 'kind'}, p.severity), ' ', p.message,
    p.path && h('small', {}, p.path),
    p.proof && h('small', {}, `Why: ${p.proof}`),
    p.caret && h('pre', {tabIndex: 0, role: 'group', ariaLabel: 'the expression, with carets under the mistake'}, p.caret),
    ...(p.actions ?? []).map((a) => h('button', {type: 'button', className: 'mend', onclick: () => p.mend(a)}, a.title)))));
  if (focused >= 0) list.querySelectorAll('button')[focused]?.focus({preventScroll: true}); // it was made anew
}
