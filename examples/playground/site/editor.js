// An editor is a textarea with line numbers beside it and marks behind it. The
// textarea stays what it is: the browser's own editing, undo, search and
// reading aloud all work.
export class Editor {
  #area; #gutter; #marks; #text = ''; #list = []; #lines = 0;

  constructor(id) {
    this.#area = document.getElementById(id);
    const root = this.#area.closest('.editor');
    this.#gutter = root.querySelector('.gutter');
    this.#marks = root.querySelector('.marks');
    this.#area.addEventListener('scroll', () => this.#scrolled(), {passive: true});
  }

  onInput(f) {
    this.#area.addEventListener('input', () => { this.#moved(); f(); });
  }

  get text() { return this.#area.value; }

  set text(value) {
    this.#area.value = value;
    this.#area.scrollTop = this.#area.scrollLeft = 0;
    this.#area.setSelectionRange(0, 0);
    this.#list = [];
    this.#draw();
  }

  // mark shows problems: {line, from, to, severity}, offsets in the text.
  mark(problems) {
    this.#list = problems.filter((p) => p.line > 0);
    this.#draw();
  }

  // select shows and selects a stretch of the text.
  select(from, to) {
    const before = this.text.slice(0, from);
    const line = before.split('\n').length;
    const column = from - (before.lastIndexOf('\n') + 1);
    const row = parseFloat(getComputedStyle(this.#area).lineHeight);
    this.#area.focus({preventScroll: true});
    this.#area.setSelectionRange(from, Math.max(to, from));
    this.#area.scrollTop = Math.max(0, (line - 1) * row - this.#area.clientHeight / 2);
    this.#area.scrollLeft = Math.max(0, column * 8 - this.#area.clientWidth / 2);
    this.#area.scrollIntoView({block: 'nearest'});
    this.#scrolled();
  }

  // moved keeps the marks with their text until the next ones come.
  #moved() {
    const now = this.text, was = this.#text;
    let same = 0;
    while (same < now.length && same < was.length && now[same] === was[same]) same++;
    const by = now.length - was.length;
    const lines = now.split('\n').length - was.split('\n').length;
    this.#list = this.#list
      .filter((p) => p.to <= same || p.from >= same)
      .map((p) => p.to <= same ? p : {...p, from: p.from + by, to: p.to + by, line: p.line + lines});
    this.#draw();
  }

  #draw() {
    const text = this.#text = this.text;
    const bits = [];
    let at = 0;
    for (const p of this.#list.toSorted((a, b) => a.from - b.from)) {
      if (p.from < at || p.to <= p.from || p.to > text.length) continue;
      const mark = document.createElement('mark');
      mark.className = p.severity;
      mark.textContent = text.slice(p.from, p.to);
      bits.push(text.slice(at, p.from), mark);
      at = p.to;
    }
    // The trailing line end has to be as high as in the textarea.
    this.#marks.replaceChildren(...bits, text.slice(at) + '\n');
    this.#number(text.split('\n').length);
    this.#scrolled();
  }

  #number(lines) {
    if (lines !== this.#lines) {
      const all = [];
      for (let i = 1; i <= lines; i++) {
        const line = document.createElement('span');
        line.textContent = i;
        all.push(line);
      }
      this.#gutter.replaceChildren(...all);
      this.#lines = lines;
    }
    const worst = new Map();
    const rank = {error: 3, warning: 2, info: 1};
    for (const p of this.#list) {
      if (!worst.has(p.line) || rank[p.severity] > rank[worst.get(p.line)]) worst.set(p.line, p.severity);
    }
    for (let i = 0; i < this.#gutter.children.length; i++) {
      const kind = worst.get(i + 1) ?? '';
      if (this.#gutter.children[i].className !== kind) this.#gutter.children[i].className = kind;
    }
  }

  #scrolled() {
    this.#marks.style.transform = `translate(${-this.#area.scrollLeft}px, ${-this.#area.scrollTop}px)`;
    this.#gutter.scrollTop = this.#area.scrollTop;
  }
}
