// The engine: one compiled module in two workers. "near" answers the press of a
// key and is never behind long work; "whole" does the long work, one job at a
// time, and is ended and started anew when something newer waits for it.

// load fetches and compiles the module, and fetches the script of its workers: a
// worker that is started anew asks the server for nothing.
export async function load() {
  const get = async (name) => {
    const response = await fetch(name);
    if (!response.ok) throw new Error(`${name}: ${response.status} ${response.statusText}`);
    return response;
  };
  const scripts = Promise.all(['wasm_exec.js', 'worker.js'].map(async (name) => (await get(name)).text()));
  scripts.catch(() => {}); // it is awaited below
  const wasm = (await get('engine.bin')).body.pipeThrough(new DecompressionStream('gzip'));
  const module = await WebAssembly.compileStreaming(new Response(wasm, {headers: {'Content-Type': 'application/wasm'}}));
  return {module, script: new Blob([(await scripts).join('\n')], {type: 'text/javascript'})};
}

// A Runner is one worker, started anew where it has ended.
class Runner {
  #loaded; #worker; #asked = 0; #open = new Map();
  failed = () => {};

  constructor(failed) { this.failed = failed; }

  begin(loaded) {
    this.#loaded = loaded;
    this.restart();
  }

  get begun() { return Boolean(this.#loaded); }

  // restart gives up what was asked: the answers are null.
  restart() {
    this.#worker?.terminate();
    const url = URL.createObjectURL(this.#loaded.script);
    const worker = this.#worker = new Worker(url);
    this.ready = new Promise((ready) => {
      worker.onmessage = ({data}) => {
        if (worker !== this.#worker) return;
        switch (data.kind) {
        case 'ready':
          URL.revokeObjectURL(url);
          ready();
          break;
        case 'answer': {
          const done = this.#open.get(data.id);
          this.#open.delete(data.id);
          done?.({answer: data.answer, took: data.took});
          break;
        }
        case 'failed':
          this.#end(data.message);
        }
      };
    });
    worker.onerror = (e) => { if (worker === this.#worker) this.#end(e.message ?? 'its worker cannot start'); };
    worker.postMessage({kind: 'start', module: this.#loaded.module});
    this.#giveUp();
  }

  #end(message) {
    this.#worker.terminate();
    this.#worker = null;
    this.failed(message);
    this.#giveUp();
  }

  #giveUp() {
    const open = [...this.#open.values()];
    this.#open.clear();
    for (const done of open) done(null);
  }

  // ask gives {answer, took}, or null where the worker ended before.
  async ask(name, request) {
    if (!this.#worker) this.restart();
    const worker = this.#worker;
    await this.ready;
    if (worker !== this.#worker) return null;
    return new Promise((done) => {
      this.#open.set(++this.#asked, done);
      worker.postMessage({kind: 'ask', id: this.#asked, name, request});
    });
  }
}

const files = ['rules', 'other', 'cases', 'map'];

// Near keeps the texts of the editing core up to date and asks it.
export class Near {
  #runner; #sent = {}; #texts; #since = 0; #waiting = 0;

  constructor(texts, failed) {
    this.#texts = texts;
    this.#runner = new Runner((message) => { this.#sent = {}; failed(message); });
  }

  // begin starts it, once, and tells whether it did.
  begin(loaded) {
    if (this.#runner.begun) return false;
    this.#runner.begin(loaded);
    return true;
  }

  // ask gives the answer, or {} where there is none.
  async ask(name, request) {
    if (!this.#runner.begun) return {};
    if (this.#waiting && performance.now() - this.#since > 3000) { // it hangs
      this.#sent = {};
      this.#runner.restart();
    }
    if (!this.#waiting) this.#since = performance.now();
    this.#waiting++;
    try {
      for (const file of files) {
        const text = this.#texts(file);
        if (this.#sent[file] === text || !text && this.#sent[file] === undefined) continue;
        this.#sent[file] = text;
        this.#runner.ask('set', {file, text});
      }
      const got = await this.#runner.ask(name, request);
      return got?.answer ?? {};
    } finally {
      this.#waiting--;
      this.#since = performance.now();
    }
  }
}

const patience = 150; // ms that a job may take while a newer one waits
// What is done first, where several wait.
const order = ['answer', 'actions', 'agreement', 'lint'];

// Whole does long jobs, one at a time; of each kind only the newest counts.
export class Whole {
  #runner; #wanted = new Map(); #busy = null; #timer;

  constructor(failed) { this.#runner = new Runner(failed); }

  begin(loaded) {
    this.#runner.begin(loaded);
    this.#pump();
  }

  // since is how long the job at hand has taken, in ms.
  get since() { return this.#busy ? performance.now() - this.#busy.since : 0; }

  // want has a job done: steps is a list of [name, request], and done gets the
  // last answer and how long it took.
  want(kind, steps, done) {
    this.#wanted.set(kind, {kind, steps, done});
    this.#pump();
  }

  // giveUp forgets the jobs that the press of a key makes stale.
  giveUp(...kinds) {
    for (const kind of kinds) this.#wanted.delete(kind);
    if (this.#busy && kinds.includes(this.#busy.kind)) this.#restart();
  }

  #restart() {
    this.#busy = null;
    this.#runner.restart();
  }

  #next() {
    const kind = order.find((kind) => this.#wanted.has(kind));
    return kind && this.#wanted.get(kind);
  }

  #pump() {
    clearTimeout(this.#timer);
    const next = this.#next();
    if (!next || !this.#runner.begun) return;
    if (this.#busy) {
      if (order.indexOf(next.kind) > order.indexOf(this.#busy.kind)) return; // it comes after
      const left = patience - this.since;
      if (left > 0) {
        this.#timer = setTimeout(() => this.#pump(), left);
        return;
      }
      this.#restart();
    }
    this.#wanted.delete(next.kind);
    this.#do(next);
  }

  async #do(job) {
    this.#busy = job;
    job.since = performance.now();
    let got;
    for (const [name, request] of job.steps) {
      got = await this.#runner.ask(name, request);
      if (this.#busy !== job) return; // it was given up
      if (!got) break;
    }
    this.#busy = null;
    if (got) job.done(got.answer, got.took);
    this.#pump();
  }
}
