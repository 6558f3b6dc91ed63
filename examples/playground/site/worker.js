// A worker of the engine. It is started from a blob that holds Go's wasm_exec.js
// and this, so that the page's Content-Security-Policy holds for it too.
'use strict';

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
  let answer;
  try {
    answer = JSON.parse(self.leadqual(data.name, JSON.stringify(data.request)));
  } catch (e) {
    postMessage({kind: 'failed', message: String(e.message ?? e)});
    return;
  }
  postMessage({kind: 'answer', id: data.id, answer, took: performance.now() - began});
};
