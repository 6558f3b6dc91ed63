package main

import (
	"crypto/rand"
	"embed"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"time"

	"github.com/leadqual/leadqual/examples/crm/internal/api"
	"github.com/leadqual/leadqual/examples/crm/internal/webhook"
)

//go:embed rules/rules.json rules/next.json rules/accounts.json
var files embed.FS

// options say how the service runs.
type options struct {
	addr       string
	source     string
	rules      []byte
	accounts   []byte // rules about accounts
	next       []byte // with demo: a second rule set, for the draft
	demo       bool
	token      api.Token
	printed    string // a token that was made up, to be printed once
	webhookURL string
	secret     webhook.Secret
	timeout    time.Duration
	keepDays   int
	backup     string        // a file; "" is to serve
	grace      time.Duration // how long stopping may take, for requests and then for the database
	signedIn   string        // the header in which a proxy says whom it has signed in
}

// parse reads flags and environment. Secrets are in the environment, which other
// users of the machine cannot see.
func parse(args []string, env func(string) string, stderr io.Writer) (*options, error) {
	o := options{grace: 20 * time.Second}
	f := flag.NewFlagSet("crm", flag.ContinueOnError)
	f.SetOutput(stderr)
	f.StringVar(&o.addr, "addr", "127.0.0.1:8080", "`address` to listen on")
	file := f.String("db", "crm.db", "`file` of the SQLite database, unless DATABASE_URL is set")
	rulesFile := f.String("rules", "", "`file` of the rule set for a new database; default is one of a training platform")
	accountRules := f.String("account-rules", "", "`file` of the rules about accounts; default is that of a training platform")
	f.BoolVar(&o.demo, "demo", false, "fill a new database with leads to look at; implies -random-token")
	random := f.Bool("random-token", false, "make up a token and print it, if CRM_TOKEN is not set")
	f.StringVar(&o.signedIn, "behind-proxy", "", "listen on any address: a proxy in front signs people in, and says whom in this `header`, which it takes from nobody else; such as X-Forwarded-Email")
	f.IntVar(&o.keepDays, "keep-days", 0, "erase a lead of which nothing is heard for so many `days`, unless it is a customer; 0 is never")
	f.StringVar(&o.backup, "backup", "", "write a copy of the SQLite database into a new `file` and stop; others may work on it meanwhile")
	f.DurationVar(&o.timeout, "webhook-timeout", 10*time.Second, "how long the receiver of a webhook may take")
	f.Usage = func() {
		fmt.Fprint(stderr, `crm serves leads over HTTP.

  CRM_TOKEN           what who changes rules has to send as a bearer token
  DATABASE_URL        postgres://...: PostgreSQL instead of SQLite
  CRM_WEBHOOK_URL     gets every decision
  CRM_WEBHOOK_SECRET  whsec_...: webhooks are signed with it

`)
		f.PrintDefaults()
	}
	if err := f.Parse(args); err != nil {
		return nil, err
	}
	if f.NArg() > 0 {
		return nil, fmt.Errorf("unexpected argument %q; see crm -help", f.Arg(0))
	}

	if o.keepDays < 0 {
		return nil, errors.New("-keep-days: give 0 or more")
	}
	o.source = *file
	if u := env("DATABASE_URL"); u != "" {
		if p, err := url.Parse(u); err != nil || p.Scheme != "postgres" && p.Scheme != "postgresql" {
			return nil, errors.New("DATABASE_URL has to be postgres://USER:PASSWORD@HOST/NAME")
		}
		o.source = u
	}
	if o.backup != "" {
		if o.source != *file {
			return nil, errors.New("-backup copies SQLite; use pg_dump for PostgreSQL")
		}
		return &o, nil
	}
	var err error
	if *rulesFile != "" {
		o.rules, err = os.ReadFile(*rulesFile)
	} else {
		o.rules, err = files.ReadFile("rules/rules.json")
	}
	if err != nil {
		return nil, err
	}
	if *accountRules != "" {
		o.accounts, err = os.ReadFile(*accountRules)
	} else {
		o.accounts, err = files.ReadFile("rules/accounts.json")
	}
	if err != nil {
		return nil, err
	}
	if o.demo && *rulesFile == "" {
		if o.next, err = files.ReadFile("rules/next.json"); err != nil {
			return nil, err
		}
	}

	secret := env("CRM_TOKEN")
	switch {
	case secret != "":
	case *random || o.demo:
		secret = rand.Text()
		o.printed = secret
	default:
		return nil, errors.New("set CRM_TOKEN to what who changes rules has to know, or let -random-token (or -demo) make one up")
	}
	if o.token, err = api.NewToken(secret); err != nil {
		return nil, err
	}

	if o.webhookURL = env("CRM_WEBHOOK_URL"); o.webhookURL != "" {
		if u, err := url.Parse(o.webhookURL); err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
			return nil, errors.New("CRM_WEBHOOK_URL has to be an http or https URL")
		}
		if o.secret, err = webhook.ParseSecret(env("CRM_WEBHOOK_SECRET")); err != nil {
			return nil, fmt.Errorf("CRM_WEBHOOK_SECRET: %w", err)
		}
	}
	if o.signedIn == "" {
		host, _, err := net.SplitHostPort(o.addr)
		if err != nil {
			return nil, fmt.Errorf("-addr: %w", err)
		}
		if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
			return nil, errors.New("whoever reaches the service sees the leads: give -addr 127.0.0.1:PORT, or -behind-proxy HEADER if something in front signs people in")
		}
	}
	return &o, nil
}
