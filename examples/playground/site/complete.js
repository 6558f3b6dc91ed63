// Completion: what the editing core offers, in its order, with its edits.
import {insertBracket, pickedCompletion, startCompletion} from '@codemirror/autocomplete';
import {h} from './dom.js';

// How the value of a key begins, by its type.
const opens = {object: '{', array: '[', string: '"'};
// Operators that stand apart from what follows them.
const apart = /^(?:[a-z][a-z ]*|[=!<>]=|[<>=])$/;

// source asks near about a file.
export const source = (near, file) => async (context) => {
  const {state, pos, explicit} = context;
  if (!explicit && !worth(state, pos)) return null;
  let {items} = await near.ask('complete', {file, offset: pos});
  if (context.aborted || !items) return null;
  if (!explicit) items = items.filter((i) => i.kind === 'key' || state.sliceDoc(i.from, pos) !== i.text); // what stands there
  if (!items.length || !explicit && items[0].from === pos && /[\w)\]]/.test(state.sliceDoc(pos - 1, pos))) return null; // a word or a call has ended
  return {
    from: Math.min(pos, ...items.map((i) => i.from)),
    filter: false, // the core has done so
    options: items.map((item) => ({
      label: item.label,
      detail: item.detail === item.label ? '' : item.detail,
      type: item.kind,
      info: item.doc ? () => h('p', {}, item.doc) : undefined,
      apply: (view, completion) => take(view, state.doc, item, completion),
    })),
  };
};

// worth tells whether the place is one to offer something at without being
// asked: not where Enter is to begin a line.
function worth(state, pos) {
  return /[^\s,{}[\]:]/.test(state.sliceDoc(pos - 1, pos)) || inString(state, pos);
}

function inString(state, pos) {
  const line = state.doc.lineAt(pos);
  const quotes = line.text.slice(0, pos - line.from).replace(/\\./g, '').match(/"/g);
  return (quotes?.length ?? 0) % 2 === 1;
}

// take writes what is offered. Behind a key come its colon and how its value
// begins.
function take(view, doc, item, completion) {
  if (view.state.doc !== doc) return; // it was offered for another text
  let {from, to, text} = item, bracket;
  if (item.kind === 'key') {
    const behind = view.state.sliceDoc(to, to + 200);
    if (behind.startsWith('"') && !/^"\s*:/.test(behind)) {
      text += '": ';
      to++;
    }
    if (text.endsWith(': ')) bracket = opens[item.detail];
  } else if (item.kind === 'operator' && apart.test(text) && !/^\s/.test(view.state.sliceDoc(to, to + 1))) {
    text += ' ';
  }
  view.dispatch({
    changes: {from, to, insert: text}, selection: {anchor: from + text.length},
    userEvent: 'input.complete', annotations: pickedCompletion.of(completion), scrollIntoView: true,
  });
  const pair = bracket && insertBracket(view.state, bracket);
  if (pair) view.dispatch(pair);
  if (item.kind === 'function' || item.kind === 'operator' || item.kind === 'key' && bracket !== '{' && bracket !== '[') startCompletion(view);
}
