// Works are what people write here, kept in the browser, one entry each: so
// that two tabs with two works never write over each other.

const prefix = 'leadqual.work.';
const parts = ['rules', 'other', 'leads', 'map', 'cases', 'asOf', 'name'];

export class Works {
  // list gives {id, name, changed}, the last changed first.
  list() {
    const out = [];
    try {
      for (let i = 0; i < localStorage.length; i++) {
        const key = localStorage.key(i);
        if (!key.startsWith(prefix)) continue;
        const work = this.read(key.slice(prefix.length));
        if (work) out.push({id: work.id, name: work.name, changed: work.changed});
      }
    } catch { /* there is no leave to look */ }
    return out.sort((a, b) => b.changed - a.changed);
  }

  // read is null for a work that is not there, or is not of our making.
  read(id) {
    try {
      const work = JSON.parse(localStorage.getItem(prefix + id));
      if (!work || parts.some((p) => typeof work[p] !== 'string')) return null;
      return {...work, id, changed: Number(work.changed) || 0};
    } catch {
      return null;
    }
  }

  // write keeps a work under a new stamp, and says why it could not, or ''.
  write(work) {
    work.stamp = crypto.getRandomValues(new Uint32Array(2)).join('-');
    work.changed = Date.now();
    try {
      localStorage.setItem(prefix + work.id, JSON.stringify({...Object.fromEntries(parts.map((p) => [p, work[p]])), stamp: work.stamp, changed: work.changed}));
      return '';
    } catch (e) {
      return e.name === 'QuotaExceededError' ? 'the browser has no room left for it' : 'the browser does not allow it';
    }
  }

  remove(id) {
    try { localStorage.removeItem(prefix + id); } catch { /* nothing is kept then */ }
  }

  // fresh is an id that no other tab makes, and free a name that no work has.
  fresh() { return Date.now().toString(36) + crypto.getRandomValues(new Uint32Array(1))[0].toString(36); }

  free(name) {
    const taken = new Set(this.list().map((w) => w.name));
    for (let i = 1, all = name; ; all = `${name} ${++i}`) if (!taken.has(all)) return all;
  }

  // idOf tells which work an entry of the storage is, if it is one.
  static idOf(key) { return key?.startsWith(prefix) ? key.slice(prefix.length) : null; }
}
