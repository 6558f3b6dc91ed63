// Elements. All text goes in as text.

export const $ = (id) => document.getElementById(id);

// h makes an element; children that say nothing are left out, so that "undefined"
// is never shown.
export function h(name, props = {}, ...children) {
  const e = Object.assign(document.createElement(name), props);
  e.append(...children.filter((c) => c !== null && c !== undefined && c !== false && c !== ''));
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
