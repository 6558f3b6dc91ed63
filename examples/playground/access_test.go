package main

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// axe is a script with axe-core, which returns what that finds on the page.
func axe(t *testing.T) string {
	t.Helper()
	path := os.Getenv("LEADQUAL_AXE")
	if path == "" {
		t.Skip("set LEADQUAL_AXE to the path of axe-core's axe.min.js")
	}
	script, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	// The marks lie transparent behind the text and reach out of sight, where
	// axe takes them for something that covers the rest.
	return string(script) + `;(() => {
		const marks = [...document.querySelectorAll(".marks")];
		for (const m of marks) m.hidden = true;
		return axe.run({resultTypes: ["violations", "incomplete"]}).then((r) => {
			for (const m of marks) m.hidden = false;
			const list = (of) => of.flatMap((v) => v.nodes.map((n) => v.id + ": " + n.html.slice(0, 160) + " " + (n.any[0]?.message ?? "")));
			return list(r.violations).concat(list(r.incomplete).filter((t) => !t.includes("too short to determine"))) }) })()`
}

// axe-core finds no violation and is left in no doubt, wide and narrow, light
// and dark, with mistakes and with an open explanation; and the page is never
// wider than its window.
func TestAccess(t *testing.T) {
	check := axe(t)
	ctx := browser(t, 1280, 900)
	site := serveBuilt(t)
	for _, look := range []struct {
		name          string
		width, height int64
		scheme        string
	}{{"wide", 1280, 900, "light"}, {"narrow", 400, 800, "light"}, {"wide-dark", 1280, 900, "dark"}, {"narrow-dark", 400, 800, "dark"}} {
		if _, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: look.scheme}},
		}); err != nil {
			t.Fatal(err)
		}
		do(t, ctx, chromedp.EmulateViewport(look.width, look.height))
		js[any](t, ctx, `(() => { try { sessionStorage.clear() } catch { /* about:blank has none */ } })()`)
		open(t, ctx, site.URL)
		rules := js[string](t, ctx, `document.getElementById("rules").value`)
		for _, state := range []struct {
			name string
			make func()
		}{
			{"start", func() {}},
			{"open", func() { answered(t, ctx, `document.querySelector("#decisions li:nth-child(2) summary").click()`) }},
			{"findings", func() {
				typed(t, ctx, "rules", strings.Replace(rules, "company.employees in", "company.employees < 0 and company.employees in", 1))
				until(t, ctx, `document.querySelectorAll("#findings li").length > 0`)
			}},
			{"mistakes", func() {
				typed(t, ctx, "rules", strings.Replace(strings.Replace(rules, "company.employees in", "company.employes in", 1), `"good_at"`, `"godo_at"`, 1))
				typed(t, ctx, "leads", `[{"id": "x", "compny": {}}, {"id": 7}]`)
			}},
		} {
			t.Run(look.name+"-"+state.name, func(t *testing.T) {
				state.make()
				if by := js[int](t, ctx, `document.documentElement.scrollWidth - document.documentElement.clientWidth`); by > 0 {
					t.Errorf("the page is %d pixels too wide", by)
				}
				picture(t, ctx, look.name+"-"+state.name)
				for _, found := range js[[]string](t, ctx, check) {
					t.Error(found)
				}
			})
		}
	}
}

// Everything can be reached and done by keyboard, in the order of the page, and
// no editor holds the tabulator.
func TestKeyboard(t *testing.T) {
	ctx := browser(t, 1280, 900)
	site := serveBuilt(t)
	open(t, ctx, site.URL)
	rules := js[string](t, ctx, `document.getElementById("rules").value`)
	typed(t, ctx, "rules", strings.Replace(rules, "company.employees in", "company.employes in", 1))
	press := func(keys string) {
		t.Helper()
		do(t, ctx, chromedp.KeyEvent(keys))
	}
	js[any](t, ctx, `document.activeElement.blur()`)
	at := `(() => { const e = document.activeElement; return e.id || e.className || e.tagName })()`
	var path []string
	for range 40 {
		press(kb.Tab)
		here := js[string](t, ctx, at)
		if len(path) == 0 || path[len(path)-1] != here {
			path = append(path, here)
		}
		if !js[bool](t, ctx, `(() => { const e = document.activeElement, of = (e) => getComputedStyle(e);
			return of(e).outlineStyle !== "none" || e.tagName === "TEXTAREA" && of(e.closest(".editor")).boxShadow !== "none" })()`) {
			t.Errorf("%s does not show that it is in focus", here)
		}
		if here == "SUMMARY" {
			break
		}
	}
	if have := strings.Join(path, " "); have != "starter asof share rules place PRE leads BUTTON SUMMARY" {
		t.Errorf("the way of the tabulator: %s", have)
	}
	// Enter opens the lead in focus.
	n := js[int](t, ctx, answers)
	press(kb.Enter)
	until(t, ctx, fmt.Sprintf(`%s > %d`, answers, n))
	if !js[bool](t, ctx, `document.activeElement.closest("details").open`) {
		t.Error("Enter does not open a lead")
	}
	// Enter on the place of a mistake goes there; typing mends it.
	js[any](t, ctx, `document.querySelector("#mistakes .place").focus()`)
	press(kb.Enter)
	if have := js[string](t, ctx, at); have != "rules" {
		t.Fatalf("Enter leads to %s", have)
	}
	n = js[int](t, ctx, answers)
	press("company.employees")
	until(t, ctx, fmt.Sprintf(`%s > %d && document.querySelectorAll("#mistakes li").length === 0`, answers, n))
	if js[string](t, ctx, `document.getElementById("rules").value`) != rules {
		t.Error("the text is not mended")
	}
}
