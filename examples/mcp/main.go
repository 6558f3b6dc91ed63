// Mcp is a server of the Model Context Protocol: a language model that writes or
// explains rules gets the checker, lint, proofs and tests of the library as tools,
// over standard input and output.
//
//	go run . -root DIRECTORY
//
// main.go starts the server and tools.go adds the tools. documents.go reads what a
// call gives as text or names as a file, rules.go and leads.go make rule sets and
// leads of it, and each tool has a file of its own.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"

	"github.com/modelcontextprotocol/go-sdk/mcp"
)

func main() { os.Exit(status()) }

// status is the exit status.
func status() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:], &mcp.StdioTransport{}, os.Stderr); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "mcp:", err)
		return 1
	}
	return 0
}

// run serves one client until it leaves or the context is done. Standard output
// belongs to the protocol, so that all else is written to log.
func run(ctx context.Context, args []string, transport mcp.Transport, log io.Writer) (err error) {
	flags := flag.NewFlagSet("mcp", flag.ContinueOnError)
	flags.SetOutput(log)
	root := flags.String("root", "", "`directory` whose files calls may name; without it, calls give texts only")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() > 0 {
		return fmt.Errorf("what is %q for? The flags are -root DIRECTORY", flags.Arg(0))
	}
	s := &server{log: slog.New(slog.NewTextHandler(log, nil))}
	if *root != "" {
		if s.files, err = openFolder(*root); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, s.files.close()) }()
	}
	if err := s.mcp().Run(ctx, transport); err != nil && ctx.Err() == nil {
		return err
	}
	return nil // the client left, or somebody interrupted it, which is how it is stopped
}
