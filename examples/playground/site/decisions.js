// Decisions: the matrix, and each lead with its reasons.
import {$, fill, h, words} from './dom.js';

const rows = ['good fit', 'fit unknown', 'poor fit'];
const kinds = [['good ready', 'good', 'good not'], ['ready', '', 'not'], ['poor ready', 'poor', 'poor not']];
const shown = 10; // leads of a cell

export function matrix(body, answer, go) {
  const byIndex = new Map(answer.leads.map((l) => [l.index, l]));
  const who = (indices) => {
    const buttons = indices.slice(0, shown).map((i) => h('button', {type: 'button', onclick: () => go(i)}, byIndex.get(i).id || `#${i + 1}`));
    if (indices.length > shown) buttons.push(h('span', {className: 'what'}, `+${indices.length - shown}`));
    return buttons;
  };
  fill(body, ...rows.map((row, r) => h('tr', {}, h('th', {scope: 'row'}, row), ...answer.grid[r].map((indices, c) => {
    const what = [...new Set(indices.map((i) => byIndex.get(i)).map((l) => l.team ? `${l.team}: ${words(l.action)}` : 'nobody'))];
    const cell = h('td', {className: `cell ${kinds[r][c]}${indices.length ? '' : ' none'}`},
      h('strong', {}, indices.length), h('span', {className: 'what'}, what.slice(0, 2).join(', ')));
    if (indices.length) cell.append(h('div', {className: 'who'}, ...who(indices)));
    return cell;
  }))));
  fill($('removed'), ...(answer.removed.length
    ? [`removed by screening: ${answer.removed.length}`, ...who(answer.removed)] : []));
}

// Decisions keeps the elements of leads, so that whoever reads one is not
// disturbed by what is typed.
export class Decisions {
  #list; #items = new Map(); #order = ''; open = new Set(); #changed;

  constructor(list, changed) {
    this.#list = list;
    this.#changed = changed;
  }

  show(leads) {
    const order = leads.map((l) => l.index).join();
    for (const l of leads) this.#item(l);
    if (order !== this.#order) {
      const focused = this.#list.contains(document.activeElement) ? document.activeElement : null;
      fill(this.#list, ...leads.map((l) => this.#items.get(l.index).li));
      focused?.focus({preventScroll: true});
      this.#order = order;
    }
  }

  // forget is for other leads.
  forget() {
    this.#items.clear();
    this.open.clear();
    this.#order = '';
    fill(this.#list, );
  }

  go(index) {
    const item = this.#items.get(index);
    if (!item) return;
    item.details.open = true;
    item.summary.focus({preventScroll: true});
    item.li.scrollIntoView({block: 'nearest'});
  }

  #item(l) {
    let item = this.#items.get(l.index);
    if (!item) {
      const summary = h('summary'), full = h('div', {className: 'full'});
      const details = h('details', {}, summary, full);
      details.addEventListener('toggle', () => {
        if (details.open === this.open.has(l.index)) return;
        if (details.open) this.open.add(l.index); else this.open.delete(l.index);
        this.#changed();
      });
      item = {li: h('li', {}, details), details, summary, full, was: ''};
      this.#items.set(l.index, item);
    }
    const is = JSON.stringify(l);
    if (is === item.was) return;
    item.was = is;
    fill(item.summary, ...summaryOf(l));
    fill(item.full, ...fullOf(l));
  }
}

function summaryOf(l) {
  const owner = [l.team, l.owner].filter(Boolean).join(' · ');
  const [, ...lines] = l.short.trimEnd().split('\n');
  return [
    h('div', {className: 'line'},
      h('b', {}, [l.name, l.id || `#${l.index + 1}`].filter(Boolean).join(' · ')),
      h('span', {className: `status ${l.status}`}, words(l.status)),
      h('span', {}, words(l.quadrant)),
      l.cell && h('span', {}, l.cell),
      l.points && h('span', {}, `${l.points} points`),
      owner && h('span', {}, `${owner}: ${words(l.action)}`),
      h('span', {className: 'more'}, l.certain ? 'certain' : 'not certain')),
    l.note && h('div', {className: 'note'}, l.note),
    h('div', {className: 'short'}, ...lines.filter(Boolean).map(labelled)),
  ];
}

// labelled is "Why: ..." with its label set off.
function labelled(line) {
  const colon = line.indexOf(': ');
  return colon < 0 ? h('p', {}, line) : h('p', {}, h('span', {}, line.slice(0, colon + 1)), line.slice(colon + 1));
}

// fullOf sets the plain text of an explanation: its three lines are shown
// already, then come headings with lists, and a last line.
function fullOf(l) {
  const out = (l.issues ?? []).map((i) => h('div', {className: 'issue'}, `Issue: ${i}`));
  for (const block of (l.full ?? '').trimEnd().split('\n\n').slice(1)) {
    const lines = block.split('\n');
    const items = lines.filter((t) => t.startsWith('- '));
    if (items.length === 0) {
      out.push(h('p', {}, block));
      continue;
    }
    out.push(h('h3', {}, lines[0]), h('ul', {}, ...items.map((t) => h('li', {}, t.slice(2)))));
  }
  if (l.decision) out.push(h('h3', {}, 'As JSON'),
    h('pre', {tabIndex: 0, role: 'group', ariaLabel: `the decision about ${l.id || `lead ${l.index + 1}`} as JSON`}, JSON.stringify(JSON.parse(l.decision), null, 2)));
  return out;
}
