package audit_test

import (
	"bytes"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/audit"
)

// A lead decided at day 0 with a horizon of 60 days: who counts, and as what.
func TestWhoCounts(t *testing.T) {
	_, e := rules(t, `{"name": "x", "scoring": {}}`)
	yes, no := qualify.Known(true), qualify.Known(false)
	days := func(n float64) time.Time { return asOf.Add(time.Duration(n * 24 * float64(time.Hour))) }
	out := audit.Count{Leads: 1}
	hit, miss, unknown := audit.Count{Leads: 1, Known: 1, Hits: 1}, audit.Count{Leads: 1, Known: 1}, audit.Count{Leads: 1, Unknown: 1}
	old, late := audit.Ages{OldEnough: 1}, audit.Ages{OldEnough: 1, Late: 1}
	unworked, lost, undated := audit.Ages{OldEnough: 1, Unworked: 1}, audit.Ages{OldEnough: 1, NotFollowed: 1}, audit.Ages{OldEnough: 1, NoInstant: 1}
	for name, x := range map[string]struct {
		cutOff  float64
		outcome audit.Outcome
		count   audit.Count
		ages    audit.Ages
	}{
		"won on the last instant":               {60, audit.Outcome{Worked: yes, Won: yes, ClosedAt: days(60)}, hit, old},
		"won a moment later":                    {90, audit.Outcome{Worked: yes, Won: yes, ClosedAt: days(60).Add(1)}, miss, late},
		"won at once":                           {60, audit.Outcome{Worked: yes, Won: yes, ClosedAt: asOf}, hit, old},
		"won before":                            {90, audit.Outcome{Worked: yes, Won: yes, ClosedAt: days(-1)}, out, audit.Ages{Before: 1}},
		"won before, and young":                 {9, audit.Outcome{Worked: yes, Won: yes, ClosedAt: days(-1)}, out, audit.Ages{Before: 1}},
		"won, but young":                        {59.9, audit.Outcome{Worked: yes, Won: yes, ClosedAt: days(3)}, out, audit.Ages{TooYoung: 1}},
		"lost, but young":                       {59.9, audit.Outcome{Worked: yes, Won: no, ClosedAt: days(3)}, out, audit.Ages{TooYoung: 1}},
		"open and young":                        {10, audit.Outcome{}, out, audit.Ages{TooYoung: 1}},
		"lost":                                  {60, audit.Outcome{Worked: yes, Won: no, ClosedAt: days(3)}, miss, old},
		"lost, nobody knows when":               {60, audit.Outcome{Won: no}, miss, old},
		"lost after the horizon":                {90, audit.Outcome{Worked: yes, Won: no, ClosedAt: days(80)}, miss, old},
		"worked and open at the end":            {60, audit.Outcome{WorkedAt: days(2)}, miss, old},
		"worked, looked up last before the end": {90, audit.Outcome{Worked: yes, LookedUpAt: days(59)}, unknown, lost},
		"worked, looked up last at the end":     {90, audit.Outcome{Worked: yes, LookedUpAt: days(60)}, miss, old},
		"won after the cut-off":                 {60, audit.Outcome{Worked: yes, Won: yes, ClosedAt: days(61)}, miss, old},
		"won after the cut-off, not worked":     {60, audit.Outcome{Worked: no, Won: yes, ClosedAt: days(61)}, unknown, unworked},
		"won without being worked":              {60, audit.Outcome{Worked: no, Won: yes, ClosedAt: days(9)}, hit, old},
		"won late without being worked":         {90, audit.Outcome{Worked: no, Won: yes, ClosedAt: days(70)}, unknown, audit.Ages{OldEnough: 1, Late: 1, Unworked: 1}},
		"not worked":                            {60, audit.Outcome{Worked: no}, unknown, unworked},
		"lost without being worked":             {60, audit.Outcome{Worked: no, Won: no, ClosedAt: days(9)}, unknown, unworked},
		"open, nobody knows whether worked":     {60, audit.Outcome{}, unknown, unworked},
		"won, nobody knows when":                {60, audit.Outcome{Worked: yes, Won: yes}, unknown, undated},
		"a customer by stage":                   {60, audit.Outcome{Stage: "customer"}, unknown, undated},
	} {
		a := audit.Audit{Horizon: audit.Horizon{Days: 60, CutOff: days(x.cutOff)}}
		d := e.Decide(&qualify.Lead{ID: "1"}, asOf)
		a.Add(&d, x.outcome)
		if a.All.ByWon != x.count || a.Ages != x.ages {
			t.Errorf("%s: %+v %+v, want %+v %+v", name, a.All.ByWon, a.Ages, x.count, x.ages)
		}
	}
	a := audit.Audit{Target: audit.TargetAccepted, Horizon: audit.Horizon{Days: 10, CutOff: days(20)}}
	d := e.Decide(&qualify.Lead{ID: "1"}, asOf)
	a.Add(&d, audit.Outcome{Worked: yes, Accepted: yes, JudgedAt: days(3), Won: yes, ClosedAt: days(15)})
	if a.All.ByAccepted != hit || a.All.ByWon != miss || a.Ages != old {
		t.Errorf("accepted in time and won late: %+v", a.All)
	}
	d = e.Decide(&qualify.Lead{ID: "1"}, time.Time{})
	a = audit.Audit{Horizon: audit.Horizon{Days: 10, CutOff: days(20)}}
	a.Add(&d, audit.Outcome{Worked: yes, Won: yes, ClosedAt: days(3)})
	if want := (audit.Ages{Undated: 1}); a.Ages != want || a.All.ByWon != out {
		t.Errorf("decided as of no instant: %+v", a.Ages)
	}
}

// Where nobody records what sales accepts, silence says nothing: a lead that was
// worked is not one that sales sent back.
func TestAcceptanceIsUnknownWhereNobodyRecordsIt(t *testing.T) {
	rs, e := rules(t, `{"name": "x", "icp": {"criteria": [{"id": "all", "when": "true"}]}, "scoring": {"ready_at": 0}}`)
	yes := qualify.Known(true)
	soon := asOf.AddDate(0, 0, 3)
	worked := audit.Outcome{Worked: yes, Source: "web"}
	for name, x := range map[string]struct {
		horizon audit.Horizon
		other   audit.Outcome
		want    audit.Rate // Hits, Of and Unknown of MQL to SQL
		warns   bool
	}{
		"nothing is recorded":                 {audit.Horizon{Days: 9, CutOff: asOf.AddDate(0, 0, 90)}, worked, audit.Rate{Of: 20, Unknown: 20}, false},
		"a stage says so at no instant":       {audit.Horizon{Days: 9, CutOff: asOf.AddDate(0, 0, 90)}, audit.Outcome{Worked: yes, Stage: "opportunity"}, audit.Rate{Of: 20, Unknown: 20}, false},
		"one is accepted in time":             {audit.Horizon{Days: 9, CutOff: asOf.AddDate(0, 0, 90)}, audit.Outcome{Worked: yes, Accepted: yes, JudgedAt: soon}, audit.Rate{Hits: 1, Of: 20}, false},
		"one is sent back in time":            {audit.Horizon{Days: 9, CutOff: asOf.AddDate(0, 0, 90)}, audit.Outcome{Worked: yes, Accepted: qualify.Known(false), JudgedAt: soon}, audit.Rate{Of: 20}, false},
		"no horizon, and only the accepted":   {audit.Horizon{}, audit.Outcome{Stage: "opportunity"}, audit.Rate{Hits: 1, Of: 1}, true},
		"no horizon, and one was sent back":   {audit.Horizon{}, audit.Outcome{Stage: "recycled"}, audit.Rate{Of: 1}, false},
		"no horizon, and nothing is recorded": {audit.Horizon{}, worked, audit.Rate{}, false},
	} {
		a := audit.New(rs)
		a.Horizon = x.horizon
		half := audit.New(rs)
		half.Horizon = x.horizon
		d := e.Decide(&qualify.Lead{ID: "1"}, asOf)
		half.Add(&d, x.other)
		for range 19 {
			a.Add(&d, worked)
		}
		if err := a.Merge(half); err != nil {
			t.Fatal(err)
		}
		r := a.Report(rs)
		bare := func(r audit.Rate) audit.Rate { return audit.Rate{Hits: r.Hits, Of: r.Of, Unknown: r.Unknown} }
		if got := bare(r.MQLToSQL); got != x.want {
			t.Errorf("%s: %+v, want %+v", name, got, x.want)
		}
		if got := bare(r.Months[0].Tally.MQLToSQL()); got != x.want {
			t.Errorf("%s: the month has %+v, want %+v", name, got, x.want)
		}
		if got := bare(r.Quadrants[0].MQLToSQL); got != x.want {
			t.Errorf("%s: the quadrant has %+v, want %+v", name, got, x.want)
		}
		if x.want.Of == x.want.Unknown && (r.MQLToSQL.Low != 0 || r.MQLToSQL.High != 1) && x.want.Of > 0 {
			t.Errorf("%s: %v", name, r.MQLToSQL)
		}
		warns := slices.ContainsFunc(r.Warnings, func(s string) bool { return strings.Contains(s, "MQL to SQL says nothing") })
		if warns != x.warns {
			t.Errorf("%s: %q", name, r.Warnings)
		}
	}
}

func TestBeginning(t *testing.T) {
	rs, e := rules(t, `{"name": "x", "scoring": {}}`)
	d := e.Decide(&qualify.Lead{ID: "1"}, asOf)
	var plain audit.Audit
	plain.Add(&d, audit.Outcome{Won: qualify.Known(true)})
	if b := plain.Report(rs).Beginning(); len(b) != 2 || !strings.HasPrefix(b[0], "Nobody said how long") {
		t.Errorf("%q", b)
	}
	a := audit.Audit{Horizon: audit.Horizon{Days: 60, CutOff: asOf.AddDate(0, 0, 90)}}
	for _, o := range []audit.Outcome{
		{}, {Worked: qualify.Known(true)}, {Worked: qualify.Known(true), LookedUpAt: asOf}, {Won: qualify.Known(true)},
		{Won: qualify.Known(true), ClosedAt: asOf.AddDate(0, 0, 80)}, {Won: qualify.Known(true), ClosedAt: asOf.AddDate(0, 0, -80)},
	} {
		a.Add(&d, o)
	}
	want := []string{
		"Rates are the share of leads won within 60 days of the decision, looked up to 2027-02-20. 5 leads are old enough to count, 0 too young.",
		"Of those that count it is unknown what became or would have become of some: 1 not known to have been worked by sales, 1 not looked up late enough, 1 reached the target at an unknown instant. Every range allows for none of them won and for all of them.",
		"1 leads were won later than that and count as not.",
		"1 leads were won before they were decided and are left out.",
	}
	if b := a.Report(rs).Beginning(); !reflect.DeepEqual(b, want) {
		t.Errorf("%q", b)
	}
	half := audit.Audit{Horizon: audit.Horizon{Days: 60}}
	half.Add(&d, audit.Outcome{})
	if w := half.Report(rs).Warnings; w[len(w)-1] != "A horizon needs both within how many days outcomes count, 1 to 36525, and the cut-off, the day up to which outcomes were looked up: it was not used." {
		t.Errorf("%q", w)
	}
}

// Without instants the share of open leads that grows is the sign of trouble.
func TestOpenLeadsThatGrow(t *testing.T) {
	rs, e := rules(t, `{"name": "x", "scoring": {}}`)
	for _, grows := range []bool{false, true} {
		var a audit.Audit
		for i := range 1200 {
			month := i % 12
			d := e.Decide(&qualify.Lead{ID: "1"}, time.Date(2026, time.Month(1+month), 3, 0, 0, 0, 0, time.UTC))
			o := audit.Outcome{Won: qualify.Known(i%5 == 0)}
			if i/12%10 < 2 || grows && i/12%20 < month {
				o.Won = qualify.Opt[bool]{}
			}
			a.Add(&d, o)
		}
		w := a.Report(rs).Warnings
		if got := len(w) > 0 && strings.HasPrefix(w[0], "The newer the leads"); got != grows {
			t.Errorf("grows %v: %q", grows, w)
		}
	}
}

func TestSpeedByLandmarks(t *testing.T) {
	rs, e := rules(t, `{"name": "x", "scoring": {}}`)
	yes := qualify.Known(true)
	a := audit.Audit{Horizon: audit.Horizon{Days: 60, CutOff: asOf.AddDate(0, 0, 90)}}
	d := e.Decide(&qualify.Lead{ID: "1"}, asOf)
	from := asOf.Add(time.Hour)
	for _, o := range []audit.Outcome{
		{HandedOverAt: from, WorkedAt: from.Add(4 * time.Minute), Won: yes, ClosedAt: from.Add(2 * time.Hour)},  // open after an hour, not after a day
		{HandedOverAt: from, WorkedAt: from.Add(30 * time.Minute)},                                              // open all along
		{HandedOverAt: from, WorkedAt: from.Add(30 * time.Hour), Won: yes, ClosedAt: from.Add(300 * time.Hour)}, // answered after all
		{HandedOverAt: from, WorkedAt: from.Add(time.Minute), Won: yes, ClosedAt: from.Add(3 * time.Minute)},    // closed before the first
		{HandedOverAt: from, Worked: qualify.Known(false)},                                                      // never answered
		{HandedOverAt: from, Worked: yes},                                                                       // nobody knows when
		{HandedOverAt: from},                                                                                    // nobody knows whether
	} {
		a.Add(&d, o)
	}
	want := []audit.Landmark{
		{Answered: audit.Count{Leads: 1, Known: 1, Hits: 1}, Waiting: audit.Count{Leads: 3, Known: 2, Hits: 1, Unknown: 1}},
		{Answered: audit.Count{Leads: 2, Known: 2, Hits: 1}, Waiting: audit.Count{Leads: 2, Known: 1, Hits: 1, Unknown: 1}},
		{Answered: audit.Count{Leads: 1, Known: 1}, Waiting: audit.Count{Leads: 2, Known: 1, Hits: 1, Unknown: 1}},
	}
	if !reflect.DeepEqual(a.Speed, want) {
		t.Errorf("%+v", a.Speed)
	}
	if rows := a.Report(rs).Speed; len(rows) != 3 || rows[1].Within != time.Hour || rows[1].AnsweredRate.Hits != 1 {
		t.Errorf("%+v", rows)
	}
}

func TestProposeHorizon(t *testing.T) {
	start := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)
	table := func(cutOff int) *audit.HorizonTable {
		h := &audit.HorizonTable{CutOff: start.AddDate(0, 0, cutOff)}
		for i := range 900 {
			at := start.AddDate(0, 0, i%360)
			o := audit.Outcome{}
			if i%3 == 0 {
				o = audit.Outcome{Won: qualify.Known(true), ClosedAt: at.AddDate(0, 0, 1+i%97)}
			}
			h.Add(at, o)
		}
		return h
	}
	settled := table(720).ProposeHorizon()
	if settled.Days < 80 || settled.Days > 97 || settled.Leads < 300 {
		t.Errorf("%+v", settled)
	}
	if !strings.HasPrefix(settled.String(), "Horizon: ") {
		t.Error(settled.String())
	}
	young := table(170).ProposeHorizon()
	if young.Days != 0 || young.Wins == 0 || !strings.HasPrefix(young.String(), "Wins are still coming at day ") {
		t.Errorf("%+v %s", young, young)
	}
	if p := new(audit.HorizonTable).ProposeHorizon(); p.String() != "No lead with a decision before the cut-off: no horizon can be proposed." {
		t.Error(p.String())
	}
	whole, a, b := table(720), &audit.HorizonTable{CutOff: start.AddDate(0, 0, 720)}, &audit.HorizonTable{CutOff: start.AddDate(0, 0, 720)}
	for i := range 900 {
		at := start.AddDate(0, 0, i%360)
		o := audit.Outcome{}
		if i%3 == 0 {
			o = audit.Outcome{Won: qualify.Known(true), ClosedAt: at.AddDate(0, 0, 1+i%97)}
		}
		[]*audit.HorizonTable{a, b}[i/7%2].Add(at, o)
	}
	if err := b.Merge(a); err != nil || !reflect.DeepEqual(b, whole) {
		t.Errorf("merged parts differ from the whole: %v", err)
	}
	if err := b.Merge(table(700)); err == nil {
		t.Error("another cut-off was merged")
	}
}

// At each landmark a lead is open or out, and answered by then or not: at the
// instant itself it is still open, and an answer counts.
func TestEndsOfLandmarks(t *testing.T) {
	rs, e := rules(t, `{"name": "x", "scoring": {}}`)
	d := e.Decide(&qualify.Lead{ID: "1"}, asOf)
	const answered, waiting, out = "answered", "waiting", "out"
	yes, no := qualify.Known(true), qualify.Known(false)
	after := func(d time.Duration) time.Time { return asOf.Add(d) }
	for name, x := range map[string]struct {
		cutOff  time.Time
		outcome audit.Outcome
		want    [3]string // at 5 minutes, an hour, a day
	}{
		"answered on the instant":           {asOf.AddDate(0, 0, 90), audit.Outcome{WorkedAt: after(5 * time.Minute)}, [3]string{answered, answered, answered}},
		"answered a moment later":           {asOf.AddDate(0, 0, 90), audit.Outcome{WorkedAt: after(5*time.Minute + 1)}, [3]string{waiting, answered, answered}},
		"answered on day 3":                 {asOf.AddDate(0, 0, 90), audit.Outcome{WorkedAt: after(72 * time.Hour)}, [3]string{waiting, waiting, waiting}},
		"answered before it was decided":    {asOf.AddDate(0, 0, 90), audit.Outcome{WorkedAt: after(-time.Hour)}, [3]string{answered, answered, answered}},
		"handed over late":                  {asOf.AddDate(0, 0, 90), audit.Outcome{HandedOverAt: after(time.Hour), WorkedAt: after(time.Hour + time.Minute)}, [3]string{answered, answered, answered}},
		"never answered":                    {asOf.AddDate(0, 0, 90), audit.Outcome{Worked: no}, [3]string{waiting, waiting, waiting}},
		"answered, nobody knows when":       {asOf.AddDate(0, 0, 90), audit.Outcome{Worked: yes}, [3]string{out, out, out}},
		"nobody knows whether":              {asOf.AddDate(0, 0, 90), audit.Outcome{}, [3]string{out, out, out}},
		"closed on the instant":             {asOf.AddDate(0, 0, 90), audit.Outcome{WorkedAt: after(time.Minute), Won: yes, ClosedAt: after(time.Hour)}, [3]string{answered, answered, out}},
		"closed a moment before":            {asOf.AddDate(0, 0, 90), audit.Outcome{WorkedAt: after(time.Minute), Won: no, ClosedAt: after(time.Hour - 1)}, [3]string{answered, out, out}},
		"closed, and answered after that":   {asOf.AddDate(0, 0, 90), audit.Outcome{WorkedAt: after(2 * time.Hour), Won: yes, ClosedAt: after(time.Minute)}, [3]string{out, out, out}},
		"looked up before an hour was over": {after(time.Hour - 1), audit.Outcome{WorkedAt: after(time.Minute)}, [3]string{answered, out, out}},
	} {
		a := audit.Audit{Horizon: audit.Horizon{Days: 60, CutOff: x.cutOff}}
		a.Add(&d, x.outcome)
		got := [3]string{out, out, out}
		for i, l := range a.Speed {
			switch {
			case l.Answered.Leads == 1 && l.Waiting.Leads == 0:
				got[i] = answered
			case l.Answered.Leads == 0 && l.Waiting.Leads == 1:
				got[i] = waiting
			case l.Answered.Leads+l.Waiting.Leads > 0:
				t.Errorf("%s: %+v", name, l)
			}
		}
		if got != x.want {
			t.Errorf("%s: %v, want %v", name, got, x.want)
		}
	}
	// Where nobody knows when a lead was answered there is nothing to show.
	undated := audit.Audit{Horizon: audit.Horizon{Days: 60, CutOff: asOf.AddDate(0, 0, 90)}}
	undated.Add(&d, audit.Outcome{Worked: yes})
	if rows := undated.Report(rs).Speed; rows != nil {
		t.Errorf("%+v", rows)
	}
	// Figures have their intervals, and no words of verdicts.
	a := audit.Audit{Horizon: audit.Horizon{Days: 60, CutOff: asOf.AddDate(0, 0, 90)}}
	for i := range 400 {
		o := audit.Outcome{WorkedAt: after(time.Duration(1+i%2*10) * time.Minute)}
		if i%4 == 0 {
			o.Won, o.ClosedAt = yes, after(300*time.Hour)
		}
		a.Add(&d, o)
	}
	row := a.Report(rs).Speed[0]
	if row.AnsweredRate != audit.RateOf(100, 200) || row.WaitingRate != audit.RateOf(0, 200) {
		t.Errorf("%+v", row)
	}
	text := writeAll(t, func(b *bytes.Buffer) error { return a.Report(rs).WriteText(b) })
	_, text, _ = strings.Cut(text, "HOW FAST SALES ANSWERED\n")
	text, _, _ = strings.Cut(text, "\n\n")
	if !strings.Contains(text, "50.0 %  43.1 to 56.9 %") || !strings.Contains(text, "0.0 %  0.0 to 1.9 %") {
		t.Error(text)
	}
	for _, verdict := range []string{"better", "worse", "because", "more often", "less often", "likely"} {
		if strings.Contains(text, verdict) {
			t.Errorf("%q in\n%s", verdict, text)
		}
	}
}

// The oldest third are the 30 leads of January, of whom ten were won, 31 to 40
// days after: nine of them within 39. That is proposed from twice as many days on.
func TestProposeHorizonVector(t *testing.T) {
	january := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)
	propose := func(followed int) audit.HorizonProposal {
		h := audit.HorizonTable{CutOff: january.AddDate(0, 0, followed)}
		for i := range 90 {
			at := january.AddDate(0, i/30, 0)
			o := audit.Outcome{Won: qualify.Known(i%30 < 10), ClosedAt: at.AddDate(0, 0, 31+i%30)}
			if i >= 30 { // wins of younger leads come at once, and are not asked
				o.ClosedAt = at.Add(time.Hour)
			}
			h.Add(at, o)
		}
		return h.ProposeHorizon()
	}
	for followed, want := range map[int]audit.HorizonProposal{
		200: {Days: 39, Seen: 39, Followed: 200, Leads: 30, Wins: 10, Target: audit.TargetWon},
		78:  {Days: 39, Seen: 39, Followed: 78, Leads: 30, Wins: 10, Target: audit.TargetWon},
		77:  {Seen: 39, Followed: 77, Leads: 30, Wins: 10, Target: audit.TargetWon},
		62:  {Seen: 39, Followed: 62, Leads: 30, Wins: 10, Target: audit.TargetWon},
	} {
		got := propose(followed)
		if got != want {
			t.Errorf("followed for %d days: %+v, want %+v", followed, got, want)
		}
		begin := "Horizon: 39 days."
		if want.Days == 0 {
			begin = fmt.Sprintf("Wins are still coming at day %d: ", followed)
		}
		if !strings.HasPrefix(got.String(), begin) || want.Days == 0 && !strings.HasSuffix(got.String(), "Give a horizon yourself.") {
			t.Errorf("followed for %d days: %s", followed, got)
		}
	}
}

// The curve leaves out whom the rate leaves out of those that are known, and its
// range allows for them.
func TestCurveAgreesWithTheRate(t *testing.T) {
	rs, e := rules(t, `{"name": "x", "scoring": {}}`)
	d := e.Decide(&qualify.Lead{ID: "1"}, asOf)
	a := audit.New(rs)
	a.Horizon = audit.Horizon{Days: 30, CutOff: asOf.AddDate(0, 0, 100)}
	for i := range 400 {
		o := audit.Outcome{}
		switch i % 4 {
		case 0:
			o = audit.Outcome{WorkedAt: asOf, Won: qualify.Known(true), ClosedAt: asOf.AddDate(0, 0, 10)}
		case 1:
			o = audit.Outcome{WorkedAt: asOf, Won: qualify.Known(false), ClosedAt: asOf.AddDate(0, 0, 20)}
		case 2:
			o = audit.Outcome{Won: qualify.Known(true), ClosedAt: asOf.AddDate(0, 0, 200)} // after the cut-off
		}
		a.Add(&d, o)
	}
	r := a.Report(rs)
	p := r.Curve[len(r.Curve)-1]
	if r.Rate.Rate != 0.5 || r.Rate.Unknown != 200 || math.Abs(p.Rate-r.Rate.Rate) > 1e-9 || p.Low > 0.25 || p.Low < r.Rate.Low || p.High < r.Rate.Rate || p.AtRisk != 200 {
		t.Errorf("%+v, %+v", r.Rate, p)
	}
}
