// Small dialogs. They are the browser's own: Escape closes them, the focus is
// kept within, and goes back where it was.
import {$, fill, h} from './dom.js';

function show(...children) {
  const dialog = $('dialog');
  fill(dialog, ...children);
  if (!dialog.open) dialog.showModal();
  return dialog;
}

// askText asks for a text; give takes it and says what is wrong with it, or ''.
export function askText({title, label, value, done, give, after}) {
  const input = h('input', {id: 'dialog-text', value, spellcheck: false, autocomplete: 'off'});
  const wrong = h('p', {className: 'wrong', role: 'alert'});
  const form = h('form', {method: 'dialog', onsubmit: async (e) => {
    e.preventDefault();
    const why = await give(input.value);
    wrong.textContent = why;
    if (why) input.focus(); else close(after);
  }},
  h('h2', {id: 'dialog-title'}, title), h('label', {htmlFor: 'dialog-text'}, label), input, wrong,
  h('div', {className: 'buttons'}, h('button', {type: 'button', onclick: () => close(after)}, 'Cancel'), h('button', {type: 'submit', className: 'main'}, done)));
  show(form);
  input.select();
}

// choose offers a list of {title, about, do}; the arrows go through it.
export function choose({title, none, items, after}) {
  const buttons = items.map((i) => h('button', {type: 'button', onclick: () => { close(after); i.do(); }}, i.title, i.about && h('small', {}, i.about)));
  const list = h('div', {className: 'choices', onkeydown: (e) => {
    const at = buttons.indexOf(document.activeElement), by = {ArrowDown: 1, ArrowUp: -1}[e.key];
    if (!by) return;
    e.preventDefault();
    buttons[(at + by + buttons.length) % buttons.length]?.focus();
  }}, ...buttons);
  show(h('h2', {id: 'dialog-title'}, title), items.length ? list : h('p', {}, none),
    h('div', {className: 'buttons'}, h('button', {type: 'button', onclick: () => close(after)}, items.length ? 'Cancel' : 'Close')));
  buttons[0]?.focus();
}

// confirm asks before something is lost.
export function confirm({title, text, done, give}) {
  show(h('h2', {id: 'dialog-title'}, title), h('p', {}, text),
    h('div', {className: 'buttons'}, h('button', {type: 'button', onclick: () => close()}, 'Cancel'),
      h('button', {type: 'button', className: 'main', onclick: () => { close(); give(); }}, done)));
}

function close(after) {
  $('dialog').close();
  after?.();
}
