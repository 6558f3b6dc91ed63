// An editor of one file.
import './sheets.js';
import {autocompletion, completionStatus, closeBrackets, closeBracketsKeymap, completionKeymap, acceptCompletion} from '@codemirror/autocomplete';
import {defaultKeymap, history, historyKeymap} from '@codemirror/commands';
import {json} from '@codemirror/lang-json';
import {bracketMatching, indentUnit} from '@codemirror/language';
import {lintGutter, lintKeymap} from '@codemirror/lint';
import {highlightSelectionMatches, search, searchKeymap} from '@codemirror/search';
import {Annotation, Compartment, EditorState, Prec} from '@codemirror/state';
import {EditorView, highlightActiveLine, highlightSpecialChars, hoverTooltip, keymap, lineNumbers} from '@codemirror/view';
import * as colours from './colours.js';
import {source} from './complete.js';
import {h} from './dom.js';
import {Mistakes} from './mistakes.js';

const dark = matchMedia('(prefers-color-scheme: dark)');
const byPage = Annotation.define(); // a change that nobody typed

export class Editor {
  #host; #file; #extensions; #grammar = new Compartment(); #scheme = new Compartment(); #has = false; #changed; #cursor;

  // core tells whether the editing core knows the file; commands are keys of its.
  constructor(file, {label, near, core, keys = [], changed, cursor = () => {}, shown}) {
    this.#file = file;
    this.#changed = changed;
    this.#cursor = cursor;
    this.#host = document.getElementById(file);
    this.#host.editor = this; // for whoever looks from outside, such as the tests
    this.#extensions = [
      lineNumbers(), lintGutter(), EditorView.lineWrapping, highlightSpecialChars(), history(), bracketMatching(), closeBrackets(), highlightActiveLine(),
      highlightSelectionMatches({minSelectionLength: 2}), search({top: true}), indentUnit.of('  '), EditorState.tabSize.of(4), colours.json,
      this.#scheme.of(EditorView.darkTheme.of(dark.matches)),
      EditorView.contentAttributes.of({'aria-label': label, tabindex: '0', 'aria-describedby': 'keys-hint', spellcheck: 'false', autocapitalize: 'off', autocorrect: 'off'}),
      EditorState.phrases.of({'Control character': 'control character'}),
      // Within a text of JSON brackets and quotes close before its end too.
      Prec.highest(EditorState.languageData.of(() => [{closeBrackets: {brackets: ['(', '[', '{', "'", '"'], before: ')]}:;>,"\''}}])),
      keymap.of([...keys, {key: 'Tab', run: acceptCompletion}, ...closeBracketsKeymap, ...completionKeymap, ...lintKeymap, ...searchKeymap, ...historyKeymap, ...defaultKeymap]),
      autocompletion({override: core ? [source(near, file)] : [], icons: false, maxRenderedOptions: 12, activateOnTypingDelay: 30}),
      core ? [colours.expressions(near, file), hover(near, file)] : [],
      EditorView.updateListener.of((u) => this.#updated(u)),
    ];
    this.view = new EditorView({parent: this.#host, state: this.#state('')});
    this.mistakes = new Mistakes(this.view, shown);
    dark.addEventListener('change', () => this.view.dispatch({effects: this.#scheme.reconfigure(EditorView.darkTheme.of(dark.matches))}));
  }

  get text() { return this.view.state.sliceDoc(); }
  get offset() { return this.view.state.selection.main.head; }

  // open shows another text, with a history of its own.
  open(text) {
    this.view.setState(this.#state(text));
    this.mistakes.forget();
  }

  // take replaces the text by that of another tab; it can be undone.
  take(text) {
    if (text !== this.text) this.view.dispatch({changes: {from: 0, to: this.view.state.doc.length, insert: text}, annotations: byPage.of(true)});
  }

  // type replaces the text as its author does.
  type(text) { this.view.dispatch({changes: {from: 0, to: this.view.state.doc.length, insert: text}, userEvent: 'input'}); }

  edit(edits) {
    this.view.dispatch({changes: edits.map(({from, to, text}) => ({from, to, insert: text})), userEvent: 'input.mend', scrollIntoView: true});
  }

  recolour() { this.view.dispatch({effects: colours.wake.of(null)}); }

  // select shows and selects a stretch of the text.
  select(from, to) {
    const {length} = this.view.state.doc;
    from = Math.min(from, length);
    this.view.dispatch({selection: {anchor: from, head: Math.min(Math.max(to, from), length)}, effects: EditorView.scrollIntoView(from, {y: 'center'})});
    this.view.focus();
    this.#host.scrollIntoView({block: 'nearest'});
  }

  #state(text) {
    this.#has = isJSON(text);
    return EditorState.create({doc: text, extensions: [this.#grammar.of(this.#has ? json() : []), this.#extensions]});
  }

  #updated(u) {
    if (completionStatus(u.startState) === 'active' && completionStatus(u.state) !== 'active') queueMicrotask(() => this.mistakes.settled());
    if (!u.docChanged) {
      if (u.selectionSet) this.#cursor();
      return;
    }
    this.mistakes.moved(u.changes, u.startState);
    const has = isJSON(this.view.state.sliceDoc(0, 200));
    if (has !== this.#has) {
      this.#has = has;
      queueMicrotask(() => this.view.dispatch({effects: this.#grammar.reconfigure(has ? json() : [])}));
    }
    this.#changed(this.#file, !u.transactions.some((t) => t.annotation(byPage)));
  }
}

// isJSON tells JSON from CSV, by how it begins.
const isJSON = (text) => /^\s*([[{]|$)/.test(text);

// hover says what is under the pointer.
const hover = (near, file) => hoverTooltip(async (view, pos) => {
  const {doc} = view.state;
  const told = await near.ask('hover', {file, offset: pos});
  if (!told.title || view.state.doc !== doc) return null;
  return {pos: told.from, end: told.to, above: true, create: () => ({dom: describe(told)})};
}, {hoverTime: 350, hideOnChange: true});

export function describe(told) {
  const uses = told.uses?.length ?? 0;
  return h('div', {className: 'told'}, h('p', {className: 'title'}, told.title, told.kind && h('small', {}, ` ${told.kind}`)),
    ...(told.text ?? '').split('\n').filter(Boolean).map((line) => h('p', {}, line)),
    uses > 0 && h('p', {}, h('small', {}, uses === 1 ? 'used once' : `used ${uses} times`)));
}
