package api

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"path"
	"runtime/debug"
	"strings"
	"time"

	"github.com/leadqual/leadqual/examples/crm/internal/caller"
)

// Guard is what every request passes.
type Guard struct {
	Log *slog.Logger
	// Timeout is how long answering may take.
	Timeout time.Duration
	// LocalOnly answers only requests that were sent to this machine by name,
	// so that no page from elsewhere can reach it through a name of its own.
	LocalOnly bool
	// SignedIn is the header in which a proxy says whom it has signed in; "" is no
	// proxy. A request without it has to bear the token.
	SignedIn string
	Token    Token
}

// Wrap puts the guard before the routes.
func (g Guard) Wrap(mux *http.ServeMux) http.Handler {
	origin := http.NewCrossOriginProtection()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		seen := &status{ResponseWriter: w}
		ctx, cancel := context.WithTimeout(r.Context(), g.Timeout)
		defer cancel()
		who := caller.Caller{Base: "http://" + r.Host}
		if g.SignedIn != "" {
			who.Name = r.Header.Get(g.SignedIn)
			if r.Header.Get("X-Forwarded-Proto") == "https" {
				who.Base = "https://" + r.Host
			}
		}
		r = r.WithContext(caller.With(ctx, who))
		_, route := mux.Handler(r)
		defer func() {
			if broken := recover(); broken != nil {
				// Neither the value nor the request: they may hold a lead's data.
				g.Log.Error("panic", "route", route, "kind", fmt.Sprintf("%T", broken), "stack", string(debug.Stack()))
				if seen.code == 0 {
					problem(http.StatusInternalServerError, "").write(seen)
				}
			}
			// The route and not the path, which has a lead's id in it.
			g.Log.Info("request", "method", method(r), "route", route, "status", seen.code, "ms", float64(time.Since(start).Microseconds())/1000)
		}()
		switch {
		case g.LocalOnly && !local(r.Host):
			problem(http.StatusMisdirectedRequest, "this service answers to localhost only").write(seen)
		case g.SignedIn != "" && (who.Name == "" || len(r.Header.Values(g.SignedIn)) > 1) && !g.Token.allows(r) && !health(route):
			seen.Header().Set("WWW-Authenticate", `Bearer realm="leads"`)
			problem(http.StatusUnauthorized, "sign in, or send Authorization: Bearer TOKEN").write(seen)
		case origin.Check(r) != nil:
			problem(http.StatusForbidden, "no requests from pages of other sites").write(seen)
		case route == "" || r.URL.Path != path.Clean(r.URL.Path) && r.URL.Path != "/":
			missing(mux, seen, r)
		default:
			mux.ServeHTTP(seen, r)
		}
	})
}

// health tells the routes that whoever watches the service may ask without more.
func health(route string) bool { return route == "GET /healthz" || route == "GET /readyz" }

// missing answers what no route is for: the mux knows whether it is the path or
// the method.
func missing(mux *http.ServeMux, w http.ResponseWriter, r *http.Request) {
	probe := &nowhere{header: http.Header{}}
	if h, route := mux.Handler(r); route == "" {
		h.ServeHTTP(probe, r)
	}
	if probe.code == http.StatusMethodNotAllowed {
		allowed := probe.header.Get("Allow")
		w.Header().Set("Allow", allowed)
		problem(http.StatusMethodNotAllowed, "allowed here: "+allowed).write(w)
		return
	}
	problem(http.StatusNotFound, "there is nothing at this path").write(w)
}

func local(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	ip := net.ParseIP(strings.Trim(host, "[]"))
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// method keeps what nobody has named out of the log.
func method(r *http.Request) string {
	switch r.Method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
		return r.Method
	}
	return "other"
}

// status remembers how a request was answered.
type status struct {
	http.ResponseWriter
	code int
}

func (s *status) WriteHeader(code int) {
	if s.code == 0 {
		s.code = code
	}
	s.ResponseWriter.WriteHeader(code)
}

func (s *status) Write(b []byte) (int, error) {
	if s.code == 0 {
		s.code = http.StatusOK
	}
	return s.ResponseWriter.Write(b)
}

func (s *status) Unwrap() http.ResponseWriter { return s.ResponseWriter }

// nowhere is a response that nobody gets.
type nowhere struct {
	header http.Header
	code   int
}

func (n *nowhere) Header() http.Header         { return n.header }
func (n *nowhere) WriteHeader(code int)        { n.code = code }
func (n *nowhere) Write(b []byte) (int, error) { return len(b), nil }
