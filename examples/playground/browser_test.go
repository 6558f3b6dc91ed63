package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

// builtDir is where the page is, once it is built.
var builtDir string

// built builds the page, once for all tests.
var built = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "leadqual-playground-test-")
	if err != nil {
		return "", err
	}
	builtDir = dir
	_, err = build(context.Background(), dir, "../rules")
	return dir, err
})

func TestMain(m *testing.M) {
	code := m.Run()
	if builtDir != "" {
		os.RemoveAll(builtDir)
	}
	os.Exit(code)
}

// testSite serves the page and counts what it is asked for.
type testSite struct {
	*httptest.Server
	missing string // the path of a file that it has lost
	mu      sync.Mutex
	paths   []string
}

func serveBuilt(t *testing.T) *testSite {
	t.Helper()
	return serveBy(t, handler)
}

// serveBy serves the page by a handler of its files.
func serveBy(t *testing.T, by func(dir string) http.Handler) *testSite {
	t.Helper()
	dir, err := built()
	if err != nil {
		t.Fatal(err)
	}
	s := &testSite{}
	files := by(dir)
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		s.paths = append(s.paths, r.Method+" "+r.URL.Path)
		s.mu.Unlock()
		if r.URL.Path == s.missing {
			http.NotFound(w, r)
			return
		}
		files.ServeHTTP(w, r)
	}))
	t.Cleanup(s.Close)
	return s
}

func (s *testSite) asked() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.paths...)
}

// browser starts one for the test, skipping it where there is none. It is as
// wide as given.
func browser(t *testing.T, width, height int64) context.Context {
	t.Helper()
	path := os.Getenv("LEADQUAL_BROWSER")
	if path == "" {
		t.Skip("set LEADQUAL_BROWSER to the path of a Chromium")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.DisableGPU, chromedp.NoFirstRun, chromedp.UserDataDir(t.TempDir()), chromedp.WindowSize(int(width), int(height)),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true),
	)
	if os.Geteuid() == 0 {
		options = append(options, chromedp.NoSandbox)
	}
	ctx, cancel := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(cancel)
	ctx, _ = chromedp.NewContext(ctx)
	t.Cleanup(func() { chromedp.Cancel(ctx) })   // waits, so that its files can be removed
	do(ctx, t, chromedp.Navigate("about:blank")) // the first one's context is the browser's
	ctx, stop := context.WithTimeout(ctx, 4*time.Minute)
	t.Cleanup(stop)
	do(ctx, t, chromedp.EmulateViewport(width, height))
	return ctx
}

func do(ctx context.Context, t *testing.T, steps ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	if err := chromedp.Do(ctx, steps...); err != nil {
		t.Fatal(err)
	}
}

// js evaluates an expression, and waits for it if it is a promise.
func js[T any](ctx context.Context, t *testing.T, expression string) T {
	t.Helper()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatalf("%s: %v", expression, err)
	}
	return v
}

// until waits until an expression is true.
func until(ctx context.Context, t *testing.T, expression string) {
	t.Helper()
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if js[bool](ctx, t, expression) {
			return
		}
	}
	t.Fatalf("not within a minute: %s\n%s", expression, js[string](ctx, t, `document.body.innerText.slice(0, 600)`))
}

// answers is how often the engine has answered.
const answers = `Number(document.documentElement.dataset.answers ?? 0)`

// asks is how often the page has asked; what it asked last has the number of the
// last answer.
const asks = `Number(document.documentElement.dataset.asked ?? 0)`

// open loads the page, and waits for its first answer and its findings.
func open(ctx context.Context, t *testing.T, url string) {
	t.Helper()
	do(ctx, t, chromedp.Navigate("about:blank"), chromedp.Navigate(url))
	until(ctx, t, answers+` > 0 && document.documentElement.dataset.findings !== undefined`)
}

// answered runs an expression that makes the page ask, and waits for what
// follows.
func answered(ctx context.Context, t *testing.T, expression string) {
	t.Helper()
	n := js[int](ctx, t, asks)
	js[any](ctx, t, expression)
	until(ctx, t, fmt.Sprintf(`%s > %d && document.documentElement.dataset.answered === document.documentElement.dataset.asked`, asks, n))
}

// typed replaces the text of an editor.
func typed(ctx context.Context, t *testing.T, id, text string) {
	t.Helper()
	answered(ctx, t, fmt.Sprintf(`%s.type(%s)`, editorOf(id), quoted(text)))
}

// editorOf is an editor of the page, in JavaScript.
func editorOf(id string) string { return fmt.Sprintf(`document.getElementById(%s).editor`, quoted(id)) }

// textOf is the text of an editor.
func textOf(ctx context.Context, t *testing.T, id string) string {
	t.Helper()
	return js[string](ctx, t, editorOf(id)+`.text`)
}

// chosen chooses an example.
func chosen(ctx context.Context, t *testing.T, id string) {
	t.Helper()
	answered(ctx, t, fmt.Sprintf(`(() => { const e = document.getElementById("starter"); e.value = %s; e.dispatchEvent(new Event("change")) })()`, quoted("example:"+id)))
}

// tab shows what is behind a tab.
func tab(ctx context.Context, t *testing.T, name string) {
	t.Helper()
	js[any](ctx, t, fmt.Sprintf(`document.getElementById("tab-%s").click()`, name))
}

// press presses keys, one after the other.
func press(ctx context.Context, t *testing.T, keys ...string) {
	t.Helper()
	for _, k := range keys {
		do(ctx, t, chromedp.KeyEvent(k))
	}
}

// enter presses Enter in an editor as a keyboard does: what the page handles itself
// writes nothing besides.
func enter(ctx context.Context, t *testing.T) {
	t.Helper()
	chord(ctx, t, "Enter", "Enter", 13, 0)
}

// chord presses a key with modifiers, of which 2 is Control and 8 is Shift.
func chord(ctx context.Context, t *testing.T, key, code string, number, modifiers int64) {
	t.Helper()
	for _, kind := range []input.DispatchKeyEventType{"rawKeyDown", "keyUp"} {
		if _, err := chromedp.Call(ctx, input.DispatchKeyEvent, input.DispatchKeyEventParams{
			Type: kind, Key: key, Code: code, WindowsVirtualKeyCode: number, Modifiers: modifiers,
		}); err != nil {
			t.Fatal(err)
		}
	}
}

// quoted is a text in JavaScript.
func quoted(text string) string {
	out, err := json.Marshal(text)
	if err != nil {
		panic(err) // a string has a JSON
	}
	return string(out)
}

// picture writes a screenshot where LEADQUAL_SHOTS names a folder.
func picture(ctx context.Context, t *testing.T, name string) {
	t.Helper()
	dir := os.Getenv("LEADQUAL_SHOTS")
	if dir == "" {
		return
	}
	shot, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name+".png"), shot, 0o644); err != nil {
		t.Fatal(err)
	}
}
