// Elements. All text goes in as text.

export const $ = (id) => document.getElementById(id);

// h makes an element.
export const h = (name, props = {}, ...children) => fill(Object.assign(document.createElement(name), props), ...children);

// fill puts children into an element, in the stead of what is there. Those that
// say nothing are left out: the browser would write "undefined" for them.
export function fill(e, ...children) {
  e.replaceChildren(...children.filter((c) => c !== null && c !== undefined && c !== false && c !== ''));
  return e;
}

export const words = (s) => (s ?? '').replaceAll('_', ' ');

export const count = (n, one, many = one + 's') => `${n} ${n === 1 ? one : many}`;

let clearing;
// notice says something for a while.
export function notice(text) {
  $('notice').textContent = text;
  clearTimeout(clearing);
  clearing = setTimeout(() => { $('notice').textContent = ''; }, 12000);
}
