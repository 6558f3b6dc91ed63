// The agreement: the rules in words, as the engine writes them for people who
// sell. Its page is copied element by element, so that nothing but text,
// headings, lists and tables comes of it.
import {fill, h} from './dom.js';

const known = new Set(['A', 'ARTICLE', 'B', 'BLOCKQUOTE', 'BR', 'CAPTION', 'CODE', 'COL', 'COLGROUP', 'DD', 'DETAILS', 'DIV', 'DL', 'DT', 'EM', 'FIGCAPTION', 'FIGURE', 'FOOTER', 'H1', 'H2', 'H3', 'H4', 'H5', 'H6', 'HEADER', 'HR', 'I', 'LI', 'MAIN', 'NAV', 'OL', 'P', 'PRE', 'SECTION', 'SMALL', 'SPAN', 'STRONG', 'SUB', 'SUMMARY', 'SUP', 'TABLE', 'TBODY', 'TD', 'TFOOT', 'TH', 'THEAD', 'TR', 'UL', 'VAR']);
const lower = {H1: 'h3', H2: 'h4', H3: 'h5', H4: 'h6', H5: 'h6', MAIN: 'div', HEADER: 'div', FOOTER: 'div', NAV: 'div', ARTICLE: 'div'}; // the page has a heading and landmarks of its own
const kept = ['class', 'scope', 'colspan', 'rowspan'];

export function agreement(root, answer) {
  if (!answer?.html) {
    fill(root, h('p', {className: 'empty'}, answer?.failure ?? 'The agreement is written when the rules have no mistakes.'));
    return;
  }
  const body = new DOMParser().parseFromString(answer.html, 'text/html').body;
  fill(root, ...copies(body));
}

// own keeps its classes apart from the page's.
const own = (classes) => classes.split(/\s+/).filter(Boolean).map((c) => `a-${c}`).join(' ');

function copies(from) {
  const out = [];
  for (const node of from.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) out.push(node.data);
    if (node.nodeType !== Node.ELEMENT_NODE) continue;
    if (['SCRIPT', 'STYLE', 'TEMPLATE', 'HEAD', 'TITLE'].includes(node.tagName)) continue;
    if (!known.has(node.tagName)) {
      out.push(...copies(node));
      continue;
    }
    const e = document.createElement(node.tagName === 'A' ? 'span' : lower[node.tagName] ?? node.tagName);
    for (const name of kept) if (node.hasAttribute(name)) e.setAttribute(name, name === 'class' ? own(node.className) : node.getAttribute(name));
    e.append(...copies(node));
    out.push(e);
  }
  return out;
}
