package main

import (
	"fmt"
	"os"
	"slices"
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
	// Lines at the edge of an editor are cut off, so that axe does not know what
	// stands behind them; others of their colours are whole.
	return string(script) + `;axe.run({resultTypes: ["violations", "incomplete"]}).then((r) => {
		const cut = (n) => /partially obscured|outside the viewport/.test(n.any[0]?.message) && document.querySelector(n.target[0])?.closest(".cm-content");
		const list = (of) => of.flatMap((v) => v.nodes.filter((n) => !cut(n)).map((n) => v.id + ": " + n.html.slice(0, 160) + " " + (n.any[0]?.message ?? "")));
		return list(r.violations).concat(list(r.incomplete).filter((t) => !t.includes("too short to determine"))) })`
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
		do(ctx, t, chromedp.EmulateViewport(look.width, look.height))
		js[any](ctx, t, `(() => { try { sessionStorage.clear(); localStorage.clear() } catch { /* about:blank has none */ } })()`)
		open(ctx, t, site.URL)
		rules := textOf(ctx, t, "rules")
		for _, state := range []struct {
			name string
			make func()
		}{
			{"start", func() {}},
			{"open", func() { answered(ctx, t, `document.querySelector("#decisions li:nth-child(2) summary").click()`) }},
			{"agreement", func() {
				tab(ctx, t, "agreement")
				until(ctx, t, `document.querySelectorAll("#panel-agreement h4").length > 2`)
			}},
			{"moves", func() {
				tab(ctx, t, "moves")
				typed(ctx, t, "other", strings.Replace(rules, `"ready_at": 30`, `"ready_at": 50`, 1))
				tab(ctx, t, "other")
			}},
			{"cases", func() {
				tab(ctx, t, "results")
				typed(ctx, t, "cases", `{"cases": [{"name": "one", "as_of": "2026-11-22T09:00:00Z", "lead": {"id": "b"}, "want": {"status": "sql"}}]}`)
				tab(ctx, t, "cases")
			}},
			{"csv", func() {
				typed(ctx, t, "leads", "Lead No,Staff\nx,3\n")
				typed(ctx, t, "map", `{"fields": {"id": {"from": "Lead No"}, "company.employees": {"from": "Staff"}}}`)
				tab(ctx, t, "map")
			}},
			{"dialog", func() { js[any](ctx, t, `document.getElementById("name").click()`) }},
			{"offers", func() {
				js[any](ctx, t, `document.getElementById("dialog").close()`)
				tab(ctx, t, "decisions")
				tab(ctx, t, "rules")
				js[any](ctx, t, fmt.Sprintf(`%s.select(%d, 0)`, editorOf("rules"), strings.Index(rules, "company.employees in")))
				chord(ctx, t, " ", "Space", 32, 2)
				until(ctx, t, `document.querySelector(".cm-tooltip-autocomplete li") !== null`)
			}},
			{"findings", func() {
				press(ctx, t, kb.Escape) // closes the offers
				until(ctx, t, `document.querySelector(".cm-tooltip") === null`)
				typed(ctx, t, "rules", strings.Replace(rules, "company.employees in", "company.employees < 0 and company.employees in", 1))
				until(ctx, t, `document.querySelectorAll("#problems-rules li").length > 0`)
			}},
			{"mistakes", func() {
				typed(ctx, t, "rules", strings.Replace(strings.Replace(rules, "company.employees in", "company.employes in", 1), `"good_at"`, `"godo_at"`, 1))
				typed(ctx, t, "leads", `[{"id": "x", "compny": {}}, {"id": 7}]`)
			}},
		} {
			t.Run(look.name+"-"+state.name, func(t *testing.T) {
				state.make()
				if by := js[int](ctx, t, `document.documentElement.scrollWidth - document.documentElement.clientWidth`); by > 0 {
					t.Errorf("the page is %d pixels too wide", by)
				}
				picture(ctx, t, look.name+"-"+state.name)
				for _, found := range js[[]string](ctx, t, check) {
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
	open(ctx, t, site.URL)
	rules := textOf(ctx, t, "rules")
	typed(ctx, t, "rules", strings.Replace(rules, "company.employees in", "company.employes in", 1))
	until(ctx, t, `document.querySelectorAll("#problems-rules .mend").length === 1`)
	js[any](ctx, t, `document.activeElement.blur()`)
	at := `(() => { const e = document.activeElement; return e.id || e.classList[0] || e.tagName })()`
	var path []string
	for range 40 {
		press(ctx, t, kb.Tab)
		here := js[string](ctx, t, at)
		if len(path) == 0 || path[len(path)-1] != here {
			path = append(path, here)
		}
		if !js[bool](ctx, t, `(() => { const e = document.activeElement, of = (e) => getComputedStyle(e);
			return of(e).outlineStyle !== "none" || e.className.startsWith("cm-content") && of(e.closest(".editor")).boxShadow !== "none" })()`) {
			t.Errorf("%s does not show that it is in focus", here)
		}
		if here == "SUMMARY" && slices.Contains(path, "tab-decisions") && path[len(path)-1] != "BUTTON" {
			break
		}
	}
	if have := strings.Join(path, " "); have != "starter new name remove asof share tab-rules choose cm-content place PRE mend SUMMARY tab-decisions BUTTON SUMMARY" {
		t.Errorf("the way of the tabulator: %s", have)
	}
	// Enter opens the lead in focus.
	n := js[int](ctx, t, answers)
	press(ctx, t, kb.Enter)
	until(ctx, t, fmt.Sprintf(`%s > %d`, answers, n))
	if !js[bool](ctx, t, `document.activeElement.closest("details").open`) {
		t.Error("Enter does not open a lead")
	}
	// Arrows go from tab to tab, and round.
	js[any](ctx, t, `document.getElementById("tab-decisions").focus()`)
	for _, want := range []string{"moves", "results", "agreement", "decisions"} {
		press(ctx, t, kb.ArrowRight)
		if have := js[string](ctx, t, at); have != "tab-"+want || !js[bool](ctx, t, fmt.Sprintf(`document.getElementById("panel-%s").checkVisibility()`, want)) {
			t.Errorf("an arrow leads to %s, not to %s", have, want)
		}
	}
	// Enter on the place of a mistake goes there; typing mends it.
	js[any](ctx, t, `document.querySelector("#problems-rules .place").focus()`)
	press(ctx, t, kb.Enter)
	if have := js[string](ctx, t, at); have != "cm-content" {
		t.Fatalf("Enter leads to %s", have)
	}
	press(ctx, t, "company.employees", kb.Escape)
	until(ctx, t, `document.querySelectorAll("#problems-rules .error").length === 0`)
	if textOf(ctx, t, "rules") != rules {
		t.Error("the text is not mended")
	}
}
