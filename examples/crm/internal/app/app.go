// Package app puts the parts of the service together.
package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/leadqual/leadqual/examples/crm/internal/api"
	"github.com/leadqual/leadqual/examples/crm/internal/desk"
	"github.com/leadqual/leadqual/examples/crm/internal/rules"
	"github.com/leadqual/leadqual/examples/crm/internal/store"
	"github.com/leadqual/leadqual/examples/crm/internal/web"
	"github.com/leadqual/leadqual/examples/crm/internal/webhook"
	"github.com/leadqual/leadqual/qualify/account"
	"github.com/leadqual/leadqual/qualify/lifecycle"
)

// Config says how the service runs.
type Config struct {
	// Source is a PostgreSQL URL or the file of a SQLite database.
	Source string
	// FirstRules is the rule set that decides where the database has none yet.
	FirstRules []byte
	// AccountRules are the rules about accounts.
	AccountRules []byte
	// Policy is the lifecycle's; nil is lifecycle.DefaultPolicy.
	Policy *lifecycle.Policy
	// Rosters are those that routes of the rules may name.
	Rosters map[string]*lifecycle.Roster
	// Token is what who changes rules has to know.
	Token api.Token
	// WebhookURL gets every decision; "" is nobody.
	WebhookURL     string
	WebhookSecret  webhook.Secret
	WebhookTimeout time.Duration // 0 is ten seconds
	// LocalOnly answers only requests for localhost.
	LocalOnly bool
	// SignedIn is the header in which a proxy says whom it has signed in; "" is none.
	SignedIn string
	// Every is how often the service looks for rules that others have changed
	// and for leads whose time has come; 0 is a second.
	Every time.Duration
	// Keep is how long leads are kept of which nothing is heard; 0 is for ever.
	Keep time.Duration
	// Now is the clock; nil is time.Now.
	Now func() time.Time
	// Engine replaces the engines, to measure what they cost; see desk.Desk.
	Engine func(*rules.Version) desk.Engine
	Log    *slog.Logger
}

// App is the service without its listener.
type App struct {
	Handler http.Handler
	DB      *store.DB
	Desk    *desk.Desk
	Rules   *rules.Rules

	sender *webhook.Sender
	every  time.Duration
	log    *slog.Logger
}

// New opens the database and makes everything ready. Close it.
func New(ctx context.Context, c Config) (*App, error) {
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Every == 0 {
		c.Every = time.Second
	}
	if c.WebhookTimeout == 0 {
		c.WebhookTimeout = 10 * time.Second
	}
	if c.Policy == nil {
		c.Policy = lifecycle.DefaultPolicy()
	}
	process, err := lifecycle.NewProcess(c.Policy)
	if err != nil {
		return nil, err
	}
	zone, err := time.LoadLocation(c.Policy.Hours[cmp.Or(c.Policy.SalesTeam, "sales")].TimeZone) // "" is UTC
	if err != nil {
		return nil, err
	}
	rosters := map[string]desk.Roster{}
	for name, plan := range c.Rosters {
		assigner, err := process.NewAssigner(plan)
		if err != nil {
			return nil, fmt.Errorf("roster %s: %w", name, err)
		}
		rosters[name] = desk.Roster{Assigner: assigner, Plan: plan}
	}
	accounts, err := account.CompileJSON("", c.AccountRules, nil)
	if err != nil {
		return nil, fmt.Errorf("rules about accounts: %w", err)
	}
	db, err := store.Open(ctx, c.Source)
	if err != nil {
		return nil, err
	}
	inUse, err := rules.Open(ctx, db, c.Now, c.FirstRules, slices.Sorted(maps.Keys(rosters)))
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	a := &App{DB: db, Rules: inUse, every: c.Every, log: c.Log}
	a.Desk = &desk.Desk{DB: db, Rules: inUse, Process: process, Rosters: rosters, Now: c.Now, Accounts: accounts, Keep: c.Keep, Engine: c.Engine}
	if c.WebhookURL != "" {
		a.sender = &webhook.Sender{DB: db, URL: c.WebhookURL, Secret: c.WebhookSecret, Timeout: c.WebhookTimeout, Now: c.Now}
		a.Desk.Wake = a.sender.Wake
	}
	mux := http.NewServeMux()
	(&api.API{DB: db, Desk: a.Desk, Rules: inUse, Token: c.Token, Log: c.Log}).Register(mux)
	(&web.Pages{DB: db, Desk: a.Desk, AccountRules: accounts.Rules(), Policy: c.Policy, Zone: zone, Token: c.Token, Log: c.Log}).Register(mux)
	a.Handler = api.Guard{Log: c.Log, Timeout: 15 * time.Second, LocalOnly: c.LocalOnly, SignedIn: c.SignedIn, Token: c.Token}.Wrap(mux)
	return a, nil
}

// Run does what is to be done beside requests until the context is done.
func (a *App) Run(ctx context.Context) {
	report := func(what string) func(error) {
		return func(err error) { a.log.Error(what, "error", err.Error()) }
	}
	var all sync.WaitGroup
	all.Go(func() { a.Rules.Watch(ctx, a.every, report("rules")) })
	all.Go(func() { a.Desk.Tend(ctx, a.every, report("recheck")) })
	if a.sender != nil {
		all.Go(func() { a.sender.Run(ctx, a.every, report("webhooks")) })
	}
	all.Wait()
}

// Close closes the database. Run has to be over.
func (a *App) Close() error { return a.DB.Close() }
