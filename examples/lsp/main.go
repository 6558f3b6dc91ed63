// Lsp is a language server for the files of this library: rule sets, rules about
// accounts, cases and maps. An editor starts it and speaks with it over standard input
// and output:
//
//	go run .
//
// main.go starts it; server.go has the methods and the session, initialize.go what the
// client can. A document.go is what is open, a folder.go what is on the disk beside it,
// own.go which files are looked at. check.go says when what is checked; the rest is one
// file for each thing that an editor asks.
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
)

func main() { os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }

// run is the exit status. Standard output belongs to the protocol, so that all else is
// written to log: never a word of what is in a text.
func run(args []string, in io.Reader, out, log io.Writer) int {
	flags := flag.NewFlagSet("lsp", flag.ContinueOnError)
	flags.SetOutput(log)
	flags.Bool("stdio", true, "speak over standard input and output, which it always does; some editors say so")
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		return 0
	case err != nil:
		return 2
	case flags.NArg() > 0:
		fmt.Fprintf(log, "lsp: what is %q for? An editor starts this server without arguments\n", flags.Arg(0))
		return 2
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	return serve(ctx, in, out, log)
}
