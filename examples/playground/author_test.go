package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"

	"github.com/leadqual/leadqual/examples/playground/play"
)

// An author writes rules in the page's editor, taking what is offered, and counts
// the characters that had to be typed.
type author struct {
	t     *testing.T
	ctx   context.Context
	typed int
	seen  []seen
}

// seen is a text on the way, and what the page said of it.
type seen struct {
	Text   string
	Offset int
	Said   []struct {
		Message  string
		From, To int
	}
}

// look notes what the page says now.
func (a *author) look() {
	a.t.Helper()
	a.seen = append(a.seen, js[seen](a.ctx, a.t, `(() => { const e = document.getElementById("rules").editor;
		return {Text: e.text, Offset: e.offset, Said: e.mistakes.list.map((m) => ({Message: m.message, From: m.from, To: m.to}))} })()`))
}

// write types characters.
func (a *author) write(text string) {
	a.t.Helper()
	for _, c := range text {
		press(a.ctx, a.t, string(c))
		a.typed++
		a.look()
	}
}

// key presses keys that write nothing of their own.
func (a *author) key(keys ...string) {
	a.t.Helper()
	press(a.ctx, a.t, keys...)
	a.look()
}

// line begins a new line, which is a character too.
func (a *author) line() {
	a.t.Helper()
	press(a.ctx, a.t, kb.Escape)
	enter(a.ctx, a.t)
	a.typed++
	a.look()
}

const offered = `[...document.querySelectorAll(".cm-tooltip-autocomplete li .cm-completionLabel")].map((e) => e.textContent)`

// take takes what is offered under a label: arrows lead to it, Tab takes it.
func (a *author) take(label string) {
	a.t.Helper()
	until(a.ctx, a.t, fmt.Sprintf(`%s.includes(%s) && !document.querySelector(".cm-tooltip-autocomplete-disabled")`, offered, quoted(label)))
	time.Sleep(120 * time.Millisecond) // what has just come is not taken by a key that was on its way
	for range 12 {
		if js[bool](a.ctx, a.t, fmt.Sprintf(`document.querySelector(".cm-tooltip-autocomplete li[aria-selected] .cm-completionLabel")?.textContent === %s`, quoted(label))) {
			before := js[int](a.ctx, a.t, editorOf("rules")+`.text.length`)
			press(a.ctx, a.t, kb.Tab)
			until(a.ctx, a.t, fmt.Sprintf(`%s.text.length !== %d || !document.querySelector(".cm-tooltip-autocomplete")`, editorOf("rules"), before))
			a.look()
			return
		}
		press(a.ctx, a.t, kb.ArrowDown)
	}
	a.t.Fatalf("%q is not among the first dozen: %q", label, js[[]string](a.ctx, a.t, offered))
}

// settle waits until the whole text is answered, and notes what is said then.
func (a *author) settle() {
	a.t.Helper()
	n := js[int](a.ctx, a.t, answers)
	js[any](a.ctx, a.t, `document.getElementById("asof").dispatchEvent(new Event("input"))`) // asks anew
	until(a.ctx, a.t, fmt.Sprintf(`%s > %d`, answers, n))
	a.look()
}

// The rule set of the main README's first screen is written from nothing, with at
// most 40 % of its characters typed, and nothing that the page says on the way is
// wrong.
func TestAuthor(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, want, _ := strings.Cut(string(readme), "[]byte(`")
	want, _, ok := strings.Cut(want, "`), nil)")
	if !ok {
		t.Fatal("the README has no rule set")
	}
	want = strings.ReplaceAll(want, "\n\t", "\n")
	ctx := browser(t, 1280, 900)
	site := serveBuilt(t)
	open(ctx, t, site.URL)
	answered(ctx, t, `document.getElementById("new").click()`)
	typed(ctx, t, "rules", "")
	js[any](ctx, t, editorOf("rules")+`.view.focus()`)

	a := &author{t: t, ctx: ctx}
	a.write(`{`)
	a.line()
	a.write(`"n`)
	a.take("name")
	a.write(`demo`)
	a.settle()
	a.key(kb.ArrowRight)
	a.write(`,`)
	a.line()
	a.write(`"i`)
	a.take("icp")
	a.settle()
	a.write(`"`)
	a.take("criteria")
	a.write(`{"`)
	a.take("id")
	a.write(`size`)
	a.key(kb.ArrowRight)
	a.write(`, "w`)
	a.take("when")
	a.write(`emp`)
	a.take("company.employees")
	a.settle()
	a.write(` i`)
	a.take("in")
	a.write(`50..5000`)
	a.settle()
	first := len(a.seen) // from here on this expression is whole
	a.key(kb.Escape, kb.ArrowRight, kb.ArrowRight, kb.ArrowRight, kb.ArrowRight)
	a.write(`,`)
	a.line()
	a.write(`"h`)
	a.take("hand_raise")
	a.write(`{"`)
	a.take("id")
	a.write(`demo`)
	a.key(kb.ArrowRight)
	a.write(`, "w`)
	a.take("when")
	a.write(`any`)
	a.take("any")
	a.take("activities")
	a.write(`, .t`)
	a.take(".type")
	a.write(` =`)
	a.take("==")
	a.take("'demo_request'")
	a.settle()
	a.write(` a`)
	a.take("and")
	a.write(`.d`)
	a.take(".days_ago")
	a.write(` <`)
	a.take("<=")
	a.write(`30)`)
	a.settle()

	have := textOf(ctx, t, "rules")
	if have != want {
		t.Errorf("have\n%s\nwant\n%s", have, want)
	}
	if n := js[int](ctx, t, `document.querySelectorAll("#problems-rules .error").length`); n != 0 {
		t.Errorf("%d mistakes are left", n)
	}
	picture(ctx, t, "author")
	share := float64(a.typed) / float64(len(want))
	t.Logf("%d of %d characters are typed: %.0f %%", a.typed, len(want), 100*share)
	if share > 0.4 {
		t.Errorf("%.0f %% of the characters are typed, want at most 40", 100*share)
	}
	a.judge(first, `company.employees in 50..5000`)
}

// judge holds what was said against what the engine says of the same text, and sees
// that nothing was said of an expression that was whole.
func (a *author) judge(first int, whole string) {
	said := map[string]bool{}
	for i, s := range a.seen {
		may := map[string]bool{}
		for _, m := range play.Ask(play.Request{Rules: s.Text, AsOf: "2026-11-22T09:00:00Z"}).Mistakes {
			may[m.Message] = true
		}
		var engine play.Engine
		engine.Call("set", encoded(map[string]any{"file": "rules", "text": s.Text}))
		var at struct{ Problems []play.Problem }
		if err := json.Unmarshal([]byte(engine.Call("at", encoded(map[string]any{"file": "rules", "offset": s.Offset}))), &at); err != nil {
			a.t.Fatal(err)
		}
		for _, m := range at.Problems {
			may[m.Message] = true
		}
		begin := strings.Index(s.Text, whole)
		for _, m := range s.Said {
			said[m.Message] = true
			if !may[m.Message] {
				a.t.Errorf("the page says %q of\n%s|%s", m.Message, s.Text[:s.Offset], s.Text[s.Offset:])
			}
			if i >= first && begin >= 0 && m.From < begin+len(whole) && m.To > begin {
				a.t.Errorf("of an expression that is whole: %q", m.Message)
			}
		}
	}
	for m := range said {
		a.t.Logf("said on the way: %s", m)
	}
}

// encoded is a request in JSON.
func encoded(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err) // texts and numbers have one
	}
	return string(text)
}
