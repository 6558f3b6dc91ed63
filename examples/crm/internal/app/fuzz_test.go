package app

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/leadqual/leadqual/examples/crm/internal/testdb"
)

// seeds are requests for a fuzzer to change.
var seeds = []struct{ method, path, kind, body, key string }{
	{"POST", "/v1/leads", "application/json", `{"id": "L-2", "person": {"name": "Ada", "consent": true}, "company": {"employees": 320, "technologies": ["go"]}, "answers": {"wants_contact_at": "2026-11-20T09:00:00Z"}, "custom": {"seats": 5}, "activities": [{"type": "webinar", "at": "2026-11-20T09:00:00Z", "value": 1.5}]}`, "k1"},
	{"PATCH", "/v1/leads/L-1", "application/merge-patch+json", `{"company": {"employees": null}, "answers": {"budget": 1e3}}`, ""},
	{"POST", "/v1/leads/L-1/activities", "application/json", `{"type": "page_view", "at": "2026-11-20T09:00:00Z", "url": "/pricing"}`, "k2"},
	{"POST", "/v1/leads/L-1/events", "application/json", `{"kind": "accepted", "owner": "ana"}`, ""},
	{"GET", "/v1/leads/L-1", "", "", ""},
	{"GET", "/v1/rules", "", "", ""},
	{"GET", "/v1/rules/1", "", "", ""},
	{"POST", "/v1/rules", "application/json", easy, ""},
	{"POST", "/v1/rules/2/publish", "", "", ""},
	{"GET", "/", "", "", ""},
	{"GET", "/leads?owner=ana&page=2&quadrant=good_fit_ready", "", "", ""},
	{"GET", "/leads/L-1", "", "", ""},
	{"GET", "/rules", "", "", ""},
	{"GET", "/healthz", "", "", ""},
	{"POST", "/v1/leads", "application/json", `{"id": "\u0000", "person": {"name": "\u0000\ud800"}, "created_at": "9999-12-31T23:59:59-23:59"}`, ""},
	{"POST", "/v1/leads", "application/json; charset=latin-1", `{}`, ""},
	{"POST", "/v1/leads", "application/json", strings.Repeat(`{"custom":`, 20000), ""},
	{"POST", "/v1/leads/%00/activities", "application/json", `{"type": "x"}`, ""},
	{"GET", "/leads/%ff?page=-1", "", "", ""},
	{"GET", "/leads?page=99999999999999999999", "", "", ""},
	{"GET", "/leads?owner=%00", "", "", ""},
	{"GET", "/v1/rules/99999999999999999999", "", "", ""},
	{"GET", "//v1//rules/../leads", "", "", ""},
	{"OPTIONS", "*", "", "", ""},
}

// proper says what is wrong with an answer; "" is nothing. Whatever comes in,
// there is an answer below 500, and one of 4xx says why.
func proper(status int, header http.Header, body []byte) string {
	kind := header.Get("Content-Type")
	switch {
	case status < 200 || status >= 500:
		return "no proper status"
	case status < 400:
		return ""
	case strings.HasPrefix(kind, "text/html") && bytes.Contains(body, []byte("<h1>")):
		return ""
	}
	var p struct{ Title, Detail string }
	if err := json.Unmarshal(body, &p); err != nil || kind != "application/problem+json" || p.Title == "" || p.Detail == "" {
		return "no reason given"
	}
	return ""
}

// FuzzRequests sends requests that nobody should send.
func FuzzRequests(f *testing.F) {
	for _, s := range seeds {
		f.Add(s.method, s.path, s.kind, s.body, s.key)
	}
	s := open(f, testdb.SQLite(f), func(c *Config) { c.Log = discard() })
	s.must("POST", "/v1/leads", fitting("L-1"))
	f.Fuzz(func(t *testing.T, method, path, kind, body, key string) {
		u, err := url.ParseRequestURI(path)
		if err != nil || !validMethod(method) {
			t.Skip("net/http does not let it through")
		}
		r := httptest.NewRequest("GET", "/", strings.NewReader(body))
		r.Method, r.URL, r.RequestURI = method, u, path
		r.Header.Set("Content-Type", kind)
		r.Header.Set("Authorization", "Bearer "+secret)
		if key != "" {
			r.Header.Set("Idempotency-Key", key)
		}
		w := httptest.NewRecorder()
		s.Handler.ServeHTTP(w, r)
		if wrong := proper(w.Code, w.Header(), w.Body.Bytes()); wrong != "" {
			t.Errorf("%s: %d %s %.300s", wrong, w.Code, w.Header().Get("Content-Type"), w.Body)
		}
	})
}

func validMethod(m string) bool {
	_, err := http.NewRequest(m, "/", nil)
	return err == nil && m != ""
}

// TestMangledRequests sends requests with bytes changed through a real
// connection, to both databases: none hangs, none is a 5xx of the service, and
// each refusal has a reason.
func TestMangledRequests(t *testing.T) {
	testdb.Each(t, func(t *testing.T, source string) {
		s := open(t, source, func(c *Config) { c.Log = discard() })
		s.must("POST", "/v1/leads", fitting("L-1"))
		server := httptest.NewUnstartedServer(s.Handler)
		server.Config.ReadTimeout = 100 * time.Millisecond
		server.Config.ErrorLog = nil
		server.Start()
		defer server.Close()
		random := rand.New(rand.NewPCG(8, 1))
		statuses := map[int]int{}
		for i := range 1500 {
			seed := seeds[i%len(seeds)]
			if len(seed.body) > 10000 {
				seed.body = seed.body[:10000]
			}
			request := fmt.Sprintf("%s %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer %s\r\nContent-Type: %s\r\nContent-Length: %d\r\n", seed.method, seed.path, secret, seed.kind, len(seed.body))
			if seed.key != "" {
				request += "Idempotency-Key: " + fmt.Sprint(seed.key, i) + "\r\n"
			}
			raw := []byte(request + "\r\n" + seed.body)
			mangle(random, raw, len(request))
			status := exchange(t, server.Listener.Addr().String(), raw)
			statuses[status]++
		}
		for status, n := range statuses {
			// What is not HTTP at all is net/http's to answer, which has no other
			// words for an unknown version or transfer encoding than these.
			if status >= 500 && status != http.StatusNotImplemented && status != http.StatusHTTPVersionNotSupported {
				t.Errorf("%d times status %d", n, status)
			}
		}
		if statuses[400] == 0 || statuses[422] == 0 || statuses[404] == 0 || statuses[405] == 0 || statuses[200] == 0 {
			t.Errorf("the requests are too much alike: %v", statuses)
		}
		t.Log(statuses)
		if t.Failed() {
			t.Log(s.log)
		}
	})
}

const odd = "\"{}[]:,0-9e.\x00\xff\\u \nabz/%"

// mangle changes up to three bytes, mostly of the body.
func mangle(random *rand.Rand, raw []byte, body int) {
	for range random.IntN(4) {
		from := 0
		if len(raw) > body+2 && random.IntN(4) > 0 {
			from = body + 2
		}
		at := from + random.IntN(len(raw)-from)
		raw[at] = odd[random.IntN(len(odd))]
	}
}

// exchange sends bytes and reads the answer; 0 is none, as for a connection
// that is closed because it is not HTTP.
func exchange(t *testing.T, addr string, raw []byte) int {
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(20 * time.Second))
	if _, err := conn.Write(raw); err != nil {
		return 0
	}
	response, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		if timeout, ok := err.(net.Error); ok && timeout.Timeout() {
			t.Errorf("no answer to %q", raw)
		}
		return 0
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Errorf("half an answer to %q: %v", raw, err)
	}
	fromHTTP := response.Header.Get("Content-Type") == "text/plain; charset=utf-8" && len(text) > 0
	if wrong := proper(response.StatusCode, response.Header, text); wrong != "" && !fromHTTP {
		t.Errorf("%s: %d %.200s to %q", wrong, response.StatusCode, text, raw)
	}
	return response.StatusCode
}
