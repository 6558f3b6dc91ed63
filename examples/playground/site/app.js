import {Editor} from './editor.js';
import {Decisions, h, matrix, problems} from './results.js';
import {decode, encode} from './state.js';

const $ = (id) => document.getElementById(id);
const rules = new Editor('rules'), leads = new Editor('leads');
const decisions = new Decisions($('decisions'), () => ask(0));
const kept = 'leadqual'; // in the tab's own storage, so that reloading loses nothing
let starters = [], answered = null, mistakes = [], findings = [];

// ---- the engine

const patience = 5000; // ms until an answer that something newer waits for is given up
const engine = {module: null, worker: null, ready: false, dead: false, asked: 0, busy: 0, since: 0, next: null};

async function load() {
  const response = await fetch('engine.bin');
  if (!response.ok) throw new Error(`engine.bin: ${response.status} ${response.statusText}`);
  const wasm = response.body.pipeThrough(new DecompressionStream('gzip'));
  engine.module = await WebAssembly.compileStreaming(new Response(wasm, {headers: {'Content-Type': 'application/wasm'}}));
  start();
}

function start() {
  engine.worker?.terminate();
  const here = new URL('.', location.href);
  const source = `importScripts(${JSON.stringify(new URL('wasm_exec.js', here).href)}, ${JSON.stringify(new URL('worker.js', here).href)})`;
  const url = URL.createObjectURL(new Blob([source], {type: 'text/javascript'}));
  const worker = engine.worker = new Worker(url);
  engine.ready = engine.dead = false;
  engine.busy = 0;
  worker.onerror = (e) => failed(e.message ?? 'its worker cannot start', true);
  worker.onmessage = ({data}) => {
    if (worker !== engine.worker) return;
    switch (data.kind) {
    case 'ready':
      URL.revokeObjectURL(url);
      engine.ready = true;
      break;
    case 'answer':
      engine.busy = 0;
      if (data.answer.failure) failed(data.answer.failure); else show(data.answer, data.took);
      break;
    case 'findings':
      if (data.id === engine.asked && Array.isArray(data.findings)) showFindings(data.findings);
      break;
    case 'failed':
      failed(data.message, true);
    }
    pump();
  };
  worker.postMessage({kind: 'start', module: engine.module});
}

// pump hands over what is to be asked, if the engine is free. One that has ended,
// or does not come to an end, is started anew for it.
function pump() {
  const since = performance.now() - engine.since;
  if (engine.busy && since > 1500) $('decisions-state').textContent = 'still working …';
  if (!engine.next || !engine.module) return;
  if (engine.dead || engine.busy && since > patience) start();
  if (!engine.ready || engine.busy) return;
  engine.busy = ++engine.asked;
  engine.since = performance.now();
  engine.worker.postMessage({kind: 'ask', id: engine.busy, request: engine.next});
  engine.next = null;
}
setInterval(pump, 1000);

function failed(message, dead = false) {
  engine.busy = 0;
  engine.dead = dead;
  $('rules-state').className = 'bad';
  $('rules-state').textContent = `the engine has failed: ${message}`;
}

// ---- asking and showing

let waiting;
function ask(after) {
  clearTimeout(waiting);
  waiting = setTimeout(() => {
    engine.next = {rules: rules.text, leads: leads.text, as_of: instant(), open: [...decisions.open]};
    pump();
    try {
      sessionStorage.setItem(kept, JSON.stringify({rules: rules.text, leads: leads.text, asOf: $('asof').value}));
    } catch { /* there is no room, or no leave: reloading starts anew */ }
  }, after);
}

const instant = () => $('asof').value && new Date($('asof').value + 'Z').toISOString();

function count(n, one, many) { return `${n} ${n === 1 ? one : many}`; }

function show(answer, took) {
  mistakes = answer.mistakes;
  const bad = mistakes.length;
  $('rules-state').className = bad ? 'bad' : 'good';
  $('rules-state').textContent = bad ? count(bad, 'mistake', 'mistakes') : 'no mistakes';
  problems($('mistakes'), mistakes, (p) => rules.select(p.from, p.to));
  const doubts = answer.doubts, errors = doubts.filter((p) => p.severity === 'error').length;
  $('leads-state').className = errors ? 'bad' : '';
  $('leads-state').textContent = doubts.length ? count(doubts.length, 'doubt', 'doubts') : bad ? '' : count(answer.leads.length, 'lead', 'leads');
  problems($('doubts'), doubts, (p) => leads.select(p.from, p.to));
  leads.mark(doubts.filter((p) => p.about === 'leads'));
  if (bad) {
    findings = [];
    $('findings-state').textContent = 'after the mistakes are mended';
    problems($('findings'), [], null);
  }
  rules.mark([...mistakes, ...findings]);
  if (!bad || !answered) {
    answered = answer;
    matrix($('matrix'), answer, (i) => decisions.go(i));
    decisions.show(answer.leads);
    $('about').textContent = bad ? '' : [answer.name, answer.version, answer.fingerprint.slice(0, 19) + '…'].filter(Boolean).join(' · ');
  }
  const stale = bad ? 'by the last rules without a mistake' : '';
  $('matrix-state').textContent = stale;
  $('decisions-state').textContent = stale || `${count(answer.leads.length, 'lead', 'leads')} in ${took < 10 ? took.toFixed(1) : Math.round(took)} ms, by priority`;
  document.documentElement.dataset.first ??= Math.round(performance.now());
  document.documentElement.dataset.answers = 1 + Number(document.documentElement.dataset.answers ?? 0);
}

function showFindings(list) {
  findings = list;
  problems($('findings'), list, (p) => rules.select(p.from, p.to));
  $('findings-state').textContent = mistakes.length ? 'after the mistakes are mended' : list.length ? count(list.length, 'finding', 'findings') : 'nothing to find fault with';
  rules.mark([...mistakes, ...findings]);
  document.documentElement.dataset.findings = list.length;
}

// ---- what stands on the page

function put(state) {
  rules.text = state.rules;
  leads.text = state.leads;
  $('asof').value = state.asOf;
  decisions.forget();
  answered = null;
  mistakes = findings = [];
  ask(0);
}

function choose(id) {
  const s = starters.find((s) => s.id === id);
  if (s) put({rules: s.rules, leads: s.leads, asOf: s.as_of.replace(/Z$/, '')});
}

// fromLink takes what a link holds, and is false where it holds nothing.
async function fromLink() {
  const text = location.hash.slice(1);
  if (!text) return false;
  try {
    put(await decode(text));
    $('starter').value = '';
    notice('This is what the link holds.');
    return true;
  } catch (e) {
    notice(`The link is damaged: ${e.message}.`);
    return false;
  }
}

function fromTab() {
  try {
    const state = JSON.parse(sessionStorage.getItem(kept));
    if (typeof state?.rules !== 'string' || typeof state.leads !== 'string' || typeof state.asOf !== 'string') return false;
    put(state);
    $('starter').value = starters.find((s) => s.rules === state.rules && s.leads === state.leads)?.id ?? '';
    return true;
  } catch {
    return false;
  }
}

let clearing;
function notice(text) {
  $('notice').textContent = text;
  clearTimeout(clearing);
  clearing = setTimeout(() => { $('notice').textContent = ''; }, 8000);
}

$('share').addEventListener('click', async () => {
  const part = await encode({rules: rules.text, leads: leads.text, asOf: $('asof').value});
  const link = new URL('#' + part, location.href).href;
  history.replaceState(null, '', link);
  try {
    await navigator.clipboard.writeText(link);
    notice('The link is copied. It holds the rules and the leads.');
  } catch {
    notice('The link stands in the address bar. It holds the rules and the leads.');
  }
});
$('starter').addEventListener('change', () => {
  history.replaceState(null, '', location.pathname + location.search);
  choose($('starter').value);
});
$('asof').addEventListener('input', () => ask(150));
rules.onInput(() => ask(150));
leads.onInput(() => ask(150));
addEventListener('hashchange', fromLink);

async function begin() {
  const loading = load().catch((e) => failed(e.message));
  try {
    const response = await fetch('starters.json');
    if (!response.ok) throw new Error(`${response.status} ${response.statusText}`);
    starters = await response.json();
  } catch (e) {
    notice(`The examples cannot be loaded: ${e.message}.`);
  }
  $('starter').replaceChildren(h('option', {value: ''}, 'your own'), ...starters.map((s) => h('option', {value: s.id}, s.title)));
  if (!await fromLink() && !fromTab() && starters.length) {
    const first = starters.find((s) => s.id === 'fit-matrix') ?? starters[0];
    $('starter').value = first.id;
    choose(first.id);
  }
  await loading;
}
begin();
