// Crm is a small CRM around leadqual: an HTTP service that stores leads in
// SQLite or PostgreSQL, decides them as they change, assigns them, tells other
// programs by webhooks, and shows people what to do next.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	_ "time/tzdata" // business hours have time zones, which small machines do not know

	"github.com/leadqual/leadqual/examples/crm/internal/store"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Getenv, os.Stdout, os.Stderr); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "crm:", err)
		os.Exit(1)
	}
}

// run starts the service and returns when the context is done and all that was
// under way is finished.
func run(ctx context.Context, args []string, env func(string) string, stdout, stderr io.Writer) error {
	o, err := parse(args, env, stderr)
	if err != nil {
		return err
	}
	if o.backup != "" {
		return backUp(ctx, o)
	}
	return serve(ctx, o, stdout, stderr)
}

// backUp copies the database.
func backUp(ctx context.Context, o *options) error {
	if _, err := os.Stat(o.source); err != nil {
		return err // else there would be a new database, and a copy of nothing
	}
	db, err := store.Open(ctx, o.source)
	if err != nil {
		return err
	}
	return errors.Join(db.Backup(ctx, o.backup), db.Close())
}
