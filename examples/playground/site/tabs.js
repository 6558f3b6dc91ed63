// Tabs as the ARIA practices describe them: one stop of the tabulator, arrows
// within, Home and End.

export class Tabs {
  #tabs; #changed;

  constructor(list, changed = () => {}) {
    this.#changed = changed;
    this.#tabs = [...list.querySelectorAll('[role=tab]')];
    for (const tab of this.#tabs) tab.addEventListener('click', () => this.show(tab.dataset.tab));
    list.addEventListener('keydown', (e) => {
      const at = this.#tabs.indexOf(document.activeElement), n = this.#tabs.length;
      const to = {ArrowRight: at + 1, ArrowLeft: at - 1 + n, Home: 0, End: n - 1}[e.key];
      if (at < 0 || to === undefined) return;
      e.preventDefault();
      const tab = this.#tabs[to % n];
      this.show(tab.dataset.tab);
      tab.focus();
    });
    this.show(this.#tabs[0].dataset.tab);
  }

  // now is the name of the tab that is shown.
  now;

  show(name) {
    if (name === this.now) return;
    this.now = name;
    for (const tab of this.#tabs) {
      const is = tab.dataset.tab === name;
      tab.setAttribute('aria-selected', is);
      tab.tabIndex = is ? 0 : -1;
      document.getElementById(tab.getAttribute('aria-controls')).hidden = !is;
    }
    this.#changed(name);
  }

  // number shows how many there are of something behind a tab, and whether they
  // are mistakes.
  number(name, n, kind, what) {
    const badge = this.#tabs.find((t) => t.dataset.tab === name).querySelector('.count');
    badge.className = `count ${kind}`;
    badge.hidden = !n;
    badge.textContent = n;
    badge.append(Object.assign(document.createElement('span'), {className: 'unseen', textContent: ` ${what}`}));
  }
}
