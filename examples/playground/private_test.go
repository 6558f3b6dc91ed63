package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// The policy stands in the page as it stands in the header.
func TestPolicyInThePage(t *testing.T) {
	text, err := site.ReadFile("site/index.html")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(text), fmt.Sprintf("<meta http-equiv=\"Content-Security-Policy\" content=%q>", policy)) {
		t.Error("the page has another policy than the handler")
	}
	for _, inline := range []string{"style=", "onclick=", "<style", "javascript:", "https://", "//cdn"} {
		if strings.Contains(string(text), inline) {
			t.Errorf("%s in the page", inline)
		}
	}
}

func TestHandler(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(dir+"/index.html", []byte("page"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		method, path string
		status       int
	}{{"GET", "/", 200}, {"HEAD", "/", 200}, {"POST", "/", 405}, {"GET", "/nothing", 404}, {"GET", "/../../etc/passwd", 404}} {
		w := httptest.NewRecorder()
		handler(dir).ServeHTTP(w, httptest.NewRequest(c.method, c.path, nil))
		if w.Code != c.status && !(c.status == 404 && w.Code == 400) {
			t.Errorf("%s %s: %d", c.method, c.path, w.Code)
		}
		if w.Code == 200 && !strings.HasPrefix(w.Header().Get("Content-Security-Policy"), policy) {
			t.Errorf("%s %s: policy %q", c.method, c.path, w.Header().Get("Content-Security-Policy"))
		}
	}
}

// After loading nothing leaves the page, whatever is done on it, and neither a
// script in it nor a worker could send anything elsewhere. That holds too where
// a server sends the files and no headers.
func TestNothingIsSent(t *testing.T) {
	t.Run("with headers", func(t *testing.T) { nothingIsSent(t, handler) })
	t.Run("without headers", func(t *testing.T) {
		nothingIsSent(t, func(dir string) http.Handler { return http.FileServer(http.Dir(dir)) })
	})
}

func nothingIsSent(t *testing.T, by func(dir string) http.Handler) {
	ctx := browser(t, 1280, 900)
	site := serveBy(t, by)
	var elsewhere atomic.Int32
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		elsewhere.Add(1)
		w.Header().Set("Access-Control-Allow-Origin", "*")
	}))
	defer other.Close()

	var mu sync.Mutex
	var requested []string
	if err := chromedp.Listen(ctx, func(ev any) {
		if e, ok := ev.(*network.EventRequestWillBeSent); ok && !strings.HasPrefix(e.Request.URL, "data:") && !strings.HasPrefix(e.Request.URL, "blob:") {
			mu.Lock()
			requested = append(requested, e.Request.URL)
			mu.Unlock()
		}
	}); err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.Call(ctx, network.Enable, network.EnableParams{}); err != nil {
		t.Fatal(err)
	}
	open(ctx, t, site.URL)
	until(ctx, t, `document.readyState === "complete"`)
	mu.Lock()
	loaded := len(requested)
	mu.Unlock()
	if loaded < 7 {
		t.Fatalf("the test sees only the requests %v", requested)
	}
	served := len(site.asked())

	chosen(ctx, t, "champ")
	typed(ctx, t, "rules", `{"name": "https://elsewhere.example/", "scoring": {}}`)
	typed(ctx, t, "leads", `[{"id": "a", "person": {"email": "a@elsewhere.example"}, "company": {"domain": "elsewhere.example"}}]`)
	answered(ctx, t, `document.querySelector("#decisions summary").click()`)
	js[any](ctx, t, `document.getElementById("share").click()`)
	until(ctx, t, `document.getElementById("notice").textContent !== ""`)
	mu.Lock()
	if len(requested) != loaded {
		t.Errorf("requested after loading: %v", requested[loaded:])
	}
	mu.Unlock()
	if now := site.asked(); len(now) != served {
		t.Errorf("asked for after loading: %v", now[served:])
	}

	// A script in the page, and one in a worker that is made as the engine's
	// is.
	tries := fmt.Sprintf(`
		const tried = [];
		const fails = (name, promise) => tried.push(promise.then(() => name + " went through", () => name + " refused"));
		fails("fetch", fetch(%[1]q + "/fetch", {mode: "no-cors", method: "POST", body: "x"}));
		fails("socket", new Promise((yes, no) => { const s = new WebSocket(%[1]q.replace("http", "ws") + "/socket"); s.onopen = yes; s.onerror = no; }));
		fails("events", new Promise((yes, no) => { const s = new EventSource(%[1]q + "/events"); s.onopen = yes; s.onerror = () => { s.close(); no(); }; }));`, other.URL)
	inPage := js[[]string](ctx, t, `(async () => {`+tries+fmt.Sprintf(`
		fails("image", new Promise((yes, no) => { const i = new Image(); i.onload = yes; i.onerror = no; i.src = %[1]q + "/image"; }));
		fails("script", new Promise((yes, no) => { const s = document.createElement("script"); s.onload = yes; s.onerror = no; s.src = %[1]q + "/script"; document.head.append(s); }));
		navigator.sendBeacon(%[1]q + "/beacon", "x");
		return Promise.all(tried) })()`, other.URL))
	inWorker := js[[]string](ctx, t, `new Promise((done) => {
		const source = `+quoted(`(async () => {`+tries+`postMessage(await Promise.all(tried)) })()`)+`;
		const worker = new Worker(URL.createObjectURL(new Blob([source], {type: "text/javascript"})));
		worker.onmessage = ({data}) => done(data); })`)
	if len(inPage) != 5 || len(inWorker) != 3 || slices.ContainsFunc(slices.Concat(inPage, inWorker), func(s string) bool { return !strings.HasSuffix(s, "refused") }) {
		t.Errorf("in the page %q, in a worker %q", inPage, inWorker)
	}
	if n := elsewhere.Load(); n != 0 {
		t.Errorf("%d requests have arrived elsewhere", n)
	}
}
