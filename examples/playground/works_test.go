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
func kept(ctx context.Context, t *testing.T, part string) {
	t.Helper()
	until(ctx, t, fmt.Sprintf(`Object.values(localStorage).some((v) => v.includes(%s))`, quoted(part)))
}

// An example that is edited becomes a work of one's own. The example stays as it
// was, another one takes nothing away, and loading anew shows the work again.
func TestWorks(t *testing.T) {
	ctx := browser(t, 1280, 900)
	site := serveBuilt(t)
	open(ctx, t, site.URL)
	example := textOf(ctx, t, "rules")
	mine := strings.Replace(example, "100 to 2,000 people", "mine alone", 1)
	typed(ctx, t, "rules", mine)
	kept(ctx, t, "mine alone")
	chosen(ctx, t, "champ")
	chosen(ctx, t, "fit-matrix")
	if textOf(ctx, t, "rules") != example {
		t.Error("the example is another")
	}
	answered(ctx, t, `(() => { const e = document.getElementById("starter"); e.value = e.querySelector("[value^='work:']").value; e.dispatchEvent(new Event("change")) })()`)
	if textOf(ctx, t, "rules") != mine {
		t.Error("the work is another")
	}
	open(ctx, t, site.URL)
	if textOf(ctx, t, "rules") != mine || js[string](ctx, t, at) != "Fit and readiness" {
		t.Errorf("loading anew shows %q", js[string](ctx, t, at))
	}
	// A name of one's own, refused where there is none.
	js[any](ctx, t, `document.getElementById("name").click()`)
	set := func(name string) {
		js[any](ctx, t, fmt.Sprintf(`(() => { document.getElementById("dialog-text").value = %s; document.querySelector("#dialog [type=submit]").click() })()`, quoted(name)))
	}
	set("  ")
	until(ctx, t, `document.querySelector("#dialog .wrong").textContent === "a work needs a name"`)
	set("Spring rules")
	until(ctx, t, at+` === "Spring rules"`)
	// Deleting asks, and leaves the rest.
	js[any](ctx, t, `document.getElementById("remove").click()`)
	until(ctx, t, `document.getElementById("dialog").open`)
	answered(ctx, t, `document.querySelector("#dialog .main").click()`)
	if n := js[int](ctx, t, `Object.keys(localStorage).length`); n != 0 {
		t.Errorf("%d works are left", n)
	}
}

// Two tabs with one work: each sees what the other writes, and where both write at
// once both are kept.
func TestTwoTabs(t *testing.T) {
	first := browser(t, 1280, 900)
	site := serveBuilt(t)
	open(first, t, site.URL)
	typed(first, t, "leads", `[{"id": "first"}]`)
	kept(first, t, "first")
	second, cancel := chromedp.NewContext(first)
	defer cancel()
	open(second, t, site.URL)
	if have := textOf(second, t, "leads"); have != `[{"id": "first"}]` {
		t.Errorf("another tab shows %.80s", have)
	}
	typed(second, t, "leads", `[{"id": "second"}]`)
	until(first, t, editorOf("leads")+`.text.includes("second")`)
	// Both at once: the first does not hear of the second's change.
	js[any](first, t, `addEventListener("storage", (e) => e.stopImmediatePropagation(), true)`)
	js[any](first, t, `void (window.setTimeout = ((of) => (f, ms, ...a) => of(f, ms === 250 ? 1500 : ms, ...a))(setTimeout))`)
	js[any](first, t, editorOf("leads")+`.type('[{"id": "mine"}]')`)
	typed(second, t, "leads", `[{"id": "yours"}]`)
	kept(second, t, "yours")
	kept(first, t, "mine")
	kept(first, t, "yours")
	until(first, t, `document.getElementById("notice").textContent.startsWith("Another tab has changed this work too")`)
}

// Where the browser keeps nothing, the page says so and works.
func TestNothingIsKept(t *testing.T) {
	ctx := browser(t, 1280, 900)
	site := serveBuilt(t)
	open(ctx, t, site.URL)
	js[any](ctx, t, `(() => { for (let size = 1 << 20; size > 64; size >>= 1) try { for (let i = 0; ; i++) localStorage.setItem("fill" + size + "-" + i, "x".repeat(size)) } catch { /* full */ } })()`)
	typed(ctx, t, "leads", `[{"id": "a", "company": {"employees": 320}}]`)
	until(ctx, t, `document.getElementById("kept").textContent === "not kept: the browser has no room left for it; copy a link to keep it"`)
	js[any](ctx, t, `localStorage.clear()`)
	typed(ctx, t, "leads", `[{"id": "b", "company": {"employees": 320}}]`)
	until(ctx, t, `document.getElementById("kept").textContent === "kept in this browser"`)
	js[any](ctx, t, `void (Storage.prototype.setItem = () => { throw new DOMException("no", "SecurityError") })`)
	typed(ctx, t, "leads", `[{"id": "c", "company": {"employees": 320}}]`)
	until(ctx, t, `document.getElementById("kept").textContent === "not kept: the browser does not allow it; copy a link to keep it"`)
	if have := js[[]string](ctx, t, shownLeads); len(have) != 1 || !strings.HasPrefix(have[0], "c ") {
		t.Errorf("%v", have)
	}
}
