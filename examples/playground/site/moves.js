// Moves: what becomes of the leads when the second, older rules give way to
// the rules.
import {fill, h, words} from './dom.js';

const says = (d) => [words(d.status), words(d.quadrant), [d.team, d.owner].filter(Boolean).join(' · ') + (d.action ? `: ${words(d.action)}` : ''), d.points && `${d.points} points`];

// moves fills its tab; go shows a lead among the decisions.
export function moves(root, answer, go) {
  const m = answer?.moves;
  if (!m) {
    fill(root, h('p', {className: 'empty'}, 'Put an older rule set under “Second rules”: here stands what moves from it to the rules.'));
    return;
  }
  if (m.problems?.some((p) => p.severity === 'error')) {
    fill(root, h('p', {className: 'empty'}, 'The second rules have mistakes; they stand below their text.'));
    return;
  }
  const moved = (m.leads ?? []).filter((l) => l.changed), same = (m.leads?.length ?? 0) - moved.length;
  fill(root,
    h('p', {className: 'lede'}, `From the second rules${named(m.was)}, taken as the older, to the rules${named(m.is)}: `,
      h('b', {}, moved.length ? `${moved.length} of ${m.leads.length} leads move` : 'no lead moves'), '.'),
    moved.length > 0 && h('ul', {className: 'counts'}, ...m.counts.filter((c) => c.count > 0 && c.title.startsWith('have') || c.count > 0 && c.title.startsWith('go')).map((c) => h('li', {}, h('b', {}, c.count), ` ${c.title}`))),
    h('ul', {className: 'cards'}, ...moved.map((l) => h('li', {},
      h('div', {className: 'line'}, h('button', {type: 'button', className: 'name', onclick: () => go(l.index)}, [l.name, l.id || `#${l.index + 1}`].filter(Boolean).join(' · '))),
      h('div', {className: 'move'},
        side('was', l.was, l.is), h('span', {className: 'arrow'}), side('is', l.is, l.was)),
      rest(l.what).length > 0 && h('ul', {className: 'what'}, ...rest(l.what).map((t) => h('li', {}, t))),
      ...(l.why ?? []).map((t) => h('p', {className: 'why'}, t))))),
    same > 0 && moved.length > 0 && h('p', {className: 'empty'}, same === 1 ? 'One lead stays as it is.' : `${same} leads stay as they are.`));
}

// rest leaves out what the two sides show.
const rest = (what) => (what ?? []).filter((t) => !/^(status|quadrant|team|owner|action|points):/.test(t));

const named = (r) => r?.version || r?.name ? ` (${[r.name, r.version].filter(Boolean).join(' ')})` : '';

// side is a decision, with what the other does not say set off.
function side(title, d, other) {
  const others = new Set(says(other));
  return h('div', {}, h('small', {}, title), ...says(d).filter(Boolean).map((t, i) =>
    h(others.has(t) ? 'span' : 'b', {className: i === 0 ? `status ${d.status}` : ''}, t)));
}
