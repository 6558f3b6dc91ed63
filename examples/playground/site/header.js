// The head of the page: which work, example or link stands on the desk, and
// links to it.
import {askText, confirm} from './dialog.js';
import {$, fill, h, notice} from './dom.js';
import {decode, empty, encode} from './state.js';

export class Header {
  #desk; #put; #state; #starters = [];

  constructor({desk, put, state}) {
    this.#desk = desk;
    this.#put = put;
    this.#state = state;
    $('starter').addEventListener('change', () => this.#choose($('starter').value));
    $('new').addEventListener('click', () => this.#fresh());
    $('name').addEventListener('click', () => this.#rename());
    $('remove').addEventListener('click', () => this.#remove());
    $('share').addEventListener('click', () => this.#share());
    addEventListener('hashchange', () => this.#fromLink());
  }

  // begin loads the examples and shows what a link holds, else what this tab
  // showed before, else the last work, else an example.
  async begin() {
    try {
      const response = await fetch('starters.json');
      if (!response.ok) throw new Error(`${response.status} ${response.statusText}`);
      this.#starters = await response.json();
    } catch (e) {
      notice(`The examples cannot be loaded: ${e.message}.`);
    }
    if (await this.#fromLink()) return;
    const before = this.#desk.remembered(), [latest] = this.#desk.works.list();
    if (before?.work && this.#work(before.work)) return;
    if (before?.example && this.#example(before.example)) return;
    if (latest && this.#work(latest.id)) return;
    if (!this.#example('fit-matrix') && !(this.#starters.length && this.#example(this.#starters[0].id))) this.#put({link: true}, {...empty(), rules: '{\n  \n}\n'});
  }

  #work(id) {
    const work = this.#desk.works.read(id);
    if (work) this.#put({work: id}, work);
    return Boolean(work);
  }

  #example(id) {
    const s = this.#starters.find((s) => s.id === id);
    if (s) this.#put({example: id}, {...empty(), ...s, asOf: (s.as_of ?? '').replace(/Z$/, ''), name: s.title});
    return Boolean(s);
  }

  #choose(value) {
    history.replaceState(null, '', location.pathname + location.search);
    const [kind, id] = [value.slice(0, value.indexOf(':')), value.slice(value.indexOf(':') + 1)];
    if (kind === 'work' ? !this.#work(id) : !this.#example(id)) this.list();
  }

  // list shows the works and examples to choose from.
  list() {
    const {from, name, works} = this.#desk;
    const option = (value, text) => h('option', {value}, text);
    const mine = works.list();
    if (from.work && !mine.some((w) => w.id === from.work)) mine.unshift({id: from.work, name: `${name} (not kept)`});
    const groups = [];
    if (from.link) groups.push(option('', name || 'What the link holds'));
    if (mine.length) groups.push(h('optgroup', {label: 'Your works'}, ...mine.map((w) => option(`work:${w.id}`, w.name))));
    groups.push(h('optgroup', {label: 'Examples'}, ...this.#starters.map((s) => option(`example:${s.id}`, s.title))));
    fill($('starter'), ...groups);
    $('starter').value = from.work ? `work:${from.work}` : from.example ? `example:${from.example}` : '';
    $('name').disabled = $('remove').disabled = !from.work;
    this.kept();
  }

  kept() {
    const {from, failure} = this.#desk;
    $('kept').className = failure ? 'bad' : '';
    $('kept').textContent = failure ? `not kept: ${failure}; copy a link to keep it` : from.work ? 'kept in this browser' : from.example ? 'an example: what you change becomes a work of your own' : '';
  }

  #fresh() {
    const now = new Date();
    history.replaceState(null, '', location.pathname + location.search);
    this.#put({link: true}, {...empty(), rules: '{\n  \n}\n', leads: '[\n  {"id": "L-1"}\n]\n', asOf: now.toISOString().slice(0, 19), name: 'New work'});
  }

  #rename() {
    askText({
      title: 'Rename this work', label: 'Name', value: this.#desk.name, done: 'Rename',
      give: (name) => {
        if (!name.trim()) return 'a work needs a name';
        this.#desk.rename(name.trim());
        return '';
      },
    });
  }

  #remove() {
    const {from: {work: id}, name, works} = this.#desk;
    confirm({
      title: `Delete “${name}”?`, text: 'It is kept in this browser only, and is gone then.', done: 'Delete',
      give: () => {
        this.#desk.open({link: true}, {}); // so that it is not kept again
        works.remove(id);
        const [latest] = works.list();
        if (!(latest && this.#work(latest.id))) this.#example('fit-matrix');
      },
    });
  }

  // fromLink takes what a link holds, and is false where it holds nothing.
  async #fromLink() {
    const text = location.hash.slice(1);
    if (!text) return false;
    try {
      this.#put({link: true}, await decode(text));
      notice('This is what the link holds. It becomes a work of your own when you change it.');
      return true;
    } catch (e) {
      notice(`The link is damaged: ${e.message}.`);
      return false;
    }
  }

  async #share() {
    const link = new URL('#' + await encode(this.#state()), location.href).href;
    history.replaceState(null, '', link);
    try {
      await navigator.clipboard.writeText(link);
      notice('The link is copied. It holds all texts.');
    } catch {
      notice('The link stands in the address bar. It holds all texts.');
    }
  }
}
