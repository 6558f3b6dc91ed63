// Mistakes of a file: those of the whole text, which come after a pause, those
// of the expression at the cursor, which come at once, and lint's findings.
// They keep to their places while one types, and go where one types.
import {completionStatus} from '@codemirror/autocomplete';
import {syntaxTree} from '@codemirror/language';
import {setDiagnostics} from '@codemirror/lint';
import {h} from './dom.js';

export class Mistakes {
  #view; #changed; #whole = []; #at = []; #lint = [];

  // changed is called when there are others.
  constructor(view, changed) {
    this.#view = view;
    this.#changed = changed;
  }

  get list() {
    const near = this.#at.filter((a) => !this.#whole.some((w) => w.from === a.from && w.message === a.message));
    return [...this.#whole, ...near, ...this.#lint].filter((p) => !this.#early(p)).sort((a, b) => a.from - b.from);
  }

  // early tells that a word is being written, and what could come of it is shown.
  #early(p) {
    const {state} = this.#view, {head} = state.selection.main;
    return p.to > p.from && p.from <= head && head <= p.to && p.line > 0 && completionStatus(state) === 'active';
  }

  // settled shows what was too early to say.
  settled() { this.#draw(); }

  // whole takes those of the whole text: what was known at the cursor is among
  // them, unless the text is no JSON.
  whole(problems) {
    this.#whole = problems;
    if (!problems.some((p) => p.code === 'json_syntax')) this.#at = [];
    if (problems.some((p) => p.severity === 'error')) this.#lint = [];
    this.#draw();
  }

  lint(problems) {
    // What lint is sure of is no mistake yet: the rules compile.
    this.#lint = problems.map((p) => p.severity === 'error' ? {...p, severity: 'warning'} : p);
    this.#draw();
  }

  // at takes those of the expression at a place, in the stead of others there.
  at(problems, offset) {
    const node = syntaxTree(this.#view.state).resolveInner(offset, -1);
    const within = (p) => p.from >= node.from && p.to <= node.to;
    const had = this.#at.length || this.#whole.some(within);
    if (node.name === 'String') this.#whole = this.#whole.filter((p) => !within(p));
    this.#at = problems;
    if (had || problems.length) this.#draw();
  }

  forget() {
    this.#whole = this.#at = this.#lint = [];
    this.#draw();
  }

  // moved follows what is typed. What is said of an object, such as that it
  // lacks a key, goes where one types in it, and so does what is said of a text;
  // that the whole is no JSON goes at once, and of the rest what is typed over.
  moved(changes, was) {
    const tree = syntaxTree(was);
    const about = (p) => {
      const node = tree.resolveInner(p.from, 1);
      return node.name === '{' || node.name === '[' ? node.parent : node.name === 'String' || node.name === 'PropertyName' ? node : p;
    };
    const keep = (list) => list.filter((p) => {
      const {from, to} = about(p);
      return p.code !== 'json_syntax' && to > from && !changes.touchesRange(from, to);
    }).map((p) => ({...p, from: changes.mapPos(p.from, 1), to: Math.max(changes.mapPos(p.from, 1), changes.mapPos(p.to, -1))}));
    const before = this.list.length;
    this.#whole = keep(this.#whole);
    this.#at = keep(this.#at);
    this.#lint = keep(this.#lint);
    if (this.list.length !== before) queueMicrotask(() => this.#draw());
  }

  #draw() {
    const {length} = this.#view.state.doc;
    const marks = this.list.filter((p) => p.line > 0 && p.from <= length).map((p) => ({
      from: p.from, to: Math.min(Math.max(p.to, p.from), length), severity: p.severity, message: p.message,
      renderMessage: () => h('div', {className: 'told'}, h('p', {}, p.message), p.proof && h('p', {}, `Why: ${p.proof}`)),
      actions: (p.actions ?? []).map((a) => ({name: a.title, apply: () => p.mend(a)})),
    }));
    this.#view.dispatch(setDiagnostics(this.#view.state, marks));
    this.#changed();
  }

  // actions adds what mends them.
  actions(list, mend) {
    const add = (p) => {
      const actions = list.filter((a) => a.from === p.from && a.to === p.to || a.edits.some((e) => e.from >= p.from && e.to <= p.to));
      return actions.length ? {...p, actions, mend} : p;
    };
    this.#whole = this.#whole.map(add);
    this.#at = this.#at.map(add);
    this.#draw();
  }
}
