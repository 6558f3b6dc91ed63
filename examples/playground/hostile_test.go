package main

import (
	"fmt"
	"strings"
	"testing"
)

// hostile are texts that somebody may put into an editor, by mistake or not. The
// expressions are JavaScript.
var hostile = []struct{ name, text string }{
	{"a megabyte of brackets", `"[".repeat(1 << 20)`},
	{"a megabyte of braces", `'{"a":'.repeat(200000)`},
	{"brackets that close", `"[".repeat(5e5) + "]".repeat(5e5)`},
	{"a megabyte of parentheses in an expression", `'{"name": "x", "icp": {"criteria": [{"id": "a", "when": "' + "(".repeat(1 << 20) + '"}]}}'`},
	{"a megabyte of not", `'{"name": "x", "icp": {"criteria": [{"id": "a", "when": "' + "not ".repeat(1 << 18) + '"}]}}'`},
	{"a quote that never ends", `'{"name": "' + "x".repeat(1 << 20)`},
	{"a megabyte of quotes", `'"'.repeat(1 << 20)`},
	{"a megabyte of backslashes", `'{"name": "' + "\\".repeat(1 << 20)`},
	{"a hundred thousand lines", `"\n".repeat(1e5)`},
	{"a line of a megabyte", `"x ".repeat(1 << 19)`},
	{"nothing", `""`},
	{"a NUL", `'{"name": "\u0000"}'`},
	{"half of a pair", `'{"name": "\ud83d"}'`},
	{"what bytes that are no UTF-8 become", `'{"name": "\ufffd\ufffd", "\ufffd": 1}'`},
	{"the other order of writing", `'{"name": "\u202e\u2066x", "icp": {}}'`},
	{"marks upon marks", `'{"name": "a' + "\u0301".repeat(50000) + '"}'`},
	{"a CSV", `"id,company.employees\n" + Array.from({length: 20000}, (_, i) => "L-" + i + "," + i).join("\n")`},
	{"a page of HTML", `'<!doctype html><script>alert(1)</' + 'script><img src=x onerror=alert(1)>'`},
	{"a program", `"package main\nfunc main() { println(1) }\n".repeat(1000)`},
	{"a list", `"[1, 2, 3]"`},
	{"numbers beyond all", `'{"name": "x", "scoring": {"ready_at": 1e999999, "min": -' + "9".repeat(1e5) + '}}'`},
	{"twenty thousand times the same key", `"{" + '"name": "x",'.repeat(20000) + "}"`},
	{"keys that JavaScript knows", `'{"__proto__": {"x": 1}, "constructor": 1, "name": "toString"}'`},
	{"a definition of itself", `'{"name": "x", "define": {"a": "b", "b": "a"}, "hand_raise": [{"id": "h", "when": "a"}]}'`},
	{"twenty definitions that double", `JSON.stringify({name: "x", define: Object.fromEntries(Array.from({length: 20}, (_, i) => ["d" + i, i ? "d" + (i - 1) + " and d" + (i - 1) : "true"])), hand_raise: [{id: "h", when: "d19"}]})`},
	{"two thousand rules", `JSON.stringify({name: "x", scoring: {rules: Array.from({length: 2000}, (_, i) => ({id: "r" + i, when: "company.employees > " + i, points: 1}))}})`},
}

// Nothing that is put into an editor, whichever, ends the page: afterwards an
// example is decided, and nothing has been thrown.
func TestHostileTexts(t *testing.T) {
	ctx := browser(t, 1280, 900)
	site := serveBuilt(t)
	open(ctx, t, site.URL)
	js[any](ctx, t, `void (window.thrown = [], addEventListener("error", (e) => thrown.push(e.message)), addEventListener("unhandledrejection", (e) => thrown.push(String(e.reason))))`)
	console := `void (console.error = (...a) => thrown.push(a.join(" ")))` // CodeMirror tells of its failures there
	js[any](ctx, t, console)
	for i, h := range hostile {
		files := []string{"rules"}
		if i%4 == 0 {
			files = []string{"rules", "other", "leads", "map", "cases"}
		}
		for _, file := range files {
			tab(ctx, t, file)
			js[any](ctx, t, fmt.Sprintf(`(() => { const e = %s; e.type(%s); e.view.focus(); e.select(Math.floor(e.text.length / 2), 0) })()`, editorOf(file), h.text))
			press(ctx, t, "x", `"`, "(")
		}
		chosen(ctx, t, "champ")
		if n := js[int](ctx, t, shownLeads+`.length`); n < 5 {
			t.Errorf("%s: %d leads of an example afterwards", h.name, n)
		}
		if thrown := js[[]string](ctx, t, `thrown.splice(0)`); len(thrown) > 0 {
			t.Errorf("%s: %.600s", h.name, strings.Join(thrown, "\n"))
		}
		js[any](ctx, t, `for (let i = localStorage.length - 1; i >= 0; i--) localStorage.removeItem(localStorage.key(i))`)
	}
	if n := js[int](ctx, t, `document.querySelectorAll("img").length`); n != 0 {
		t.Error("a text became an element")
	}
}

// Files that are dropped or chosen are taken where they are text, go where they
// belong, and are refused with a word where they are none.
func TestFiles(t *testing.T) {
	ctx := browser(t, 1280, 900)
	site := serveBuilt(t)
	open(ctx, t, site.URL)
	drop := func(name, parts string) string {
		return fmt.Sprintf(`(() => { const d = new DataTransfer(); d.items.add(new File([%s], %s));
			document.querySelector(".write .panel:not([hidden]) .cm-content").dispatchEvent(new DragEvent("drop", {dataTransfer: d, bubbles: true, cancelable: true})) })()`, parts, quoted(name))
	}
	const notice = `document.getElementById("notice").textContent`
	before := textOf(ctx, t, "rules")
	for _, c := range []struct{ name, parts, want string }{
		{"big.json", `new Uint8Array(9 << 20)`, "MB; the page takes 8"},
		{"sheet.xlsx", `new Uint8Array([80, 75, 3, 4, 0, 0, 8])`, "is no text"},
		{"latin.json", `new Uint8Array([123, 34, 228, 34, 125])`, "is not UTF-8"},
		{"wide.json", `new Uint8Array([255, 254, 123, 0])`, "is UTF-16"},
	} {
		js[any](ctx, t, drop(c.name, c.parts))
		until(ctx, t, fmt.Sprintf(`%s.includes(%s)`, notice, quoted(c.name)))
		if have := js[string](ctx, t, notice); !strings.Contains(have, c.want) {
			t.Errorf("%s: %s", c.name, have)
		}
		if textOf(ctx, t, "rules") != before {
			t.Errorf("%s has changed the rules", c.name)
		}
	}
	// A CSV goes to the leads, wherever it is dropped; a map goes with it.
	answered(ctx, t, drop("export.csv", quoted("Lead No,Staff\nfrom-csv,320\n")))
	if textOf(ctx, t, "rules") != before || !js[bool](ctx, t, `document.getElementById("panel-leads").checkVisibility()`) {
		t.Error("the CSV is not among the leads")
	}
	answered(ctx, t, drop("map.json", quoted(`{"fields": {"id": {"from": "Lead No"}, "company.employees": {"from": "Staff"}}}`)))
	if have := js[[]string](ctx, t, shownLeads); len(have) != 1 || !strings.HasPrefix(have[0], "from-csv ") {
		t.Errorf("leads of a CSV with a map: %v; %s", have, js[string](ctx, t, `document.getElementById("problems-map").innerText + document.getElementById("problems-leads").innerText`))
	}
	// What was there comes back by undoing.
	tab(ctx, t, "leads")
	js[any](ctx, t, editorOf("leads")+`.view.focus()`)
	chord(ctx, t, "z", "KeyZ", 90, 2)
	if !strings.Contains(textOf(ctx, t, "leads"), `"F-1"`) {
		t.Error("undoing does not bring back the leads")
	}
}
