package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

const named = `{
  "name": "named",
  "define": {"big": "company.employees >= 500"},
  "icp": {"criteria": [{"id": "size", "when": "big"}]},
  "hand_raise": [{"id": "asks", "when": "answers.wants_contact and big"}]
}
`

// By keyboard alone: F12 goes to where a name is declared, Shift and F12 lists its
// uses, F2 renames it everywhere and refuses what cannot be, Control and a dot mends.
func TestNamesByKeyboard(t *testing.T) {
	ctx := browser(t, 1280, 900)
	site := serveBuilt(t)
	open(ctx, t, site.URL)
	typed(ctx, t, "rules", named)
	at := func(part string) {
		t.Helper()
		from := strings.Index(named, part)
		js[any](ctx, t, fmt.Sprintf(`%s.select(%d, %d)`, editorOf("rules"), from+1, from+1))
	}
	selected := `String(getSelection())`
	const dialog = `document.getElementById("dialog")`
	at(`big"}]},`)
	press(ctx, t, kb.F12)
	until(ctx, t, selected+`.includes("big") && `+editorOf("rules")+fmt.Sprintf(`.offset < %d`, strings.Index(named, `"icp"`)))

	chord(ctx, t, "F12", "F12", 123, 8)
	until(ctx, t, dialog+`.open && document.querySelectorAll("#dialog .choices button").length >= 2`)
	picture(ctx, t, "uses")
	press(ctx, t, kb.ArrowDown)
	press(ctx, t, kb.Escape)
	until(ctx, t, `!`+dialog+`.open && document.activeElement.closest(".editor")?.id === "rules"`)

	press(ctx, t, kb.F2)
	until(ctx, t, dialog+`.open`)
	press(ctx, t, "no name", kb.Enter)
	until(ctx, t, `document.querySelector("#dialog .wrong").textContent !== ""`)
	picture(ctx, t, "rename")
	chord(ctx, t, "a", "KeyA", 65, 2)
	js[any](ctx, t, `document.getElementById("dialog-text").select()`)
	press(ctx, t, "large", kb.Enter)
	until(ctx, t, `!`+dialog+`.open`)
	if have := textOf(ctx, t, "rules"); have != strings.ReplaceAll(named, "big", "large") {
		t.Errorf("renamed:\n%s", have)
	}

	typed(ctx, t, "rules", strings.Replace(named, "company.employees", "company.employes", 1))
	until(ctx, t, `document.querySelectorAll("#problems-rules .mend").length === 1`)
	at(`employees`)
	chord(ctx, t, ".", "Period", 190, 2)
	until(ctx, t, dialog+`.open`)
	press(ctx, t, kb.Enter)
	until(ctx, t, fmt.Sprintf(`%s.text === %s`, editorOf("rules"), quoted(named)))

	// The pointer shows what a name is.
	at(`company.employees`)
	told := js[string](ctx, t, `(async () => {
		const e = document.getElementById("rules").editor, view = e.view, at = view.coordsAtPos(e.offset + 3);
		const go = (x) => view.contentDOM.querySelector(".cm-line:nth-child(3)").dispatchEvent(new MouseEvent("mousemove", {bubbles: true, clientX: x, clientY: (at.top + at.bottom) / 2}));
		go(at.left); go(at.left + 1);
		for (let i = 0; i < 100; i++) { await new Promise((r) => setTimeout(r, 50)); const t = document.querySelector(".cm-tooltip-hover"); if (t) return t.innerText }
		return "" })()`)
	if !strings.Contains(told, "company.employees") {
		t.Errorf("the pointer shows %q", told)
	}
	picture(ctx, t, "hover")
}

// A second rule set shows what moves, cases which pass, and the agreement is
// written.
func TestResultTabs(t *testing.T) {
	ctx := browser(t, 1280, 900)
	site := serveBuilt(t)
	open(ctx, t, site.URL)
	rules := textOf(ctx, t, "rules")
	tab(ctx, t, "moves")
	if have := js[string](ctx, t, `document.getElementById("panel-moves").innerText`); !strings.HasPrefix(have, "Put an older rule set") {
		t.Errorf("moves of nothing: %s", have)
	}
	answered(ctx, t, `document.getElementById("take-rules").click()`)
	if have := js[string](ctx, t, `document.getElementById("panel-moves").innerText`); !strings.Contains(have, "no lead moves") {
		t.Errorf("moves to the same: %s", have)
	}
	typed(ctx, t, "rules", strings.Replace(rules, `"ready_at": 30`, `"ready_at": 50`, 1))
	if n := js[int](ctx, t, `document.querySelectorAll("#panel-moves .cards > li").length`); n == 0 {
		t.Error("no lead moves")
	}
	picture(ctx, t, "moves")
	js[any](ctx, t, `document.querySelector("#panel-moves .name").click()`)
	if !js[bool](ctx, t, `document.getElementById("panel-decisions").checkVisibility() && document.activeElement.closest("#decisions") !== null`) {
		t.Error("a lead that moves does not lead to its decision")
	}
	typed(ctx, t, "other", `{"name": "x", "icp": {"criteria": 7}}`)
	if n := js[int](ctx, t, `document.querySelectorAll("#problems-other .error").length`); n == 0 {
		t.Error("mistakes of the second rules are not shown")
	}

	typed(ctx, t, "rules", rules)
	tab(ctx, t, "results")
	typed(ctx, t, "cases", `{"cases": [
  {"name": "asks", "as_of": "2026-11-22T09:00:00Z", "lead": {"id": "a", "answers": {"wants_contact": true}}, "want": {"quadrant": "undetermined"}},
  {"name": "is wanted otherwise", "as_of": "2026-11-22T09:00:00Z", "lead": {"id": "b"}, "want": {"status": "sql"}}
]}`)
	if have := js[string](ctx, t, `document.getElementById("panel-results").innerText`); !strings.Contains(have, "1 of 2 cases fails") || !strings.Contains(have, "sql") {
		t.Errorf("cases: %s", have)
	}
	picture(ctx, t, "cases")
	js[any](ctx, t, `document.querySelector("#panel-results .failed .name").click()`)
	if have := js[string](ctx, t, `document.activeElement.closest(".editor").id`); have != "cases" {
		t.Errorf("a case leads to %s", have)
	}

	tab(ctx, t, "agreement")
	until(ctx, t, `document.querySelectorAll("#panel-agreement h3, #panel-agreement h4").length > 2`)
	picture(ctx, t, "agreement")
	n := js[int](ctx, t, `Number(document.documentElement.dataset.agreed)`)
	typed(ctx, t, "rules", strings.Replace(rules, "100 to 2,000 people", "middling firms", 1))
	until(ctx, t, fmt.Sprintf(`Number(document.documentElement.dataset.agreed) > %d && document.getElementById("panel-agreement").innerText.includes("middling firms")`, n))
}

// A lead without a note shows none.
func TestNoNote(t *testing.T) {
	ctx := browser(t, 1280, 900)
	site := serveBuilt(t)
	open(ctx, t, site.URL)
	typed(ctx, t, "leads", "[{\"id\": \"plain\"},\n{\"company\": {\"employees\": 320}},\n{\"id\": \"noted\", \"note\": \"said\"}]")
	if have := js[[]string](ctx, t, `[...document.querySelectorAll("#decisions .note")].map((e) => e.textContent)`); len(have) != 1 || have[0] != "said" {
		t.Errorf("notes: %q", have)
	}
	if text := js[string](ctx, t, `document.body.innerText`); strings.Contains(text, "undefined") || strings.Contains(text, "[object") || strings.Contains(text, "null") {
		t.Error("the page shows a value of JavaScript")
	}
}
