package main

import (
	"bytes"
	"compress/flate"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"testing"
)

const texts = `[...["rules", "leads", "other", "map", "cases"].map((id) => document.getElementById(id).editor.text), document.getElementById("asof").value].join("|")`

// A link holds everything on the page, and gives it back in another tab.
func TestLink(t *testing.T) {
	ctx := browser(t, 1280, 900)
	site := serveBuilt(t)
	open(ctx, t, site.URL)
	chosen(ctx, t, "champ")
	typed(ctx, t, "leads", "[{\"id\": \"é😀\", \"note\": \"<img src=x onerror=alert(1)>\", \"company\": {\"employees\": 320}}]")
	want := js[string](ctx, t, texts)
	js[any](ctx, t, `document.getElementById("share").click()`)
	until(ctx, t, `document.getElementById("notice").textContent !== ""`)
	link := js[string](ctx, t, `location.href`)
	if !strings.HasPrefix(link, site.URL+"/#2") {
		t.Fatal(link)
	}
	t.Logf("%d characters of text are a link of %d", len(want), len(link))
	js[any](ctx, t, `sessionStorage.clear(); localStorage.clear()`) // as in another browser
	open(ctx, t, link)
	if have := js[string](ctx, t, texts); have != want {
		t.Errorf("have %.300s\nwant %.300s", have, want)
	}
	if n := js[int](ctx, t, `document.querySelectorAll("img").length`); n != 0 {
		t.Error("a text became an element")
	}
	if have := js[[]string](ctx, t, shownLeads); len(have) != 1 || !strings.HasPrefix(have[0], "é😀 ") {
		t.Errorf("%v", have)
	}
	// Another link in the same tab, of version 1.
	answered(ctx, t, `location.hash = `+quoted(packed(t, "1", []byte(`["{", "", ""]`))))
	if have := js[string](ctx, t, texts); have != "{|||||" {
		t.Errorf("%.300s", have)
	}
	// Choosing an example leaves no link to something else behind.
	chosen(ctx, t, "champ")
	if hash := js[string](ctx, t, `location.hash`); hash != "" {
		t.Error(hash)
	}
}

// A link that is damaged, or made to do harm, is refused with a word, and the
// page is there.
func TestBadLinks(t *testing.T) {
	ctx := browser(t, 1280, 900)
	site := serveBuilt(t)
	open(ctx, t, site.URL+"/#1%%%")
	const notice = `document.getElementById("notice").textContent`
	if have := js[string](ctx, t, notice); !strings.HasPrefix(have, "The link is damaged: ") {
		t.Errorf("%q", have)
	}
	if n := js[int](ctx, t, fmt.Sprintf(`%s.length`, shownLeads)); n < 5 {
		t.Errorf("%d leads", n)
	}
	before := js[string](ctx, t, texts)
	bomb := packed(t, "2", bytes.Repeat([]byte("a"), 200<<20))
	for _, hash := range []string{
		"3abc", "1", "1AAAA", "2", "2AAAA", packed(t, "1", []byte(`{}`)), packed(t, "1", []byte(`["a", "b"]`)), packed(t, "1", []byte(`[1, 2, 3]`)),
		packed(t, "2", []byte(`[]`)), packed(t, "2", []byte(`null`)), packed(t, "2", []byte(`{"rules": 7}`)), packed(t, "2", []byte(`{"__proto__": "x"}`)), bomb,
	} {
		js[any](ctx, t, fmt.Sprintf(`(() => { document.getElementById("notice").textContent = ""; location.hash = %s })()`, quoted(hash)))
		until(ctx, t, fmt.Sprintf(`%s.startsWith("The link is damaged: ")`, notice))
		if have := js[string](ctx, t, texts); have != before {
			t.Errorf("%.20s: the page has changed", hash)
		}
		// In the page's words, not in the browser's.
		why := strings.TrimPrefix(js[string](ctx, t, notice), "The link is damaged: ")
		if !slices.Contains([]string{"it is of another version.", "it holds something else.", "it holds too much.", "a part of it is missing or has been changed."}, why) {
			t.Errorf("%.20s: %s", hash, why)
		}
	}
	if have := js[string](ctx, t, notice); have != "The link is damaged: it holds too much." {
		t.Error(have)
	}
}

// packed is what a link of a version holds.
func packed(t *testing.T, version string, text []byte) string {
	t.Helper()
	var b bytes.Buffer
	w, err := flate.NewWriter(&b, flate.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(text); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return version + base64.RawURLEncoding.EncodeToString(b.Bytes())
}

// Reloading loses nothing.
func TestReload(t *testing.T) {
	ctx := browser(t, 1280, 900)
	site := serveBuilt(t)
	open(ctx, t, site.URL)
	typed(ctx, t, "rules", `{"name": "mine", "scoring": {}}`)
	want := js[string](ctx, t, texts)
	open(ctx, t, site.URL)
	if have := js[string](ctx, t, texts); have != want {
		t.Errorf("have %.300s\nwant %.300s", have, want)
	}
}
