// The desk holds what is worked on: an example, what a link holds, or a work of
// one's own. Whoever edits an example or a link has made a work of it, which is
// kept; the example stays as it is.
import {Works} from './works.js';

const here = 'leadqual.here'; // in the tab's own storage: what reloading shows again

export class Desk {
  works = new Works();
  // from is {work: id}, {example: id} or {link: true}.
  from = {link: true};
  name = '';
  #stamp = ''; #unsaved = false; #read; #changed; #timer;

  // read gives the texts on the page; changed is called when a work came to be,
  // was kept or could not be, with a word to say, or none; taken gets the
  // texts of a work that another tab has changed.
  constructor({read, changed, taken}) {
    this.#read = read;
    this.#changed = changed;
    addEventListener('pagehide', () => this.save());
    document.addEventListener('visibilitychange', () => { if (document.hidden) this.save(); });
    addEventListener('storage', (e) => {
      const id = Works.idOf(e.key);
      if (!id) return;
      const work = this.works.read(id);
      if (id === this.from.work && work && work.stamp !== this.#stamp && !this.#unsaved) {
        this.#stamp = work.stamp;
        this.name = work.name;
        taken(work);
      }
      changed('');
    });
  }

  // open puts a state on the desk; what was on it is kept before.
  open(from, state) {
    this.from = from;
    this.name = state.name ?? '';
    this.#stamp = state.stamp ?? '';
    this.#unsaved = false;
    clearTimeout(this.#timer);
    this.#remember();
  }

  // touched says that the author has changed something.
  touched() {
    this.#unsaved = true;
    if (!this.from.work) {
      this.name = this.works.free(this.name || 'My rules');
      this.from = {work: this.works.fresh()};
      this.#stamp = '';
      this.save(`This is now a work of your own, “${this.name}”, kept in this browser.`);
      return;
    }
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.save(), 250);
  }

  // save keeps what is unsaved. Where another tab has changed the same work
  // meanwhile, this one becomes a second, so that neither is lost.
  save(said = '') {
    clearTimeout(this.#timer);
    if (!this.#unsaved || !this.from.work) return;
    const stored = this.works.read(this.from.work);
    if (stored && stored.stamp !== this.#stamp) {
      this.name = this.works.free(this.name);
      this.from = {work: this.works.fresh()};
      said = `Another tab has changed this work too: yours is kept as “${this.name}”.`;
    }
    const work = {...this.#read(), id: this.from.work, name: this.name};
    this.failure = this.works.write(work);
    if (!this.failure) {
      this.#unsaved = false;
      this.#stamp = work.stamp;
    }
    this.#remember();
    this.#changed(said);
  }

  rename(name) {
    this.name = name;
    this.#unsaved = true;
    this.save();
  }

  failure = '';

  #remember() {
    try {
      sessionStorage.setItem(here, JSON.stringify(this.from));
    } catch { /* reloading shows the last work then */ }
  }

  // remembered is what this tab showed before it was loaded anew, or null.
  remembered() {
    try {
      return JSON.parse(sessionStorage.getItem(here));
    } catch {
      return null;
    }
  }
}
