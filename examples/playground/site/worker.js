// The engine's worker. It is started from a blob that imports this file, so
// that the page's Content-Security-Policy holds for it too.
'use strict';

let linting, linted = null;

self.leadqualReady = () => postMessage({kind: 'ready'});

self.onmessage = ({data}) => {
  if (data.kind === 'start') {
    const go = new Go();
    WebAssembly.instantiate(data.module, go.importObject)
      .then((instance) => go.run(instance))
      .then(() => { throw new Error('the engine has ended'); })
      .catch((e) => postMessage({kind: 'failed', message: String(e.message ?? e)}));
    return;
  }
  const began = performance.now();
  const answer = JSON.parse(self.leadqualAsk(JSON.stringify(data.request)));
  postMessage({kind: 'answer', id: data.id, answer, took: performance.now() - began});
  // Findings take longer, and whoever types on does not want these.
  clearTimeout(linting);
  if (data.request.rules !== linted?.rules) {
    linting = setTimeout(() => {
      linted = {rules: data.request.rules, findings: JSON.parse(self.leadqualLint(data.request.rules))};
      postMessage({kind: 'findings', id: data.id, findings: linted.findings});
    }, 60);
  } else {
    postMessage({kind: 'findings', id: data.id, findings: linted.findings});
  }
};
