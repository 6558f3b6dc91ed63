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

// askAll runs the engine as the page's worker does, on one request.
const askAll = `
const fs = require("fs"), [, , dir, wasm, request, answer] = process.argv;
require(dir + "/wasm_exec.js");
globalThis.leadqualReady = () => { fs.writeFileSync(answer, globalThis.leadqualAsk(fs.readFileSync(request, "utf8"))); process.exit(0); };
const go = new Go();
WebAssembly.instantiate(fs.readFileSync(wasm), go.importObject).then(({instance}) => go.run(instance));
`

// The engine in WebAssembly decides byte for byte as the plain one does, whatever
// the rule set says.
func TestWebAssemblyGivesTheSameBytes(t *testing.T) {
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("there is no node to run the engine with")
	}
	site, err := built()
	if err != nil {
		t.Fatal(err)
	}
	want, err := hosted.Decisions()
	if err != nil {
		t.Fatal(err)
	}
	request := play.Request{Rules: string(hosted.Rules()), Leads: string(hosted.Lines()), AsOf: hosted.AsOf.Format(time.RFC3339)}
	for i := range want {
		request.Open = append(request.Open, i)
	}
	dir := t.TempDir()
	write := func(name string, text []byte) string {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, text, 0o644); err != nil {
			t.Fatal(err)
		}
		return file
	}
	text, err := json.Marshal(request)
	if err != nil {
		t.Fatal(err)
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
	answerFile := filepath.Join(dir, "answer.json")
	run := exec.CommandContext(t.Context(), node, write("ask.cjs", []byte(askAll)), site, write("engine.wasm", wasm), write("request.json", text), answerFile)
	if said, err := run.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%.2000s", err, said)
	}
	out, err := os.ReadFile(answerFile)
	if err != nil {
		t.Fatal(err)
	}
	native, err := json.Marshal(play.Ask(request))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(out, native) {
		t.Errorf("the page's answer is another than the engine's:\n%.2000s\nwant\n%.2000s", out, native)
	}
	var answer play.Answer
	if err := json.Unmarshal(out, &answer); err != nil {
		t.Fatalf("%v\n%.2000s", err, out)
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
