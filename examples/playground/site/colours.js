// Colours: those of the JSON by its grammar, those of expressions by what the
// editing core says its words are. All are classes of style.css.
import {HighlightStyle, syntaxHighlighting} from '@codemirror/language';
import {Prec, StateEffect, StateField} from '@codemirror/state';
import {Decoration, EditorView, ViewPlugin} from '@codemirror/view';
import {tagHighlighter, tags} from '@lezer/highlight';

export const json = syntaxHighlighting(tagHighlighter([
  {tag: tags.propertyName, class: 'c-key'},
  {tag: tags.string, class: 'c-string'},
  {tag: tags.number, class: 'c-number'},
  {tag: [tags.bool, tags.null], class: 'c-constant'},
]));

const put = StateEffect.define();
export const wake = StateEffect.define(); // asks anew, where the core has come

const field = StateField.define({
  create: () => Decoration.none,
  update(marks, tr) {
    marks = marks.map(tr.changes);
    for (const e of tr.effects) if (e.is(put)) marks = e.value;
    return marks;
  },
  provide: (f) => Prec.highest(EditorView.decorations.from(f)), // within those of the JSON
});

// expressions colours what is in sight, after each change.
export function expressions(near, file) {
  const asks = ViewPlugin.fromClass(class {
    constructor(view) { this.view = view; this.ask(); }
    update(u) { if (u.docChanged || u.viewportChanged || u.transactions.some((t) => t.effects.some((e) => e.is(wake)))) this.ask(); }
    destroy() { clearTimeout(this.waiting); this.view = null; }
    ask() {
      clearTimeout(this.waiting);
      this.waiting = setTimeout(async () => {
        const {doc} = this.view.state, {from, to} = this.view.viewport;
        const {tokens} = await near.ask('tokens', {file, from, to});
        if (this.view?.state.doc !== doc || !tokens) return; // what comes next asks anew
        const marks = tokens.filter(([from, to]) => from < to && to <= doc.length).map(([from, to, kind]) => Decoration.mark({class: `c-${kind}`}).range(from, to));
        this.view.dispatch({effects: put.of(Decoration.set(marks, true))});
      }, 40);
    }
  });
  return [field, asks];
}
