// Beam qualifies a large database of leads on Apache Beam: it reads leads as
// JSON lines, and writes a decision for each, one audit of all, and dead
// letters for records that cannot be read. It runs in this process, or with
// -runner on Flink, Spark or Dataflow.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/core/metrics"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/options/jobopts"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/x/beamx"

	"github.com/leadqual/leadqual/qualify/audit"
)

func main() {
	o := Options{AsOf: time.Now().UTC().Truncate(time.Second), Target: audit.TargetWon}
	flag.StringVar(&o.Leads, "leads", "data/leads.jsonl", "`pattern` of files with a lead as JSON on each line")
	flag.StringVar(&o.Rules, "rules", "../rules/school-software/rules.json", "`file` of the rule set")
	flag.StringVar(&o.Accounts, "accounts", "", "`pattern` of files with an account as JSON on each line; leads are their people then, by account_id, -rules are about accounts, and there is no audit")
	flag.StringVar(&o.Output, "output", "", "`folder` to write to; required, and empty or yet to be made")
	flag.TextVar(&o.AsOf, "as-of", o.AsOf, "`instant` to decide for")
	flag.StringVar((*string)(&o.Target), "target", string(o.Target), "what the audit measures by: won or accepted")
	flag.IntVar(&o.Horizon.Days, "horizon", 0, "`days` after -as-of within which leads are to reach the target; needs -cut-off")
	flag.TextVar(&o.Horizon.CutOff, "cut-off", time.Time{}, "`instant` up to which outcomes were looked up")
	flag.IntVar(&o.Files, "files", 16, "how many `files` of decisions to write")
	flag.Int64Var(&o.Split, "split", 64<<20, "how many `bytes` of a file one worker reads at once")
	flag.Parse()
	beam.Init() // on a worker, it goes no further than this
	if err := run(context.Background(), os.Stdout, o); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, w io.Writer, o Options) error {
	rules, err := o.Check(ctx)
	if err != nil {
		return err
	}
	p, s := beam.NewPipelineWithRoot()
	o.Build(s, rules)
	result, err := beamx.RunWithMetrics(ctx, p)
	if err != nil {
		return err
	}
	if result == nil || *jobopts.Async { // nobody waited for the job
		fmt.Fprintln(w, "submitted; it writes to", o.Output)
		return nil
	}
	fmt.Fprintf(w, "written to %s:", o.Output)
	counters := result.Metrics().AllMetrics().Counters()
	slices.SortFunc(counters, func(a, b metrics.CounterResult) int { return strings.Compare(a.Name(), b.Name()) })
	for _, c := range counters {
		fmt.Fprintf(w, " %d %s", c.Result(), c.Name())
	}
	fmt.Fprintln(w)
	return nil
}
