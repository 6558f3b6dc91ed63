package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/leadqual/leadqual/examples/crm/internal/app"
)

// serve runs the service until the context is done.
func serve(ctx context.Context, o *options, stdout, stderr io.Writer) error {
	log := slog.New(slog.NewJSONHandler(stderr, nil))
	a, err := app.New(ctx, app.Config{
		Source: o.source, FirstRules: o.rules, AccountRules: o.accounts, Policy: policy(), Rosters: rosters(), Token: o.token, LocalOnly: o.signedIn == "", SignedIn: o.signedIn, Keep: time.Duration(o.keepDays) * 24 * time.Hour,
		WebhookURL: o.webhookURL, WebhookSecret: o.secret, WebhookTimeout: o.timeout, Log: log,
	})
	if err != nil {
		return err
	}
	defer func() {
		if err := a.Close(); err != nil {
			log.Error("close", "error", err.Error())
		}
	}()
	if o.demo {
		if err := fill(ctx, a, o.next); err != nil {
			return err
		}
	}

	listener, err := net.Listen("tcp", o.addr)
	if err != nil {
		return err
	}
	server := &http.Server{
		Handler:           a.Handler,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       15 * time.Second,
		WriteTimeout:      30 * time.Second,
		IdleTimeout:       time.Minute,
		MaxHeaderBytes:    32 << 10,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
	fmt.Fprintf(stdout, "http://%s\n", listener.Addr())
	if o.printed != "" {
		fmt.Fprintf(stdout, "token for rule changes, shown this once: %s\n", o.printed)
	}
	if o.webhookURL == "" {
		log.Info("no CRM_WEBHOOK_URL: nobody is told of decisions")
	}
	log.Info("ready", "database", a.DB.Name(), "rules", a.Rules.InUse().Active.Number)

	running, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	var all sync.WaitGroup
	all.Go(func() { a.Run(running) })
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	select {
	case err = <-served:
	case <-ctx.Done():
		log.Info("stopping")
		// What is under way still gets its answer. The time for that begins now.
		soon, cancel := context.WithTimeout(context.WithoutCancel(ctx), o.grace)
		defer cancel()
		err = server.Shutdown(soon)
		<-served
	}
	stop()
	all.Wait()
	if errors.Is(err, http.ErrServerClosed) {
		err = nil
	}
	return err
}
