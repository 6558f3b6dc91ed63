package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/google/go-cmp/cmp"

	"github.com/leadqual/leadqual/examples/playground/play"
)

// shownLeads are the decisions that the page lists.
const shownLeads = `[...document.querySelectorAll("#decisions summary")].map((s) => s.querySelector("b").textContent + " " + s.querySelector(".status").textContent)`

// What the page shows of every example is what the engine says natively.
func TestPageDecidesAsTheEngineDoes(t *testing.T) {
	ctx := browser(t, 1280, 900)
	site := serveBuilt(t)
	open(t, ctx, site.URL)
	t.Logf("one can type after %d ms, and the first result comes after %d", js[int](t, ctx, `Number(document.documentElement.dataset.typeable)`), js[int](t, ctx, `Number(document.documentElement.dataset.first)`))
	list, err := starters("../rules")
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range list {
		chosen(t, ctx, s.ID)
		a := play.Ask(play.Request{Rules: s.Rules, Leads: s.Leads, AsOf: s.AsOf, Map: s.Map})
		var want, cells []string
		for _, l := range a.Leads {
			name := l.ID
			if l.Name != "" {
				name = l.Name + " · " + l.ID
			}
			want = append(want, name+" "+strings.ReplaceAll(string(l.Status), "_", " "))
		}
		for _, row := range a.Grid {
			for _, cell := range row {
				cells = append(cells, fmt.Sprint(len(cell)))
			}
		}
		if diff := cmp.Diff(want, js[[]string](t, ctx, shownLeads)); diff != "" {
			t.Errorf("%s (-engine +page):\n%s", s.ID, diff)
		}
		if diff := cmp.Diff(cells, js[[]string](t, ctx, `[...document.querySelectorAll("#matrix strong")].map((e) => e.textContent)`)); diff != "" {
			t.Errorf("%s, matrix (-engine +page):\n%s", s.ID, diff)
		}
		until(t, ctx, fmt.Sprintf(`document.documentElement.dataset.findings === "%d"`, len(play.Lint(s.Rules, 1_000_000))))
		if n := js[int](t, ctx, `document.querySelectorAll("#problems-rules .error").length`); n != 0 {
			t.Errorf("%s: %d mistakes", s.ID, n)
		}
	}
}

// Mistakes show while one types, with carets and marks, and go when they are
// mended; what was decided before stays until then.
func TestPageShowsMistakes(t *testing.T) {
	ctx := browser(t, 1280, 900)
	site := serveBuilt(t)
	open(t, ctx, site.URL)
	good := textOf(t, ctx, "rules")
	before := js[[]string](t, ctx, shownLeads)
	bad := strings.Replace(strings.Replace(good, "company.employees in", "company.employes in", 1), `"good_at"`, `"godo_at"`, 1)
	typed(t, ctx, "rules", bad)
	if n := js[int](t, ctx, `document.querySelectorAll("#problems-rules li").length`); n != 2 {
		t.Fatalf("%d mistakes", n)
	}
	first := js[string](t, ctx, `document.querySelector("#problems-rules li").innerText`)
	for _, part := range []string{"error", "did you mean company.employees?", "icp.criteria[0].when", "\n^^^^^^^^^^^^^^^^"} {
		if !strings.Contains(first, part) {
			t.Errorf("%q is missing in\n%s", part, first)
		}
	}
	want := []string{"company.employes", `"godo_at"`}
	const marks = `[...document.querySelectorAll(".cm-lintRange-error")].map((m) => m.textContent)`
	if diff := cmp.Diff(want, js[[]string](t, ctx, marks)); diff != "" {
		t.Errorf("marks (-want +have):\n%s", diff)
	}
	if n := js[int](t, ctx, `document.querySelectorAll(".cm-lint-marker-error").length`); n != 2 {
		t.Errorf("%d lines are flagged", n)
	}
	if diff := cmp.Diff(before, js[[]string](t, ctx, shownLeads)); diff != "" {
		t.Errorf("the decisions have changed (-before +now):\n%s", diff)
	}
	picture(t, ctx, "mistakes")
	// The place is a button that selects what is wrong.
	js[any](t, ctx, `document.querySelector("#problems-rules .place").click()`)
	if have := js[string](t, ctx, `document.activeElement.closest(".editor").id + " " + getSelection()`); have != "rules company.employes" {
		t.Errorf("selected: %s", have)
	}
	// Marks go with their text while one types before them, until they are
	// made anew.
	if have := js[[]string](t, ctx, `(() => { document.getElementById("rules").editor.edit([{from: 0, to: 0, text: "\n\n"}]); return `+marks+` })()`); !slices.Equal(have, want) {
		t.Errorf("marks after typing: %q", have)
	}
	typed(t, ctx, "rules", good)
	if n := js[int](t, ctx, `document.querySelectorAll("#problems-rules li, .cm-lintRange-error, .cm-lint-marker-error").length`); n != 0 {
		t.Errorf("%d are left", n)
	}
	// Findings of a rule set that compiles.
	typed(t, ctx, "rules", strings.Replace(good, "company.employees in", "company.employees < 0 and company.employees in", 1))
	until(t, ctx, `document.querySelectorAll("#problems-rules li.warning, #problems-rules li.info").length > 0`)
	if text := js[string](t, ctx, `document.getElementById("problems-rules").innerText`); !strings.Contains(text, "Why:") {
		t.Errorf("findings: %s", text)
	}
	// Doubts about leads.
	typed(t, ctx, "leads", `[{"id": "x", "compny": {}}, {"id": 7}]`)
	if n := js[int](t, ctx, `document.querySelectorAll("#problems-leads li.warning").length * 10 + document.querySelectorAll("#problems-leads li.error").length`); n != 11 {
		t.Errorf("doubts: %s", js[string](t, ctx, `document.getElementById("problems-leads").innerText`))
	}
	typed(t, ctx, "leads", "id,company.employees\nfrom-csv,320\n")
	if have := js[[]string](t, ctx, shownLeads); len(have) != 1 || !strings.HasPrefix(have[0], "from-csv ") {
		t.Errorf("leads of CSV: %v", have)
	}
}

// An open explanation follows what is typed.
func TestPageExplains(t *testing.T) {
	ctx := browser(t, 1280, 900)
	site := serveBuilt(t)
	open(t, ctx, site.URL)
	answered(t, ctx, `document.querySelector("#decisions summary").click()`)
	full := `document.querySelector("#decisions .full").innerText`
	until(t, ctx, full+` !== ""`)
	before := js[string](t, ctx, full)
	if !strings.Contains(before, "Fit") || !strings.Contains(before, "100 to 2,000 people") {
		t.Errorf("%s", before)
	}
	picture(t, ctx, "open")
	rules := textOf(t, ctx, "rules")
	typed(t, ctx, "rules", strings.Replace(rules, "100 to 2,000 people", "middling firms", 1))
	if after := js[string](t, ctx, full); !strings.Contains(after, "middling firms") {
		t.Errorf("%s", after)
	}
	if !js[bool](t, ctx, `document.querySelector("#decisions details").open`) {
		t.Error("it has closed")
	}
	// A lead of the matrix opens its explanation.
	answered(t, ctx, `document.querySelector("#matrix tr:last-child button").click()`)
	if !js[bool](t, ctx, `document.activeElement.closest("details").open`) {
		t.Error("the lead of the matrix is not open")
	}
}

// An engine that hangs or ends is started anew when somebody types on. The
// page's workers are made so here that they lose a question, or say that they
// have failed.
func TestPageStartsTheEngineAnew(t *testing.T) {
	ctx := browser(t, 1280, 900)
	site := serveBuilt(t)
	if _, err := chromedp.Call(ctx, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: `
		window.workers = 0;
		window.Worker = class extends Worker {
			constructor(url) { super(url); window.workers++; }
			postMessage(m) {
				if (m.name === "answer" && window.lose) { window.lose = false; return; }
				if (m.name === "answer" && window.fail) { window.fail = false; this.dispatchEvent(new MessageEvent("message", {data: {kind: "failed", message: "made up"}})); return; }
				super.postMessage(m);
			}
		}`}); err != nil {
		t.Fatal(err)
	}
	open(t, ctx, site.URL)
	if js[bool](t, ctx, `"leadqual" in window`) || js[int](t, ctx, `window.workers`) != 2 {
		t.Error("the engine is not in two workers")
	}
	input := editorOf("rules") + `.edit([{from: 0, to: 0, text: " "}])`
	js[any](t, ctx, `window.lose = true;`+input)
	until(t, ctx, `document.getElementById("decisions-state").textContent === "still working …"`)
	answered(t, ctx, input)
	if n := js[int](t, ctx, `window.workers`); n != 3 {
		t.Errorf("%d workers", n)
	}
	js[any](t, ctx, `window.fail = true;`+input)
	until(t, ctx, `document.getElementById("state").textContent === "the engine has failed: made up"`)
	answered(t, ctx, input)
	if state := js[string](t, ctx, `document.getElementById("state").textContent`); !strings.HasPrefix(state, "Rules: ") {
		t.Error(state)
	}
	if n := js[int](t, ctx, `window.workers`); n != 4 {
		t.Errorf("%d workers", n)
	}
}

// Without its engine the page says so.
func TestPageWithoutEngine(t *testing.T) {
	ctx := browser(t, 800, 600)
	site := serveBuilt(t)
	site.missing = "/engine.bin"
	js[any](t, ctx, fmt.Sprintf(`void (location.href = %s)`, quoted(site.URL)))
	until(t, ctx, `(document.getElementById("state")?.textContent ?? "").startsWith("the engine has failed: engine.bin: 404")`)
}
