// The page: what stands in the editors goes to the engine, what the engine says
// is shown.
import {agreement} from './agreement.js';
import {cases} from './cases.js';
import {Decisions, matrix} from './decisions.js';
import {Desk} from './desk.js';
import {$, count, notice} from './dom.js';
import {Editor} from './editor.js';
import {Near, Whole, load} from './engine.js';
import {dropping, read, tabOf} from './files.js';
import {Header} from './header.js';
import {moves} from './moves.js';
import {commands} from './names.js';
import {problems} from './problems.js';
import {Tabs} from './tabs.js';

const names = {rules: 'Rules', other: 'Second rules', leads: 'Leads', map: 'Map', cases: 'Cases'};
const files = Object.keys(names);
const core = ['rules', 'other', 'map', 'cases']; // which the editing core knows
const page = document.documentElement.dataset; // figures for whoever measures

// ---- the engine

const editors = {};
const near = new Near((file) => editors[file].text, failed);
const whole = new Whole(failed);

// It is started before the editors are made, so that the two go on at once.
let loaded;
const starting = load().then((l) => { whole.begin(loaded = l); }, (e) => failed(e.message));

function failed(message) {
  $('state').className = 'bad';
  $('state').textContent = `the engine has failed: ${message}`;
}

let waiting, linting, agreed;

// ask has everything answered anew, after a pause.
function ask(after) {
  whole.giveUp('lint', 'actions', 'agreement');
  clearTimeout(waiting);
  clearTimeout(linting);
  delete page.findings;
  const asked = page.asked = 1 + Number(page.asked ?? 0);
  waiting = setTimeout(() => whole.want('answer', [['answer', {...texts(), as_of: instant(), open: [...decisions.open]}]], (...got) => { show(...got, page.asked === String(asked)); page.answered = asked; }), after);
}

setInterval(() => { if (whole.since > 1500) $('decisions-state').textContent = 'still working …'; }, 500);

const texts = () => Object.fromEntries(files.map((f) => [f, editors[f].text]));
const state = () => ({...texts(), asOf: $('asof').value, name: desk.name});
const instant = () => {
  const at = new Date($('asof').value + 'Z');
  return isNaN(at) ? '' : at.toISOString();
};

// ---- showing

const decisions = new Decisions($('decisions'), () => ask(0));
let answered = null, last = null;
const goLead = (index) => { results.show('decisions'); decisions.go(index); };

// show shows an answer. One about texts that have changed since says nothing of
// where their mistakes are; what was asked since will.
function show(answer, took, fresh) {
  if (answer.failure) {
    failed(answer.failure);
    return;
  }
  last = answer;
  const all = [...answer.mistakes.map((p) => ({...p, about: p.about || 'rules'})), ...(answer.doubts ?? []), ...(answer.moves?.problems ?? []), ...(answer.cases?.problems ?? [])];
  if (fresh) for (const f of files) editors[f].mistakes.whole(all.filter((p) => p.about === f || f === 'leads' && p.about === 'as_of'));
  const bad = answer.mistakes.length;
  if (!bad || !answered) {
    answered = answer;
    matrix($('matrix'), answer, goLead);
    decisions.show(answer.leads);
    $('about').textContent = bad ? '' : [answer.name, answer.version, answer.fingerprint.slice(0, 19) + '…'].filter(Boolean).join(' · ');
  }
  $('decisions-state').textContent = bad ? 'by the last rules without a mistake' : `${count(answer.leads.length, 'lead')} in ${took < 10 ? took.toFixed(1) : Math.round(took)} ms, by priority`;
  moves($('panel-moves'), answer, goLead);
  cases($('panel-results'), answer, (c) => go({file: 'cases', from: c.from, to: c.to}));
  const moved = answer.moves?.leads?.filter((l) => l.changed).length ?? 0, failing = answer.cases?.list?.filter((c) => !c.passed).length ?? 0;
  results.number('moves', moved, '', moved === 1 ? 'lead moves' : 'leads move');
  results.number('results', failing, 'error', failing === 1 ? 'case fails' : 'cases fail');
  say();
  page.first ??= Math.round(performance.now());
  page.answers = 1 + Number(page.answers ?? 0);
  if (near.begin(loaded)) for (const file of core) editors[file].recolour(); // which could wait until now
  agree();
  if (fresh) linting = setTimeout(after, 400);
}

// after asks for what may take longer: what mends the mistakes, and findings.
function after() {
  const set = core.filter((f) => editors[f].text).map((file) => ['set', {file, text: editors[file].text}]);
  const file = texting.now, editor = editors[file];
  if (editor.mistakes.list.length && core.includes(file) && editor.text.length < 200_000) {
    whole.want('actions', [...set, ['actions', {file, from: 0, to: editor.text.length}]], ({actions}) => {
      if (actions?.length) editor.mistakes.actions(actions, (a) => edit(a.edits));
    });
  }
  if (last.mistakes.length) {
    page.findings = 0;
    return;
  }
  whole.want('lint', [['lint', {rules: editors.rules.text}]], ({problems}) => {
    editors.rules.mistakes.lint(problems ?? []);
    page.findings = (problems ?? []).length;
    say();
  });
}

// agree writes the agreement, where somebody looks at it.
function agree() {
  if (!last || results.now !== 'agreement') return;
  const rules = editors.rules.text;
  if (agreed === rules || last.mistakes.length && agreed) return; // the last one stays
  whole.want('agreement', [['agreement', {rules}]], (answer) => {
    agreed = rules;
    agreement($('panel-agreement'), answer);
    page.agreed = 1 + Number(page.agreed ?? 0);
  });
}

const kinds = [['error', 'mistake'], ['warning', 'warning'], ['info', 'remark']];

// say sums up the text at hand.
function say() {
  const list = editors[texting.now].mistakes.list;
  const parts = kinds.map(([severity, word]) => [list.filter((p) => p.severity === severity).length, word]).filter(([n]) => n).map(([n, word]) => count(n, word));
  $('state').className = list.some((p) => p.severity === 'error') ? 'bad' : parts.length ? '' : 'good';
  $('state').textContent = `${names[texting.now]}: ${parts.join(', ') || 'no mistakes'}`;
}

function shown(file) {
  const {list} = editors[file].mistakes;
  problems($(`problems-${file}`), list, (p) => editors[file].select(p.from, p.to));
  const errors = list.filter((p) => p.severity === 'error').length, n = errors || list.length;
  texting.number(file, n, errors ? 'error' : 'warning', n === 1 ? errors ? 'mistake' : 'finding' : errors ? 'mistakes' : 'findings');
  if (last && file === texting.now) say(); // what is said below goes with the list
}

// ---- texts

const texting = new Tabs(document.querySelector('.write [role=tablist]'), () => { if (last) say(); });
const results = new Tabs(document.querySelector('.read [role=tablist]'), () => agree());

// go shows a stretch of a file.
function go({file, from, to}) {
  texting.show(file);
  editors[file].select(from, to);
}

function edit(edits) {
  for (const file of files) {
    const of = edits.filter((e) => (e.file ?? texting.now) === file);
    if (of.length) editors[file].edit(of);
  }
}

// place is where a stretch stands, for people.
function place({file, from, to}) {
  const {doc} = editors[file].view.state, line = doc.lineAt(Math.min(from, doc.length));
  return {title: `${names[file]}, line ${line.number}`, about: line.text.trim().slice(0, 160)};
}

let atAsked = 0;
// changed follows each change of a text.
function changed(file, typed) {
  if (typed) desk.touched();
  header.kept();
  ask(250);
  if (!core.includes(file)) return;
  const offset = editors[file].offset, asked = ++atAsked, {doc} = editors[file].view.state;
  near.ask('at', {file, offset}).then(({problems}) => {
    if (asked === atAsked && doc === editors[file].view.state.doc && problems) editors[file].mistakes.at(problems.map((p) => ({...p, about: file})), offset);
  });
}

for (const file of files) {
  const api = {go, edit, place, mistakes: (f) => editors[f].mistakes.list};
  editors[file] = new Editor(file, {
    label: names[file], near, core: core.includes(file), keys: core.includes(file) ? commands(near, file, api) : [],
    changed: (...a) => changed(...a), shown: () => shown(file),
  });
}
page.typeable = Math.round(performance.now());

// ---- what is worked on

// put shows a state.
function put(from, s) {
  desk.save();
  desk.open(from, s);
  for (const file of files) editors[file].open(s[file] ?? '');
  $('asof').value = s.asOf;
  decisions.forget();
  answered = last = null;
  agreed = undefined;
  header.list();
  ask(0);
}

const desk = new Desk({
  read: state,
  changed: (said) => {
    if (said) {
      history.replaceState(null, '', location.pathname + location.search);
      notice(said);
    }
    header.list();
  },
  taken: (work) => {
    for (const file of files) editors[file].take(work[file]);
    $('asof').value = work.asOf;
    ask(0);
  },
});
const header = new Header({desk, put, state});

$('asof').addEventListener('input', () => { desk.touched(); ask(150); });
$('take-rules').addEventListener('click', () => { editors.other.type(editors.rules.text); editors.other.view.focus(); });

async function take(list, here) {
  for (const file of list) {
    const tab = tabOf(file.name, here);
    try {
      const text = await read(file);
      texting.show(tab);
      editors[tab].type(text);
      notice(`${file.name} stands under “${names[tab]}”; undoing brings back what was there.`);
    } catch (e) {
      notice(`Not taken: ${e.message}.`);
    }
  }
}
dropping(document.querySelector('.write'), (list) => take(list, texting.now));
for (const button of document.querySelectorAll('.choose')) {
  button.addEventListener('click', () => { $('file').dataset.to = button.dataset.file; $('file').click(); });
}
$('file').addEventListener('change', async () => {
  await take([...$('file').files], $('file').dataset.to);
  $('file').value = '';
});
// A file that is dropped elsewhere must not replace the page.
for (const kind of ['dragover', 'drop']) addEventListener(kind, (e) => e.preventDefault());

await Promise.all([header.begin(), starting]);
