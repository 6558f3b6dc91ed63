package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/leadqual/leadqual/examples/crm/internal/testdb"
)

// browser opens a headless Chromium for the test.
func browser(t *testing.T) context.Context {
	t.Helper()
	program := os.Getenv("LEADQUAL_BROWSER")
	if program == "" {
		t.Skip("set LEADQUAL_BROWSER to the path of a Chromium")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(program), chromedp.UserDataDir(t.TempDir()),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true))
	if os.Geteuid() == 0 {
		options = append(options, chromedp.NoSandbox)
	}
	ctx, cancel := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(cancel)
	ctx, _ = chromedp.NewContext(ctx)
	t.Cleanup(func() { chromedp.Cancel(ctx) })   // waits, so that its files can be removed
	do(t, ctx, chromedp.Navigate("about:blank")) // the first one's context is the browser's
	ctx, stop := context.WithTimeout(ctx, 2*time.Minute)
	t.Cleanup(stop)
	return ctx
}

func do(t *testing.T, ctx context.Context, steps ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	if err := chromedp.Do(ctx, steps...); err != nil {
		t.Fatal(err)
	}
}

// get runs an action that has a result.
func get[T any](t *testing.T, ctx context.Context, a chromedp.Action[T]) T {
	t.Helper()
	v, err := chromedp.Run(ctx, a)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

var pagesToLookAt = []struct {
	path string
	want []string
}{
	{"/", []string{"22 open leads", "Of 24", "good fit", "sales researches first", "Removed by screening", "ana", "mia"}},
	{"/leads", []string{"Ben Falk", "asked for contact", "Next", "Ask", "22 leads", "Close the deal"}},
	{"/leads?owner=ana", []string{"Leads of ana", "answer by"}},
	{"/leads?quadrant=undetermined", []string{"Ida Novak", "How many people work there?"}},
	{"/leads?status=disqualified", []string{"works for a rival"}},
	{"/leads/D-11", []string{"Kim Tanaka", "Fit: good", "History", "rejected", "no timeline", "status MQL", "webinar"}},
	{"/leads/D-01", []string{"webinars, fading", "score, band 1", "Accept", "Hand over", "Head of Learning"}},
	{"/leads/D-09", []string{"Questions", "How many people work there?", "decides what happens"}},
	{"/leads?q=nordlys", []string{"1 lead.", "Ben Falk"}},
	{"/accounts", []string{"Shore Health", "Kelp Analytics"}},
	{"/accounts/A-shore", []string{"Ada Brook", "owns the budget for training", "Missing", "connects it to their systems"}},
	{"/rules", []string{"Version 2 is a draft", "Tried on all leads", "leads tried", "scoring.trial", "publish"}},
	{"/leads/nobody", []string{"Not found"}},
}

// TestPages looks at every page in a browser, wide and narrow, light and dark:
// it shows what it should, fits, and axe-core finds nothing.
func TestPages(t *testing.T) {
	ctx := browser(t)
	axe := axe(t)
	service := launch(t, testdb.SQLite(t), nil, "-demo")
	for _, p := range pagesToLookAt {
		for _, look := range []struct {
			name  string
			width int64
			dark  bool
		}{{"wide", 1200, false}, {"narrow", 400, false}, {"dark", 1200, true}} {
			t.Run(look.name+strings.ReplaceAll(p.path, "/", "-"), func(t *testing.T) {
				scheme := "light"
				if look.dark {
					scheme = "dark"
				}
				if _, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
					Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
				}); err != nil {
					t.Fatal(err)
				}
				do(t, ctx, chromedp.EmulateViewport(look.width, 900), chromedp.Navigate(service.url+p.path))
				text := get(t, ctx, chromedp.Text("body"))
				overflow := get(t, ctx, chromedp.Evaluate[int](`document.documentElement.scrollWidth - document.documentElement.clientWidth`))
				lang := get(t, ctx, chromedp.Evaluate[string](`document.documentElement.lang`))
				for _, want := range p.want {
					if !strings.Contains(text, want) {
						t.Errorf("the page does not show %q", want)
					}
				}
				if overflow > 0 || lang != "en" {
					t.Errorf("it is %d pixels too wide; language %q", overflow, lang)
				}
				for _, v := range axe(t, ctx) {
					t.Error(v)
				}
			})
		}
	}
}

// TestKeyboard goes from the overview to a lead without a mouse.
func TestKeyboard(t *testing.T) {
	ctx := browser(t)
	service := launch(t, testdb.SQLite(t), nil, "-demo")
	press := func(keys string) {
		t.Helper()
		do(t, ctx, chromedp.KeyEvent(keys))
	}
	type element struct {
		Text, Href string
		Outline    float64
	}
	focus := func() element {
		t.Helper()
		return get(t, ctx, chromedp.Evaluate[element](`(() => { const e = document.activeElement; return {Text: e.textContent.trim(), Href: e.getAttribute("href") || "", Outline: parseFloat(getComputedStyle(e).outlineWidth)} })()`))
	}
	// tab goes on until a link is reached, and wants to see each on the way.
	tab := func(href string) {
		t.Helper()
		for range 40 {
			press(kb.Tab)
			now := focus()
			if now.Outline < 2 {
				t.Errorf("nobody sees that %q has the focus", now.Text)
			}
			if now.Href == href {
				return
			}
		}
		t.Fatalf("%s is not reached", href)
	}
	reach := func(want string) {
		t.Helper()
		have := ""
		for range 200 { // the new page takes a moment, in which there is none
			var err error
			have, err = chromedp.Run(ctx, chromedp.Evaluate[string](`document.readyState == "complete" ? location.pathname + location.search : ""`))
			if err == nil && have == want {
				return
			}
			time.Sleep(20 * time.Millisecond)
		}
		t.Fatalf("at %q, want %s", have, want)
	}

	do(t, ctx, chromedp.Navigate(service.url+"/"))
	press(kb.Tab)
	if first := focus(); first.Href != "#main" {
		t.Errorf("the first stop is %q, want the way past the navigation", first.Text)
	}
	tab("/leads?quadrant=good_fit_ready")
	press(kb.Enter)
	reach("/leads?quadrant=good_fit_ready")
	tab("/leads/D-01?list=quadrant%3dgood_fit_ready")
	press(kb.Enter)
	reach("/leads/D-01?list=quadrant%3dgood_fit_ready")
	tab("/rules")
	press(kb.Enter)
	reach("/rules")
}

// axe returns a check of the page that a browser shows, by axe-core. Each
// violation is a line.
func axe(t *testing.T) func(*testing.T, context.Context) []string {
	t.Helper()
	file := os.Getenv("LEADQUAL_AXE")
	if file == "" {
		t.Skip("set LEADQUAL_AXE to the path of axe-core's axe.min.js")
	}
	script, err := os.ReadFile(filepath.Clean(file))
	if err != nil {
		t.Fatal(err)
	}
	return func(t *testing.T, ctx context.Context) []string {
		t.Helper()
		run := `axe.run().then(r => JSON.stringify({checked: r.passes.length, violations: r.violations.map(v => v.id + ": " + v.help + ": " + v.nodes.map(n => n.html + " " + n.failureSummary).join("; "))}))`
		do(t, ctx, chromedp.Evaluate[chromedp.Void](string(script)+";0"))
		found := get(t, ctx, chromedp.Evaluate[string](run, chromedp.EvalAwaitPromise))
		var result struct {
			Checked    int
			Violations []string
		}
		if err := json.Unmarshal([]byte(found), &result); err != nil {
			t.Fatal(err)
		}
		if result.Checked < 10 {
			return append(result.Violations, fmt.Sprintf("only %d rules were checked", result.Checked))
		}
		return result.Violations
	}
}
