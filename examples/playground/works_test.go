package main

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

const at = `document.getElementById("starter").selectedOptions[0].textContent`

// kept waits until what was typed is in the browser's storage.
func kept(t *testing.T, ctx context.Context, part string) {
	t.Helper()
	until(t, ctx, fmt.Sprintf(`Object.values(localStorage).some((v) => v.includes(%s))`, quoted(part)))
}

// An example that is edited becomes a work of one's own. The example stays as it
// was, another one takes nothing away, and loading anew shows the work again.
func TestWorks(t *testing.T) {
	ctx := browser(t, 1280, 900)
	site := serveBuilt(t)
	open(t, ctx, site.URL)
	example := textOf(t, ctx, "rules")
	mine := strings.Replace(example, "100 to 2,000 people", "mine alone", 1)
	typed(t, ctx, "rules", mine)
	kept(t, ctx, "mine alone")
	chosen(t, ctx, "champ")
	chosen(t, ctx, "fit-matrix")
	if textOf(t, ctx, "rules") != example {
		t.Error("the example is another")
	}
	answered(t, ctx, `(() => { const e = document.getElementById("starter"); e.value = e.querySelector("[value^='work:']").value; e.dispatchEvent(new Event("change")) })()`)
	if textOf(t, ctx, "rules") != mine {
		t.Error("the work is another")
	}
	open(t, ctx, site.URL)
	if textOf(t, ctx, "rules") != mine || js[string](t, ctx, at) != "Fit and readiness" {
		t.Errorf("loading anew shows %q", js[string](t, ctx, at))
	}
	// A name of one's own, refused where there is none.
	js[any](t, ctx, `document.getElementById("name").click()`)
	set := func(name string) {
		js[any](t, ctx, fmt.Sprintf(`(() => { document.getElementById("dialog-text").value = %s; document.querySelector("#dialog [type=submit]").click() })()`, quoted(name)))
	}
	set("  ")
	until(t, ctx, `document.querySelector("#dialog .wrong").textContent === "a work needs a name"`)
	set("Spring rules")
	until(t, ctx, at+` === "Spring rules"`)
	// Deleting asks, and leaves the rest.
	js[any](t, ctx, `document.getElementById("remove").click()`)
	until(t, ctx, `document.getElementById("dialog").open`)
	answered(t, ctx, `document.querySelector("#dialog .main").click()`)
	if n := js[int](t, ctx, `Object.keys(localStorage).length`); n != 0 {
		t.Errorf("%d works are left", n)
	}
}

// Two tabs with one work: each sees what the other writes, and where both write at
// once both are kept.
func TestTwoTabs(t *testing.T) {
	first := browser(t, 1280, 900)
	site := serveBuilt(t)
	open(t, first, site.URL)
	typed(t, first, "leads", `[{"id": "first"}]`)
	kept(t, first, "first")
	second, cancel := chromedp.NewContext(first)
	defer cancel()
	open(t, second, site.URL)
	if have := textOf(t, second, "leads"); have != `[{"id": "first"}]` {
		t.Errorf("another tab shows %.80s", have)
	}
	typed(t, second, "leads", `[{"id": "second"}]`)
	until(t, first, editorOf("leads")+`.text.includes("second")`)
	// Both at once: the first does not hear of the second's change.
	js[any](t, first, `addEventListener("storage", (e) => e.stopImmediatePropagation(), true)`)
	js[any](t, first, `void (window.setTimeout = ((of) => (f, ms, ...a) => of(f, ms === 250 ? 1500 : ms, ...a))(setTimeout))`)
	js[any](t, first, editorOf("leads")+`.type('[{"id": "mine"}]')`)
	typed(t, second, "leads", `[{"id": "yours"}]`)
	kept(t, second, "yours")
	kept(t, first, "mine")
	kept(t, first, "yours")
	until(t, first, `document.getElementById("notice").textContent.startsWith("Another tab has changed this work too")`)
}

// Where the browser keeps nothing, the page says so and works.
func TestNothingIsKept(t *testing.T) {
	ctx := browser(t, 1280, 900)
	site := serveBuilt(t)
	open(t, ctx, site.URL)
	js[any](t, ctx, `(() => { for (let size = 1 << 20; size > 64; size >>= 1) try { for (let i = 0; ; i++) localStorage.setItem("fill" + size + "-" + i, "x".repeat(size)) } catch { /* full */ } })()`)
	typed(t, ctx, "leads", `[{"id": "a", "company": {"employees": 320}}]`)
	until(t, ctx, `document.getElementById("kept").textContent === "not kept: the browser has no room left for it; copy a link to keep it"`)
	js[any](t, ctx, `localStorage.clear()`)
	typed(t, ctx, "leads", `[{"id": "b", "company": {"employees": 320}}]`)
	until(t, ctx, `document.getElementById("kept").textContent === "kept in this browser"`)
	js[any](t, ctx, `void (Storage.prototype.setItem = () => { throw new DOMException("no", "SecurityError") })`)
	typed(t, ctx, "leads", `[{"id": "c", "company": {"employees": 320}}]`)
	until(t, ctx, `document.getElementById("kept").textContent === "not kept: the browser does not allow it; copy a link to keep it"`)
	if have := js[[]string](t, ctx, shownLeads); len(have) != 1 || !strings.HasPrefix(have[0], "c ") {
		t.Errorf("%v", have)
	}
}
