// Cases: which pass, and what is otherwise where one does not.
import {count, fill, h} from './dom.js';

// cases fills its tab; go shows a case in its text.
export function cases(root, answer, go) {
  const c = answer?.cases;
  if (!c) {
    fill(root, h('p', {className: 'empty'}, answer?.mistakes.length
      ? 'Cases are run when the rules have no mistakes.' : 'Put cases under “Cases”: leads, and what is to become of them. Here stands which pass.'));
    return;
  }
  const list = c.list ?? [], failed = list.filter((x) => !x.passed);
  fill(root,
    h('p', {className: 'lede'}, h('b', {}, list.length === 0 ? 'No case was run' : failed.length ? `${failed.length} of ${count(list.length, 'case')} ${failed.length === 1 ? 'fails' : 'fail'}` : `All ${count(list.length, 'case passes', 'cases pass')}`), '.'),
    h('ul', {className: 'cards'}, ...[...failed, ...list.filter((x) => x.passed)].map((x) => h('li', {className: x.passed ? 'passed' : 'failed'},
      h('div', {className: 'line'},
        h('span', {className: `verdict ${x.passed ? 'good' : 'bad'}`}, x.passed ? 'passes' : 'fails'),
        x.line > 0 ? h('button', {type: 'button', className: 'name', onclick: () => go(x)}, x.name) : h('b', {}, x.name)),
      x.differences?.length ? h('ul', {className: 'what'}, ...x.differences.map((t) => h('li', {}, t))) : ''))));
}
