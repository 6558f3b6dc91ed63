package qualify

import (
	"math"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/leadqual/leadqual/bant"
	"github.com/leadqual/leadqual/internal/inside"
	"github.com/leadqual/leadqual/internal/milli"
	"github.com/leadqual/leadqual/matrix"
	"github.com/leadqual/leadqual/scoring"
)

// AppendJSON appends the decision as JSON to dst, and allocates nothing beyond
// dst. The text is that of encoding/json without its escapes for HTML.
func (d *Decision) AppendJSON(dst []byte) []byte { return d.appendJSON(dst, `{"lead_id":`, nil) }

// AppendAccount appends the decision about an account itself, as
// [Decision.AppendJSON] does.
func AppendAccount(_ inside.Key, dst []byte, d *Decision, credits []RuleCredits) []byte {
	return d.appendJSON(dst, `{"account_id":`, credits)
}

// AppendText appends a text of JSON.
func AppendText(_ inside.Key, dst []byte, s string) []byte { return appendText(dst, s) }

func (d *Decision) appendJSON(dst []byte, id string, credits []RuleCredits) []byte {
	w := appender(dst)
	w.text(id, d.LeadID)
	w.text(`,"rule_set":`, d.RuleSet)
	w.optional(`,"version":`, d.Version)
	w.text(`,"fingerprint":`, d.Fingerprint)
	w = append(w, `,"as_of":"`...)
	w = d.AsOf.AppendFormat(w, time.RFC3339Nano)
	w = append(w, '"')
	if d.Detail != Whole {
		w.text(`,"detail":`, d.Detail.String())
	}
	w.text(`,"status":`, string(d.Status))
	w.text(`,"quadrant":`, string(d.Quadrant))
	w.flag(`,"certain":`, d.Certain)
	w.optional(`,"cell":`, d.Cell)
	w.owner(d)
	if x := &d.Experiment; *x != (matrix.Assignment{}) {
		w.text(`,"experiment":{"id":`, x.ID)
		w.text(`,"arm":`, x.Arm)
		w.milli(`,"share":`, x.Share.Thousandths())
		w.milli(`,"propensity":`, x.Propensity.Thousandths())
		w = append(w, '}')
	}
	w.screening(d.Screening)
	w.fit(d)
	w.text(`,"readiness":{"verdict":`, string(d.Readiness.Verdict))
	w.flag(`,"hand_raised":`, d.Readiness.HandRaised)
	w.texts(`,"raised":`, d.Readiness.Raised)
	w = append(w, '}')
	w.score(&d.Score, credits)
	if !isZero(&d.BANT) {
		w.bant(&d.BANT)
	}
	for i := range d.Checklists {
		w.open(i, `,"checklists":[`)
		w.assessment(&d.Checklists[i])
	}
	w.close(len(d.Checklists))
	w.questions(d.Ask)
	for i := range d.Issues {
		w.open(i, `,"issues":[`)
		issue := &d.Issues[i]
		w.text(`{"code":`, string(issue.Code))
		w.optional(`,"path":`, issue.Path)
		w.text(`,"message":`, issue.Message)
		w = append(w, '}')
	}
	w.close(len(d.Issues))
	return append(w, '}')
}

// appender writes JSON. Its methods take a key with what stands before it.
type appender []byte

func (w *appender) text(key, s string) {
	*w = appendText(append(*w, key...), s)
}

func (w *appender) optional(key, s string) {
	if s != "" {
		w.text(key, s)
	}
}

func (w *appender) flag(key string, v bool) {
	*w = strconv.AppendBool(append(*w, key...), v)
}

func (w *appender) count(key string, n int) {
	*w = strconv.AppendInt(append(*w, key...), int64(n), 10)
}

// number writes a float64 as encoding/json does, like ECMAScript.
func (w *appender) number(key string, v float64) {
	*w = append(*w, key...)
	// Up to fifteen digits there is one decimal for a float64.
	if n := milli.Nearest(v); v == milli.Float[float64](n) && (n != 0 || !math.Signbit(v)) && max(v, -v) < 1e12 {
		*w = milli.Append(*w, n)
		return
	}
	if abs := math.Abs(v); abs == 0 || abs >= 1e-6 && abs < 1e21 {
		*w = strconv.AppendFloat(*w, v, 'f', -1, 64)
		return
	}
	*w = strconv.AppendFloat(*w, v, 'e', -1, 64)
	if b := *w; len(b) >= 4 && b[len(b)-4] == 'e' && b[len(b)-2] == '0' { // e-09 is e-9
		b[len(b)-2] = b[len(b)-1]
		*w = b[:len(b)-1]
	}
}

func (w *appender) milli(key string, v int64) {
	*w = milli.Append(append(*w, key...), v)
}

func (w *appender) texts(key string, list []string) {
	for i, s := range list {
		if i == 0 {
			*w = append(append(*w, key...), '[')
		} else {
			*w = append(*w, ',')
		}
		*w = appendText(*w, s)
	}
	w.close(len(list))
}

// open begins the i-th element of a list that is absent where it is empty.
func (w *appender) open(i int, key string) {
	if i == 0 {
		*w = append(*w, key...)
	} else {
		*w = append(*w, ',')
	}
}

func (w *appender) close(n int) {
	if n > 0 {
		*w = append(*w, ']')
	}
}

func (w *appender) owner(d *Decision) {
	if o := &d.Owner; *o != (matrix.Owner{}) {
		w.text(`,"owner":{"team":`, o.Team)
		w.text(`,"action":`, o.Action)
		w.optional(`,"route":`, o.Route)
		w.optional(`,"id":`, o.ID)
		w.optional(`,"roster":`, o.Roster)
		*w = append(*w, '}')
	}
}

func (w *appender) screening(steps []StepOutcome) {
	for i := range steps {
		s := &steps[i]
		w.open(i, `,"screening":[`)
		w.text(`{"id":`, s.ID)
		w.text(`,"outcome":`, s.Outcome.String())
		if s.Lifted {
			*w = append(*w, `,"lifted":true`...)
		}
		*w = append(*w, '}')
	}
	w.close(len(steps))
}

func (w *appender) fit(d *Decision) {
	f := &d.Fit
	w.text(`,"fit":{"verdict":`, string(f.Verdict))
	start := len(*w) + len(`,"share":`)
	w.number(`,"share":`, f.Share)
	share := (*w)[start:]
	for _, bound := range [...]struct {
		key string
		v   float64
	}{{`,"low":`, f.Low}, {`,"high":`, f.High}} {
		if bound.v == f.Share && bound.v != 0 { // as usual, and thirds take long to write
			*w = append(append(*w, bound.key...), share...)
		} else {
			w.number(bound.key, bound.v)
		}
	}
	w.optional(`,"grade":`, f.Grade)
	for i := range f.Criteria {
		c := &f.Criteria[i]
		w.open(i, `,"criteria":[`)
		w.text(`{"id":`, c.ID)
		w.text(`,"outcome":`, c.Outcome.String())
		w.milli(`,"weight":`, milli.Nearest(c.Weight))
		w.milli(`,"share":`, milli.Nearest(c.Share))
		*w = append(*w, '}')
	}
	w.close(len(f.Criteria))
	*w = append(*w, '}')
}

func (w *appender) chance(key string, v float64) {
	if v != 0 {
		w.number(key, v)
	}
}

func (w *appender) column(points string, c *scoring.Column) {
	w.milli(points, milli.Nearest(c.Points))
	w.milli(`,"low":`, milli.Nearest(c.Low))
	w.milli(`,"high":`, milli.Nearest(c.High))
}

func (w *appender) score(s *scoring.Score, credits []RuleCredits) {
	if s.IsZero() {
		return
	}
	w.column(`,"score":{"points":`, &s.Column)
	w.optional(`,"band":`, s.Band)
	w.chance(`,"chance":`, s.Chance)
	w.chance(`,"chance_low":`, s.ChanceLow)
	w.chance(`,"chance_high":`, s.ChanceHigh)
	for i := range s.Rules {
		r := &s.Rules[i]
		w.open(i, `,"rules":[`)
		w.text(`{"id":`, r.ID)
		w.text(`,"outcome":`, r.Outcome.String())
		w.column(`,"points":`, &r.Column)
		if r.Matches != 0 {
			w.count(`,"matches":`, r.Matches)
		}
		if len(credits) > 0 && credits[0].Rule == r.ID {
			w.credits(credits[0].Members)
			credits = credits[1:]
		}
		*w = append(*w, '}')
	}
	w.close(len(s.Rules))
	for i := range s.Groups {
		g := &s.Groups[i]
		w.open(i, `,"groups":[`)
		w.text(`{"id":`, g.ID)
		w.column(`,"points":`, &g.Column)
		w.column(`,"clip":{"points":`, &g.Clip)
		*w = append(*w, `}}`...)
	}
	w.close(len(s.Groups))
	w.column(`,"clip":{"points":`, &s.Clip)
	*w = append(*w, `}}`...)
}

func (w *appender) credits(members []Credit) {
	for i, m := range members {
		w.open(i, `,"by_member":[`)
		w.text(`{"member":`, m.Member)
		w.milli(`,"points":`, m.Thousandths)
		*w = append(*w, '}')
	}
	w.close(len(members))
}

func (w *appender) bant(a *bant.BANTAssessment) {
	*w = append(*w, `,"bant":{`...)
	for i := range a.Items {
		item := &a.Items[i]
		*w = append(append(append(*w, '"'), item.ID...), `":`...)
		*w = appendText(*w, item.Outcome.String())
		*w = append(*w, ',')
	}
	w.count(`"met":`, a.Met)
	w.text(`,"verdict":`, string(a.Verdict))
	*w = append(*w, '}')
}

func isZero(a *bant.BANTAssessment) bool {
	return a.ID == "" && a.Met == 0 && a.Verdict == "" && a.Items == nil
}

func (w *appender) assessment(a *bant.Assessment) {
	*w = append(*w, '{')
	if a.ID != "" {
		w.text(`"id":`, a.ID)
		*w = append(*w, ',')
	}
	w.count(`"met":`, a.Met)
	w.text(`,"verdict":`, string(a.Verdict))
	for i := range a.Items {
		item := &a.Items[i]
		w.open(i, `,"items":[`)
		w.text(`{"id":`, item.ID)
		w.text(`,"outcome":`, item.Outcome.String())
		*w = append(*w, '}')
	}
	w.close(len(a.Items))
	*w = append(*w, '}')
}

func (w *appender) questions(list []Question) {
	for i := range list {
		q := &list[i]
		w.open(i, `,"ask":[`)
		*w = append(*w, '{')
		if q.Person != "" {
			w.text(`"person":`, q.Person)
			*w = append(*w, ',')
		}
		w.text(`"path":`, q.Path)
		if len(q.For) == 0 {
			*w = append(*w, `,"for":null`...)
		}
		w.texts(`,"for":`, q.For)
		if q.Decisive {
			*w = append(*w, `,"decisive":true`...)
		}
		if q.ForRecord {
			*w = append(*w, `,"for_record":true`...)
		}
		w.optional(`,"why":`, q.Why)
		w.optional(`,"question":`, q.Question)
		*w = append(*w, '}')
	}
	w.close(len(list))
}

// plainText are the bytes that stand for themselves in a text of JSON.
var plainText = func() (plain [256]bool) {
	for b := range plain {
		plain[b] = b >= ' ' && b != '"' && b != '\\' && b < utf8.RuneSelf
	}
	return plain
}()

// appendText appends s in quotes, escaped as encoding/json does without HTML.
func appendText(dst []byte, s string) []byte {
	for i := range len(s) {
		if !plainText[s[i]] {
			return appendEscaped(dst, s, i)
		}
	}
	return append(append(append(dst, '"'), s...), '"')
}

// appendEscaped is appendText of a text that is plain up to the i-th byte.
func appendEscaped(dst []byte, s string, i int) []byte {
	const hex = "0123456789abcdef"
	dst = append(dst, '"')
	plain := 0
	for i < len(s) {
		b := s[i]
		if plainText[b] {
			i++
			continue
		}
		if b >= utf8.RuneSelf {
			r, size := utf8.DecodeRuneInString(s[i:])
			if r != '\u2028' && r != '\u2029' && (r != utf8.RuneError || size > 1) {
				i += size
				continue
			}
			dst = append(dst, s[plain:i]...)
			if r == utf8.RuneError {
				dst = append(dst, `\ufffd`...)
			} else {
				dst = append(dst, `\u202`...)
				dst = append(dst, hex[r&15])
			}
			i += size
			plain = i
			continue
		}
		dst = append(dst, s[plain:i]...)
		switch b {
		case '"', '\\':
			dst = append(dst, '\\', b)
		case '\b':
			dst = append(dst, '\\', 'b')
		case '\f':
			dst = append(dst, '\\', 'f')
		case '\n':
			dst = append(dst, '\\', 'n')
		case '\r':
			dst = append(dst, '\\', 'r')
		case '\t':
			dst = append(dst, '\\', 't')
		default:
			dst = append(dst, '\\', 'u', '0', '0', hex[b>>4], hex[b&15])
		}
		i++
		plain = i
	}
	return append(append(dst, s[plain:]...), '"')
}
