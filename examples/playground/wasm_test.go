package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/leadqual/leadqual/examples/playground/play"
	"github.com/leadqual/leadqual/internal/hosted"
)

// inWebAssembly answers a list of calls as the page's worker does, one after the other
// by one engine, and says how many milliseconds each took.
const inWebAssembly = `
const fs = require("fs"), [, , dir, wasm, calls, answers] = process.argv;
require(dir + "/wasm_exec.js");
globalThis.leadqualReady = () => {
  const list = JSON.parse(fs.readFileSync(calls, "utf8")).map(([name, request]) => {
    const began = performance.now(), answer = globalThis.leadqual(name, request);
    return {answer, took: performance.now() - began};
  });
  fs.writeFileSync(answers, JSON.stringify(list));
  process.exit(0);
};
const go = new Go();
WebAssembly.instantiate(fs.readFileSync(wasm), go.importObject).then(({instance}) => go.run(instance));
`

// typing is how long the answer to a key press takes in a large rule set, as the page's
// worker has it: the new text is given, and asked about. The median of so many, in ms.
const typing = `
const fs = require("fs"), [, , dir, wasm, input, output] = process.argv;
require(dir + "/wasm_exec.js");
globalThis.leadqualReady = () => {
  const {text, offset, typed, times} = JSON.parse(fs.readFileSync(input, "utf8"));
  const ask = (name, request) => JSON.parse(globalThis.leadqual(name, JSON.stringify(request)));
  const median = (what) => {
    const took = [];
    for (let i = 0; i < times; i++) {
      const n = i % typed.length, now = text.slice(0, offset) + typed.slice(0, n) + text.slice(offset), began = performance.now();
      what(now, offset + n);
      took.push(performance.now() - began);
    }
    return took.sort((a, b) => a - b)[took.length >> 1];
  };
  const must = (ok, what) => { if (!ok) throw new Error(what); };
  const result = {
    complete: median((text, offset) => { ask("set", {file: "rules", text}); must(ask("complete", {file: "rules", offset}).items[0].label === "company.employees", "complete"); }),
    at: median((text, offset) => { ask("set", {file: "rules", text}); must(ask("at", {file: "rules", offset}).problems.length, "at"); }),
    whole: median((text) => { must(ask("answer", {rules: text, leads: "", as_of: "2026-11-22T09:00:00Z"}).mistakes.length === 1, "answer"); }),
  };
  fs.writeFileSync(output, JSON.stringify(result));
  process.exit(0);
};
const go = new Go();
WebAssembly.instantiate(fs.readFileSync(wasm), go.importObject).then(({instance}) => go.run(instance));
`

// call is one of the engine's functions, and a request in JSON.
type call [2]string

// called makes a call.
func called(t *testing.T, name string, request any) call {
	t.Helper()
	text, err := json.Marshal(request)
	if err != nil {
		t.Fatal(err)
	}
	return call{name, string(text)}
}

type wasmAnswer struct {
	Answer string
	Took   float64 // ms
}

// webAssembly has node answer calls.
func webAssembly(t *testing.T, calls []call) []wasmAnswer {
	t.Helper()
	var list []wasmAnswer
	byNode(t, inWebAssembly, calls, &list)
	if len(list) != len(calls) {
		t.Fatalf("%d answers to %d calls", len(list), len(calls))
	}
	return list
}

// byNode has node run a script with the engine, from an input to an output in JSON.
func byNode(t *testing.T, script string, input, output any) {
	t.Helper()
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("there is no node to run the engine with")
	}
	site, err := built()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	write := func(name string, text []byte) string {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, text, 0o644); err != nil {
			t.Fatal(err)
		}
		return file
	}
	packed, err := os.ReadFile(filepath.Join(site, "engine.bin"))
	if err != nil {
		t.Fatal(err)
	}
	unpacked, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	wasm, err := io.ReadAll(unpacked)
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(input)
	if err != nil {
		t.Fatal(err)
	}
	answers := filepath.Join(dir, "answers.json")
	run := exec.CommandContext(t.Context(), node, write("calls.cjs", []byte(script)), site, write("engine.wasm", wasm), write("calls.json", text), answers)
	if said, err := run.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%.2000s", err, said)
	}
	out, err := os.ReadFile(answers)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(out, output); err != nil {
		t.Fatal(err)
	}
}

// The engine in WebAssembly decides byte for byte as the plain one does, whatever
// the rule set says.
func TestWebAssemblyGivesTheSameBytes(t *testing.T) {
	want, err := hosted.Decisions()
	if err != nil {
		t.Fatal(err)
	}
	request := play.Request{Rules: string(hosted.Rules()), Leads: string(hosted.Lines()), AsOf: hosted.AsOf.Format(time.RFC3339)}
	for i := range want {
		request.Open = append(request.Open, i)
	}
	calls := everyCall(t)
	calls = append(calls, called(t, "answer", request))
	answers := webAssembly(t, calls)
	var native play.Engine
	for i, c := range calls {
		if plain := native.Call(c[0], c[1]); answers[i].Answer != plain {
			t.Errorf("%s %.200s: the page's answer is another than the engine's:\n%.2000s\nwant\n%.2000s", c[0], c[1], answers[i].Answer, plain)
		}
	}
	var answer play.Answer
	if err := json.Unmarshal([]byte(answers[len(answers)-1].Answer), &answer); err != nil {
		t.Fatal(err)
	}
	if len(answer.Mistakes) > 0 || len(answer.Leads) != len(want) {
		t.Errorf("mistakes %v, %d decisions, want %d", answer.Mistakes, len(answer.Leads), len(want))
	}
	for _, lead := range answer.Leads {
		if lead.Decision != string(want[lead.Index]) {
			t.Errorf("%s, want %s", lead.Decision, want[lead.Index])
		}
	}
	// Findings come of the same rules.
	for _, p := range play.Lint(request.Rules, 100_000) {
		if p.Severity == "error" {
			t.Error(p)
		}
	}
}

// everyCall asks each function about the examples.
func everyCall(t *testing.T) []call {
	list, err := starters("../rules")
	if err != nil {
		t.Fatal(err)
	}
	type fields = map[string]any
	var calls []call
	for i, s := range list {
		calls = append(calls,
			called(t, "set", fields{"file": "rules", "text": s.Rules}),
			called(t, "set", fields{"file": "other", "text": list[(i+1)%len(list)].Rules}),
			called(t, "answer", fields{"rules": s.Rules, "leads": s.Leads, "map": s.Map, "cases": s.Cases, "other": list[(i+1)%len(list)].Rules, "as_of": s.AsOf, "open": []int{0}}),
			called(t, "agreement", fields{"rules": s.Rules}),
			called(t, "tokens", fields{"file": "rules", "from": 0, "to": len(s.Rules) / 2}),
		)
		for _, part := range []string{`"when": "`, `"define": {"`, `"points": `} {
			for _, file := range []string{"rules", "other"} {
				offset := max(bytes.Index([]byte(s.Rules), []byte(part)), 0) + len(part) + 3
				at := fields{"file": file, "offset": offset}
				for _, name := range []string{"complete", "hover", "definition", "uses", "at"} {
					calls = append(calls, called(t, name, at))
				}
				calls = append(calls, called(t, "rename", fields{"file": file, "offset": offset, "to": "renamed"}))
			}
		}
	}
	broken := `{"name": "x", "hand_raise": [{"id": "a", "when": "company.employes > 5 € 🎉"}]}`
	return append(calls, called(t, "set", fields{"file": "rules", "text": broken}), called(t, "actions", fields{"file": "rules", "from": 0, "to": len(broken) - 8}),
		called(t, "lint", fields{"rules": list[0].Rules}), called(t, "no such function", nil), call{"answer", "{"})
}
