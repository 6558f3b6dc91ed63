package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/leadqual/leadqual/examples/crm/internal/api"
	"github.com/leadqual/leadqual/examples/crm/internal/app"
	"github.com/leadqual/leadqual/examples/crm/internal/desk"
	"github.com/leadqual/leadqual/examples/crm/internal/rules"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/lifecycle"
)

// serve is one of the copies: the service as it is, or with ready-made
// decisions.
func serve(ctx context.Context, name, file string) error {
	token, err := api.NewToken(strings.Repeat("x", 16))
	if err != nil {
		return err
	}
	body, err := os.ReadFile("rules/rules.json")
	if err != nil {
		return fmt.Errorf("start it in the folder of the example: %w", err)
	}
	accounts, err := os.ReadFile("rules/accounts.json")
	if err != nil {
		return err
	}
	config := app.Config{
		Source: file, FirstRules: body, AccountRules: accounts, Token: token, LocalOnly: true,
		Rosters:    map[string]*lifecycle.Roster{"inside": {Team: "sales", Members: []lifecycle.Member{{ID: "cy", MaxOpen: 100}, {ID: "dee", MaxOpen: 100}}}},
		WebhookURL: os.Getenv("CRM_LOAD_RECEIVER"), WebhookSecret: make([]byte, 32),
		Log: slog.New(slog.NewJSONHandler(io.Discard, nil)), // written, and thrown away
	}
	if name == "ready-made" {
		config.Engine = readyMade()
	}
	a, err := app.New(ctx, config)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Printf("http://%s\n", listener.Addr())
	server := &http.Server{Handler: a.Handler, ReadHeaderTimeout: 5 * time.Second}
	var all sync.WaitGroup
	all.Go(func() { a.Run(ctx) })
	all.Go(func() {
		<-ctx.Done()
		server.Close()
	})
	err = server.Serve(listener)
	all.Wait()
	if errors.Is(err, http.ErrServerClosed) {
		err = nil
	}
	return errors.Join(err, a.Close())
}

// ready holds what the engine says of the load's leads after each activity.
type ready struct {
	decisions []qualify.Decision
	recheck   []time.Duration
}

// readyMade makes the decisions once, so that all else that the service does -
// storing, assigning, sending - stays as much work as it was.
func readyMade() func(*rules.Version) desk.Engine {
	var once sync.Once
	var r ready
	return func(v *rules.Version) desk.Engine {
		once.Do(func() {
			now := time.Now()
			var lead qualify.Lead
			json.Unmarshal([]byte(newLead("L")), &lead)
			lead.Stage, lead.CreatedAt = "lead", now
			for i := 0; ; i++ {
				r.decisions = append(r.decisions, v.Engine.Decide(&lead, now))
				due, _, _ := v.Engine.RecheckAt(context.Background(), &lead, now)
				r.recheck = append(r.recheck, due.Sub(now))
				if i == len(activities) {
					return
				}
				var a qualify.Activity
				json.Unmarshal([]byte(activities[i]), &a)
				a.At = now
				lead.Activities = append(lead.Activities, a)
			}
		})
		return &r
	}
}

// Decide implements desk.Engine.
func (r *ready) Decide(lead *qualify.Lead, asOf time.Time) qualify.Decision {
	d := r.decisions[min(len(lead.Activities), len(r.decisions)-1)]
	d.LeadID, d.AsOf = lead.ID, asOf
	return d
}

// RecheckAt implements desk.Engine.
func (r *ready) RecheckAt(_ context.Context, lead *qualify.Lead, asOf time.Time) (time.Time, bool, error) {
	after := r.recheck[min(len(lead.Activities), len(r.recheck)-1)]
	if after <= 0 {
		return time.Time{}, false, nil
	}
	return asOf.Add(after), true, nil
}
