package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
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
	{"/leads/D-11", []string{"Kim Tanaka", "Fit: good", "History", "rejected", "not now", "status MQL", "webinar"}},
	{"/leads/D-01", []string{"webinars, fading", "score, band 1", "Accept", "Hand over", "Head of Learning"}},
	{"/leads/D-09", []string{"Questions", "How many people work there?", "decides what happens"}},
	{"/leads?q=nordlys", []string{"1 lead.", "Ben Falk"}},
	{"/accounts", []string{"Shore Health", "Kelp Analytics"}},
	{"/accounts/A-shore", []string{"Ada Brook", "owns the budget for training", "Missing", "connects it to their systems"}},
	{"/leads/D-14", []string{"The draft of the rules", "Send back"}},
	{"/rules", []string{"is a draft", "Tried on all leads", "leads tried", "scoring.trial", "points 25 -> 35", "Publish"}},
	{"/rules/2", []string{"Version 2 of the rules", "icp.size", "\"format\": 1", "Compare"}},
	{"/rules/2/agreement", []string{"what a good lead is"}},
	{"/outcomes", []string{"From lead to customer", "not now", "What can be believed"}},
	{"/outcomes/report", []string{"Audit of training platform"}},
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
					if p.path == "/rules/2/agreement" && strings.HasPrefix(v, "region: ") {
						continue // the library's page has more than its main part
					}
					t.Error(v)
				}
			})
		}
	}
}

// keyboard works with a page without a mouse.
type keyboard struct {
	t   *testing.T
	ctx context.Context
}

func (k *keyboard) press(keys string) {
	k.t.Helper()
	do(k.t, k.ctx, chromedp.KeyEvent(keys))
}

// tab goes on until a link, a button or a field is reached - by its address, its text or
// its name - and wants to see each on the way.
func (k *keyboard) tab(want string) {
	k.t.Helper()
	type element struct {
		Names   []string
		Outline float64
	}
	for range 60 {
		k.press(kb.Tab)
		now := get(k.t, k.ctx, chromedp.Evaluate[element](`(() => { const e = document.activeElement; return {Names: [e.getAttribute("href"), e.tagName == "BUTTON" ? e.textContent.trim() : "", e.name, e.id], Outline: parseFloat(getComputedStyle(e).outlineWidth)} })()`))
		if now.Outline < 2 {
			k.t.Errorf("nobody sees that %q has the focus", now.Names)
		}
		if slices.Contains(now.Names, want) {
			return
		}
	}
	k.t.Fatalf("%s is not reached", want)
}

// reach waits for a page that shows a text, at an address that begins like this one.
func (k *keyboard) reach(address, text string) {
	k.t.Helper()
	have := ""
	for range 200 { // the new page takes a moment, in which there is none
		var err error
		have, err = chromedp.Run(k.ctx, chromedp.Evaluate[string](`document.readyState == "complete" ? location.pathname + location.search + "\n" + document.body.innerText : ""`))
		if err == nil && strings.HasPrefix(have, address) && strings.Contains(have, text) {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	k.t.Fatalf("want %s with %q, at:\n%.800s", address, text, have)
}

// follow goes to a link, opens it and waits for the page.
func (k *keyboard) follow(link, text string) {
	k.t.Helper()
	k.tab(link)
	k.press(kb.Enter)
	k.reach(link, text)
}

// TestRepsHour is what a rep does in the morning, without a mouse.
func TestRepsHour(t *testing.T) {
	k := keyboard{t, browser(t)}
	service := launch(t, testdb.SQLite(t), nil, "-demo")
	do(t, k.ctx, chromedp.Navigate(service.url+"/"))
	k.tab("#main") // past the navigation
	k.follow("/leads", "22 leads")
	k.tab("owner")
	k.press("a") // ana
	k.tab("Show")
	k.press(kb.Enter)
	k.reach("/leads?q=&owner=ana", "Leads of ana")
	lead := func(id string) string {
		return "/leads/" + id + "?list=" + strings.ToLower(url.QueryEscape("owner=ana&q=&quadrant=&stage=&status=&team="))
	}
	k.follow(lead("D-01"), "call now")
	k.tab("Accept")
	k.press(kb.Enter)
	k.reach("/leads/D-01?done=", "stage MQL → SAL")
	k.tab("Move up to SQL")
	k.press(kb.Enter)
	k.reach("/leads/D-01?done=", "Agree on an offer")
	k.follow("/leads?owner=ana&q=&quadrant=&stage=&status=&team=", "Ida Novak") // back to the list
	k.follow(lead("D-09"), "How many people work there?")
	k.tab("company.employees")
	k.press("many" + kb.Enter)
	k.reach("/leads/D-09", "Give a number")
	k.tab("company.employees") // it keeps what was typed, which is selected
	k.press("200" + kb.Enter)
	k.reach("/leads/D-09?done=", "stage lead → SQL")
	k.tab("reason")
	k.press("h") // has no use for it
	k.tab("Send back")
	k.press(kb.Enter)
	k.reach("/leads/D-09?done=", "sales found that it will not buy")
	k.tab("/leads")
	k.press(kb.Enter)
	k.reach("/leads", "21 leads")
	k.tab("q")
	k.press("kettle" + kb.Enter)
	k.reach("/leads?q=kettle", "Dario Lund")
}

// TestMarketersHour is what a marketer does with a draft of the rules, without a mouse.
func TestMarketersHour(t *testing.T) {
	k := keyboard{t, browser(t)}
	const token = "a token for the marketer"
	service := launch(t, testdb.SQLite(t), []string{"CRM_TOKEN=" + token}, "-demo")
	do(t, k.ctx, chromedp.Navigate(service.url+"/"))
	k.follow("/rules", "Version 2 is a draft")
	k.follow("/leads/D-14", "The draft of the rules would change: status MQL → research")
	k.follow("/rules", "Version 2 is a draft")
	k.follow("/rules/2", "points 25 -> 35")
	k.tab("token")
	k.press("not the token at all" + kb.Enter)
	k.reach("/rules", "This is not the token")
	k.tab("token")
	k.press(token + kb.Enter)
	k.reach("/rules?done=2", "Version 2 is active now")
	k.follow("/rules/1", "retired")
	k.tab("token")
	k.press(token)
	k.tab("Go back to it now")
	k.press(kb.Enter)
	k.reach("/rules?done=1", "Version 1 is active now")
	k.follow("/outcomes", "From lead to customer")
	k.follow("/rules", "Versions")
	k.follow("/rules/2", "What is different")
	k.follow("/rules/2/agreement", "what a good lead is")
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
