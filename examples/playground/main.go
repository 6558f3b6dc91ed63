// Playground is the engine on a web page: rules on the left, leads on the right,
// and what follows as one types. The page is static; the engine runs in the
// browser, and nothing is sent anywhere.
//
//	go run .            # builds the page and serves it on 127.0.0.1:8080
//	go run . -out DIR   # writes the files for any web server
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/signal"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Args[1:])
	stop()
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	flags := flag.NewFlagSet("playground", flag.ContinueOnError)
	out := flags.String("out", "", "write the page into this `directory`, and do not serve it")
	addr := flags.String("addr", "127.0.0.1:8080", "`address` to serve the page on")
	rules := flags.String("rules", "../rules", "`directory` of the examples to choose from")
	if err := flags.Parse(args); err != nil {
		return err
	}
	dir := *out
	if dir == "" {
		temporary, err := os.MkdirTemp("", "leadqual-playground-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(temporary)
		dir = temporary
	}
	fmt.Fprintln(os.Stderr, "building the page ...")
	sizes, err := build(ctx, dir, *rules)
	if err != nil {
		return err
	}
	fmt.Fprint(os.Stderr, sizes)
	if *out != "" {
		return nil
	}
	listener, err := net.Listen("tcp", *addr)
	if err != nil {
		return fmt.Errorf("%w; choose another address with -addr", err)
	}
	return serve(ctx, dir, listener)
}

// serve shows the page until the context ends.
func serve(ctx context.Context, dir string, listener net.Listener) error {
	server := &http.Server{Handler: handler(dir), ReadHeaderTimeout: 5 * time.Second}
	fmt.Fprintf(os.Stderr, "open http://%s\n", listener.Addr())
	done := context.AfterFunc(ctx, func() { _ = server.Close() })
	defer done()
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
