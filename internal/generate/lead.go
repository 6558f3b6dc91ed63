package generate

import (
	"encoding/json"
	"math"
	"strings"
	"time"

	"github.com/leadqual/leadqual/qualify"
)

// activitySamples are the values of an activity's fields, by name.
var activitySamples = map[string][]any{
	"id":       {"", "", "", "a1", "a2"},
	"type":     {"page_view", "webinar", "purchase", "demo_request", "email"},
	"url":      {"", "/pricing", "/pricing/team", "/docs", "https://shore.example/é"},
	"channel":  {"", "web", "email"},
	"subject":  {"", "Launch day", "prices; VP only"},
	"campaign": {"", "spring", "autumn"},
	"value":    {0.0, 0.25, 1.0, 10.0, 50.0, 99.75, -5.0},
}

var ages = []any{0.0, 0.25, 1.0, 3.5, 7.0, 14.0, 15.0, 29.75, 30.0, 45.0, 60.0, 180.0, 181.0, 400.0}

// Lead makes a lead.
func (g *Generator) Lead() *qualify.Lead {
	l := &qualify.Lead{ID: g.id("L-")}
	hole := pick(g, 0, 10, 30, 30, 70) // percent
	if g.o.Whole {
		hole = 0
	} else if g.one(30) {
		l.ID = ""
	}
	for _, f := range facts {
		if g.r.IntN(100) >= hole {
			f.Set(l, g.value(f))
		}
	}
	if !g.o.Whole {
		g.spoil(l)
		if g.one(6) {
			l.ResetAt = ago(pick(g, 1.0, 15, 30, 90))
		}
	}
	if g.o.Records {
		g.record(l)
	}
	for range pick(g, 0, 0, 1, 2, 3, 5, 12) {
		l.Activities = append(l.Activities, g.activity())
	}
	return l
}

// value is one that the fact may have.
func (g *Generator) value(f Fact) any {
	v := f.Values[g.r.IntN(len(f.Values))]
	switch t := v.(type) {
	case []string: // the lead's own
		return append([]string{}, t...)
	case time.Time:
		if f.Path == "custom.renewal" && g.o.JSON {
			return t.Format(time.RFC3339)
		}
	}
	return v
}

// spoil puts wrong values into a lead.
func (g *Generator) spoil(l *qualify.Lead) {
	wrong := func(name string, from ...any) {
		if g.one(15) {
			if l.Custom == nil {
				l.Custom = map[string]any{}
			}
			l.Custom[name] = pick(g, from...)
		}
	}
	wrong("seats", "12", true, []any{1.0}, map[string]any{})
	wrong("plan", 3.0, false, "gold", []any{"free"})
	wrong("licence", "true", 1.0)
	wrong("tags", "go", []any{"go", 1.0})
	wrong("renewal", "soon", 20261201.0, true)
	wrong("nobody_asked", "x")
	if g.o.JSON {
		return
	}
	wrong("seats", math.NaN(), math.Inf(-1), json.Number("many"))
	wrong("tags", []any{"go", 1})
	if g.one(25) {
		l.Company.Employees = qualify.Number(math.Inf(1))
	}
}

func (g *Generator) activity() qualify.Activity {
	a := qualify.Activity{At: ago(pick(g, ages...).(float64))}
	for _, f := range qualify.ActivityFields() {
		values, given := activitySamples[f.Name]
		switch {
		case f.Name == "at":
			continue
		case !given:
			values = plain[kinds[f.Type]]
		}
		if err := a.Set(f.Name, pick(g, values...)); err != nil {
			panic(err) // the table has a value of another kind
		}
	}
	if g.o.Whole {
		a.ID = ""
		return a
	}
	g.custom(&a)
	switch g.r.IntN(40) {
	case 0:
		a.Type = ""
	case 1:
		a.At = time.Time{}
	case 2:
		a.At = ago(-2) // has not happened yet
	case 3:
		if !g.o.JSON {
			a.Value = pick(g, math.NaN(), math.Inf(1))
		}
	case 4:
		a.At = a.At.In(time.FixedZone("", 2*3600))
	}
	return a
}

// custom gives an activity some of its custom fields, now and then one of a wrong
// kind.
func (g *Generator) custom(a *qualify.Activity) {
	for _, f := range activityCustom {
		var v any
		switch {
		case g.one(3):
			if v = g.value(f); g.o.JSON && f.kind == instant {
				v = v.(time.Time).Format(time.RFC3339)
			}
		case g.one(60):
			v = pick[any](g, "12", 3.0, true, []any{1.0}, map[string]any{})
		default:
			continue
		}
		if a.Custom == nil {
			a.Custom = map[string]any{}
		}
		a.Custom[strings.TrimPrefix(f.Path, "custom.")] = v
	}
}
