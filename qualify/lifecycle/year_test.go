package lifecycle_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/leadqual/leadqual/matrix"
	"github.com/leadqual/leadqual/qualify/lifecycle"
)

// TestSimulatedYear lives through 2026 with 50 reps of three teams, whose
// clocks change on different dates and in both directions: absences, limits,
// rejections, pauses, events that arrive late or twice. Beside the library a
// model of its own keeps who has which lead, who is away and what is due, with
// the simplest means. LEADQUAL_LONG=1 runs it with 200,000 leads.
func TestSimulatedYear(t *testing.T) {
	leads := 3000
	switch {
	case os.Getenv("LEADQUAL_LONG") == "1":
		leads = 200_000
	case slow || testing.Short():
		leads = 150
	}
	y := newYear(t, leads)
	y.run()
	y.check()
	t.Logf("%d leads, %d events recorded, %d of them late or twice; %d assignments, %d by history, %d times nobody was free; "+
		"%d rejections, %d deadlines checked, %d missed, %d paused, %d escalated; %d leads with reps at the busiest check", leads, y.count.events, y.count.late, y.count.assigned,
		y.count.history, y.count.nobody, y.count.rejected, y.count.deadlines, y.count.missed, y.count.paused, y.count.escalated, y.count.busiest)
	for what, n := range map[string]int{"late": y.count.late, "by history": y.count.history, "nobody": y.count.nobody, "rejected": y.count.rejected,
		"missed": y.count.missed, "paused": y.count.paused, "escalated": y.count.escalated, "being with reps": y.count.busiest} {
		if n == 0 {
			t.Errorf("nothing of %s happened", what)
		}
	}
}

// A client is what the host knows of a lead.
type client struct {
	id, team  string
	log       []lifecycle.Event
	state     lifecycle.State
	stage     lifecycle.Stage // as set by effects
	owner     string
	events    int
	deadlines map[string]lifecycle.Deadline
	waiting   bool
	except    []string
}

type year struct {
	t         *testing.T
	r         *rand.Rand
	p         *lifecycle.Process
	assigners map[string]*lifecycle.Assigner
	ledgers   map[string]*lifecycle.Ledger
	clients   []*client
	agenda    agenda
	sequence  int
	now       time.Time

	// The model.
	open   map[string][]bool // by team, whether each minute since begin counts
	reps   map[string]*rep
	places map[string]string // who has which lead

	count struct{ events, late, assigned, history, nobody, rejected, deadlines, missed, paused, escalated, busiest, refused, dropped int }
}

// A rep as the model knows it.
type rep struct {
	team     string
	away     map[int]bool // days of the year, in UTC
	leads    map[string]bool
	given    map[lifecycle.Date]int
	perDay   int
	maxOpen  int
	timezone *time.Location
}

var (
	begin  = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	zones  = map[string]string{"emea": "Europe/Berlin", "amer": "America/New_York", "apac": "Australia/Sydney"}
	span   = 900 * 24 * 60 // minutes that the model knows
	region = []string{"emea", "amer", "apac"}
)

func newYear(t *testing.T, leads int) *year {
	y := &year{t: t, r: rand.New(rand.NewPCG(2026, 50)), assigners: map[string]*lifecycle.Assigner{}, ledgers: map[string]*lifecycle.Ledger{},
		open: map[string][]bool{}, reps: map[string]*rep{}, places: map[string]string{}}
	policy := &lifecycle.Policy{
		MQLAgainAfterDays: 10,
		Reasons:           []lifecycle.Reason{{ID: "timing"}, {ID: "fake", To: lifecycle.StageDisqualified}},
		Hours:             map[string]lifecycle.Hours{},
		Deadlines: []lifecycle.DeadlineRule{
			{ID: "hot", Kind: lifecycle.FirstResponse, Stages: []lifecycle.Stage{"sql"}, Minutes: 60},
			{ID: "answer", Kind: lifecycle.FirstResponse, Stages: []lifecycle.Stage{"mql", "lead", "recycled"}, Minutes: 240,
				Escalate: []lifecycle.Escalation{{AfterMinutes: 180, To: "head"}, {AfterMinutes: 300, To: "board"}}},
			{ID: "touch", Kind: lifecycle.Rolling, Stages: []lifecycle.Stage{"sal", "sql", "opportunity"}, Minutes: 1440},
		},
	}
	for _, team := range region {
		hours := office(zones[team], lifecycle.Span{From: 8*60 + 30, To: 12 * 60}, lifecycle.Span{From: 13 * 60, To: 17 * 60})
		hours.Week.Sunday = []lifecycle.Span{{From: 60, To: 210}} // over the changes of the clock
		hours.Holidays = []lifecycle.Date{{Year: 2026, Month: 1, Day: 1}, {Year: 2026, Month: 12, Day: 25}}
		hours.Special = []lifecycle.SpecialDay{{Date: lifecycle.Date{Year: 2026, Month: 12, Day: 24}, Open: []lifecycle.Span{{From: 540, To: 720}}}}
		policy.Hours[team] = hours
		w := newWall(t, hours)
		y.open[team] = make([]bool, span)
		for i := range y.open[team] {
			y.open[team][i] = w.open(begin.Add(time.Duration(i) * time.Minute))
		}
	}
	y.p = compiled(t, policy)
	for i := range 50 {
		y.hire(fmt.Sprintf("rep-%02d", i), region[i%3])
	}
	for _, team := range region {
		roster := &lifecycle.Roster{Team: team, TimeZone: zones[team]}
		for id, rep := range y.reps {
			if rep.team != team {
				continue
			}
			m := lifecycle.Member{ID: id, MaxPerDay: rep.perDay, MaxOpen: rep.maxOpen, Weight: new(matrix.Weight(1+len(id+team)%3) / 2)}
			for day := range rep.away {
				from := begin.AddDate(0, 0, day)
				m.Away = append(m.Away, lifecycle.Period{From: from, To: from.AddDate(0, 0, 1)})
			}
			if id[len(id)-1] == '7' {
				m.Hours = new(policy.Hours[team]) // no leads at night
			}
			roster.Members = append(roster.Members, m)
		}
		y.assigners[team], y.ledgers[team] = assigner(t, roster), &lifecycle.Ledger{}
	}
	for month := range 12 {
		y.in(begin.AddDate(0, month, 15), func() { y.count.busiest = max(y.count.busiest, y.loads()) })
	}
	for i := range leads {
		c := &client{id: fmt.Sprint("L-", i), team: region[y.r.IntN(3)], stage: lifecycle.StageLead, deadlines: map[string]lifecycle.Deadline{}}
		y.clients = append(y.clients, c)
		y.in(begin.Add(time.Duration(y.r.IntN(365*24*60))*time.Minute), func() { y.decide(c) })
	}
	return y
}

func (y *year) hire(id, team string) {
	loc, err := time.LoadLocation(zones[team])
	if err != nil {
		y.t.Fatal(err)
	}
	r := &rep{team: team, away: map[int]bool{}, leads: map[string]bool{}, given: map[lifecycle.Date]int{}, timezone: loc,
		perDay: 20 + y.r.IntN(20), maxOpen: 150 + y.r.IntN(100)}
	for range 6 {
		first := y.r.IntN(365)
		for day := range 1 + y.r.IntN(10) {
			r.away[first+day] = true
		}
	}
	for _, day := range []int{100, 200} { // meetings at which everybody is
		r.away[day] = true
	}
	y.reps[id] = r
}

// decide is the rules' decision on a lead, and perhaps another one later.
func (y *year) decide(c *client) {
	status := []matrix.Status{"nurture", "mql", "mql", "mql", "sql", "sql", "research", "disqualified", "nurture", "mql"}[y.r.IntN(10)]
	y.record(c, lifecycle.Event{Kind: lifecycle.Decided, Status: status, Team: map[bool]string{true: c.team}[status != "disqualified"]})
	if y.r.IntN(2) == 0 && y.now.Before(begin.AddDate(1, 0, 0)) {
		y.later(60+y.r.IntN(40*24*60), func() { y.decide(c) })
	}
}

// record hands an event of now to the library, with an id of its own.
func (y *year) record(c *client, e lifecycle.Event) {
	c.events++
	e.ID, e.At = fmt.Sprint(c.id, "/", c.events), y.now
	if byRep := e.Kind != lifecycle.Decided && e.Kind != lifecycle.HandedOver; byRep {
		switch y.r.IntN(25) {
		case 0: // arrives late
			y.count.late++
			y.later(1+y.r.IntN(600), func() { y.deliver(c, e) })
			return
		case 1: // arrives twice
			y.count.late++
			y.later(y.r.IntN(600), func() { y.deliver(c, e) })
		}
	}
	y.deliver(c, e)
}

// deliver records an event as a host does. What is refused because something
// before it has not arrived yet is delivered again, up to a day later.
func (y *year) deliver(c *client, e lifecycle.Event) {
	got, err := y.p.Record(c.state, e, y.now)
	if errors.Is(err, lifecycle.Late) {
		got, err = y.p.RecordLate(c.state, c.log, e, y.now)
	}
	switch {
	case errors.Is(err, lifecycle.OutOfPlace) && y.now.Sub(e.At) < 24*time.Hour:
		y.count.refused++
		y.later(60, func() { y.deliver(c, e) })
		return
	case errors.Is(err, lifecycle.OutOfPlace):
		c.events--
		y.count.dropped++
		return
	case err != nil:
		y.t.Fatal(err)
	}
	y.count.events++
	before := c.state
	c.state = y.stored(got.State)
	if !got.Known {
		c.log = append(c.log, got.Event)
	}
	if e.Kind == lifecycle.Rejected {
		y.count.rejected++
	}
	for _, f := range got.Effects {
		y.apply(c, f)
	}
	// Whoever got the lead otherwise than by the assigner, as a late event put
	// an old hand-over into force, has it all the same.
	if who := holds(c.state); who != "" && who != holds(before) && e.Kind != lifecycle.HandedOver {
		y.take(c, who)
	}
	y.place(c)
	c.waiting = c.waiting && waits(c.state)
}

// waits tells whether somebody has to be found for a lead: the model's reading
// of the state.
func waits(s lifecycle.State) bool {
	return s.HandedOverAt.IsZero() && (s.Stage == "mql" || s.Stage == "sql" || s.Status == "research" && (s.Stage == "lead" || s.Stage == "recycled"))
}

// stored is a state as it comes back from a database.
func (y *year) stored(s lifecycle.State) lifecycle.State {
	text, err := json.Marshal(s)
	if err != nil {
		y.t.Fatal(err)
	}
	var back lifecycle.State
	if err := json.Unmarshal(text, &back); err != nil || back != s {
		y.t.Fatalf("%s: %v", text, err)
	}
	return back
}

func (y *year) take(c *client, who string) {
	team := y.reps[who].team
	y.assigners[team].Take(y.ledgers[team], c.id, who, y.now)
	y.reps[who].given[lifecycle.DateOf(y.now.In(y.reps[who].timezone))]++
}

// place moves the lead in the model, by nothing but what the effects have set.
func (y *year) place(c *client) {
	who := c.owner
	if slices.Contains([]lifecycle.Stage{"customer", "lost", "disqualified"}, c.stage) {
		who = ""
	}
	if old := y.places[c.id]; old != "" {
		delete(y.reps[old].leads, c.id)
	}
	if who != "" {
		y.reps[who].leads[c.id] = true
	}
	y.places[c.id] = who
}

func (y *year) apply(c *client, f lifecycle.Effect) {
	switch f.Kind {
	case lifecycle.SetStage:
		c.stage = f.Stage
	case lifecycle.SetOwner:
		c.owner = f.Owner
	case lifecycle.ReleaseOwner:
		team := y.reps[f.Owner].team
		if f.Returned {
			y.assigners[team].Return(y.ledgers[team], c.id, f.Owner)
		} else {
			y.assigners[team].Release(y.ledgers[team], c.id, f.Owner)
		}
	case lifecycle.HandOver:
		if !c.waiting {
			c.waiting = true
			y.later(0, func() { y.assign(c) })
		}
	case lifecycle.StopDeadline:
		delete(c.deadlines, f.Deadline.ID)
	case lifecycle.StartDeadline:
		c.deadlines[f.Deadline.ID] = *f.Deadline
		y.due(*f.Deadline)
		started := *f.Deadline
		y.later(1+y.r.IntN(500), func() { y.work(c, started) })
		if started.ID != "touch" {
			y.in(y.p.DueAt(started).Add(5*time.Hour), func() { y.missed(c, started) })
		}
	}
}

// assign finds an owner for a lead that waits, or tries again in an hour.
func (y *year) assign(c *client) {
	if !c.waiting {
		return
	}
	request := lifecycle.Request{LeadID: c.id, At: y.now, PreviousOwner: c.state.PreviousOwner, Except: c.except}
	x := assign(y.t, y.assigners[c.team], y.ledgers[c.team], request)
	if x.Method == lifecycle.Nobody {
		y.count.nobody++
		y.later(60, func() { y.assign(c) })
		return
	}
	if who := y.places[c.id]; who != "" {
		y.t.Fatalf("%s was to get %s, which %s has", x.Owner, c.id, who)
	}
	y.given(c, x)
	y.record(c, lifecycle.Event{Kind: lifecycle.HandedOver, Owner: x.Owner, Team: x.Team})
}

// given checks an assignment against what the model knows.
func (y *year) given(c *client, x lifecycle.Assignment) {
	y.count.assigned++
	if x.Method == lifecycle.ByHistory {
		y.count.history++
	}
	r := y.reps[x.Owner]
	today := lifecycle.DateOf(y.now.In(r.timezone))
	minute := int(y.now.Sub(begin) / time.Minute)
	switch {
	case r.team != c.team:
		y.t.Fatalf("%s of %s got a lead of %s", x.Owner, r.team, c.team)
	case r.away[minute/(24*60)]:
		y.t.Fatalf("%s got a lead on %s, when away", x.Owner, y.now)
	case r.given[today] >= r.perDay:
		y.t.Fatalf("%s got more than %d leads on %s", x.Owner, r.perDay, today)
	case len(r.leads) >= r.maxOpen:
		y.t.Fatalf("%s got a lead and has %d", x.Owner, len(r.leads))
	case slices.Contains(c.except, x.Owner):
		y.t.Fatalf("%s got a lead that must go to another", x.Owner)
	case x.Owner[len(x.Owner)-1] == '7' && !y.open[r.team][minute]:
		y.t.Fatalf("%s got a lead at night", x.Owner)
	}
	r.given[today]++
}

// due checks when a deadline is due, by going through the minutes.
func (y *year) due(d lifecycle.Deadline) {
	y.count.deadlines++
	left := map[string]int{"hot": 60, "answer": 240, "touch": 1440}[d.ID]
	want := time.Time{}
	for _, run := range d.Runs {
		at := int(run.From.Sub(begin) / time.Minute)
		for ; left > 0 && (run.To.IsZero() || begin.Add(time.Duration(at)*time.Minute).Before(run.To)); at++ {
			if y.open[d.Team][at] {
				if left--; left == 0 {
					want = begin.Add(time.Duration(at+1) * time.Minute)
				}
			}
		}
	}
	if got := y.p.DueAt(d); !got.Equal(want) {
		y.t.Fatalf("%+v is due at %s, want %s", d, got, want)
	}
}

// still tells whether a deadline is the one that runs.
func (c *client) still(d lifecycle.Deadline) bool {
	now, ok := c.deadlines[d.ID]
	return ok && now.Runs[0].From.Equal(d.Runs[0].From)
}

// work is what a rep does with a lead some time after it began to be due.
func (y *year) work(c *client, d lifecycle.Deadline) {
	if !c.still(d) || c.owner == "" {
		return
	}
	if d.ID == "touch" {
		y.workOn(c)
		return
	}
	switch n := y.r.IntN(20); {
	case n < 3: // is forgotten
	case n < 14:
		y.record(c, lifecycle.Event{Kind: lifecycle.Accepted})
	case n < 16:
		y.record(c, lifecycle.Event{Kind: lifecycle.Rejected, Reason: "fake"})
	default:
		y.record(c, lifecycle.Event{Kind: lifecycle.Rejected, Reason: "timing"})
	}
}

// workOn is about a lead that was accepted.
func (y *year) workOn(c *client) {
	d := c.deadlines["touch"]
	var err error
	again := true
	switch n := y.r.IntN(10); {
	case n < 2 && !d.Paused():
		y.count.paused++
		d, err = y.p.Pause(d, y.now)
	case n < 4:
		d, err = y.p.Resume(d, y.now)
	case n < 6:
		d, err = y.p.Respond(d, y.now)
	default:
		again = false
	}
	if err != nil {
		y.t.Fatal(err)
	}
	c.deadlines["touch"] = d
	y.due(d)
	// In any case the rep looks again, unless the lead has moved on by then.
	y.later(1+y.r.IntN(3*24*60), func() { y.work(c, d) })
	if again {
		return
	}
	kinds := map[lifecycle.Stage][]lifecycle.EventKind{
		lifecycle.StageSAL:         {lifecycle.Converted, lifecycle.Converted, lifecycle.Rejected, lifecycle.Recycled},
		lifecycle.StageSQL:         {lifecycle.Converted, lifecycle.Converted, lifecycle.Lost, lifecycle.Recycled},
		lifecycle.StageOpportunity: {lifecycle.Won, lifecycle.Lost, lifecycle.Recycled},
	}[c.state.Stage]
	e := lifecycle.Event{Kind: kinds[y.r.IntN(len(kinds))]}
	if e.Kind == lifecycle.Rejected {
		e.Reason = "timing"
	}
	y.record(c, e)
}

// missed takes a lead from an owner who has not answered, and gives it to
// another.
func (y *year) missed(c *client, d lifecycle.Deadline) {
	if !c.still(d) || c.owner == "" {
		return
	}
	y.count.missed++
	if !y.p.Overdue(d, y.now) {
		y.t.Fatalf("%+v is not overdue at %s", d, y.now)
	}
	d, steps := y.p.Escalate(c.deadlines[d.ID], y.now)
	y.count.escalated += len(steps)
	if _, again := y.p.Escalate(d, y.now); again != nil {
		y.t.Fatalf("%+v twice", again)
	}
	c.deadlines[d.ID] = d
	request := lifecycle.Request{LeadID: c.id, At: y.now, Except: []string{c.owner}}
	x := assign(y.t, y.assigners[c.team], y.ledgers[c.team], request)
	if x.Method == lifecycle.Nobody {
		y.later(60, func() { y.missed(c, d) })
		return
	}
	c.except = request.Except
	y.given(c, x)
	c.except = nil
	y.record(c, lifecycle.Event{Kind: lifecycle.HandedOver, Owner: x.Owner, Team: x.Team})
}

// check is the end of the year, when everything that was to be done is done.
func (y *year) check() {
	stages := map[lifecycle.Stage]int{}
	for _, c := range y.clients {
		if len(c.log) == 0 {
			y.t.Fatalf("%s is lost: nothing ever happened to it", c.id)
		}
		// Every event that was sent is in the log, once, and the order of
		// arrival made no difference.
		if len(c.log) != c.events {
			y.t.Fatalf("%s: %d events of %d", c.id, len(c.log), c.events)
		}
		shuffled := append(slices.Clone(c.log), c.log[y.r.IntN(len(c.log))])
		y.r.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		if s, _ := y.p.Replay(shuffled); s != c.state {
			y.t.Fatalf("%s: %+v, recorded as %+v", c.id, s, c.state)
		}
		if c.stage != c.state.Stage || c.owner != c.state.Owner {
			y.t.Fatalf("%s: the host has %s of %s, the state is %+v", c.id, c.stage, c.owner, c.state)
		}
		if waits(c.state) || c.waiting {
			y.t.Fatalf("%s still waits: %+v", c.id, c.state)
		}
		for _, d := range c.deadlines {
			y.due(d)
		}
		stages[c.state.Stage]++
	}
	y.t.Logf("stages at the end: %v", stages)
	y.count.busiest = max(y.count.busiest, y.loads())
}

// loads compares the ledgers with the model and both with the states. It
// returns the number of leads that somebody has.
func (y *year) loads() int {
	open, total := map[string]int{}, 0
	for _, c := range y.clients {
		if who := holds(c.state); who != "" {
			open[who]++
			total++
		}
	}
	for id, r := range y.reps {
		if load := y.ledgers[r.team].Member(id); len(load.Leads) != open[id] || len(r.leads) != open[id] {
			y.t.Errorf("%s: %s has %d leads by the ledger, %d by the model, %d by the states", y.now, id, len(load.Leads), len(r.leads), open[id])
		}
	}
	for _, team := range region {
		balanced(y.t, *y.ledgers[team])
	}
	return total
}
