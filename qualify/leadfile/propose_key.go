package leadfile

import (
	"fmt"
	"strings"
)

// checkKey says what is wrong with a column of ids.
func (p *proposer) checkKey(o *option) {
	if p.rows == 0 {
		return
	}
	if missing := o.own.Count - o.own.Filled(); missing > 0 {
		o.said = and(o.said, fmt.Sprintf("%d of %d have none", missing, o.own.Count))
	}
	switch {
	case !o.own.Unique:
		o.said = and(o.said, "some ids come several times: the file may have several records of one lead")
	case o.own.Sampled:
		o.reason = and(o.reason, "no text was seen twice among those of a sample")
	default:
		o.reason = and(o.reason, "each text is there once")
	}
}

// key proposes an id where no header means one.
func (p *proposer) key() {
	if p.filled["id"] != nil || p.rows < 2 {
		return
	}
	var best *option
	for _, o := range p.options {
		unique := o.own.Unique && o.texts.all().damaged == 0 && o.own.Filled() == o.own.Count && o.name != "" && o.lists == 0
		text := headerText(o.name)
		if named := strings.HasSuffix(text, " id") || strings.HasSuffix(text, "key") || strings.HasSuffix(text, " nr") || o.own.Looks == "uuid"; unique && named && (len(o.fills) == 0 || ofAccount(o)) {
			best = o
			break
		}
		if unique && o.own.Looks == "email" && best == nil {
			best = o
		}
	}
	if best == nil {
		return
	}
	doubt := "no header says that it is the id: it is proposed as each text is there once"
	if ofAccount(best) { // a file of accounts, of which it is the record's own id
		delete(p.m.Fields, "account_id")
		p.filled["account_id"], best.fills = nil, nil
	}
	if len(best.fills) > 0 {
		doubt = and(doubt, "it fills "+best.fills[0]+" too")
	} else {
		best.guess = best.own
		best.reason = "by its values"
	}
	p.m.Fields["id"] = Field{From: best.name, Note: note("by its values", doubt)}
	best.said = and(best.said, doubt)
	best.fills = append(best.fills, "id")
	p.filled["id"] = best
}

// ofAccount tells whether a column was taken for the account of its leads.
func ofAccount(o *option) bool { return len(o.fills) == 1 && o.fills[0] == "account_id" }

// activity proposes what a column tells of what the lead did.
func (p *proposer) activity(o *option) {
	a := Activity{Type: &Field{Value: o.meaning.activity}}
	now := 0.0
	switch tally := o.texts.all(); {
	case o.own.Filled() == 0 || o.lists > 0:
		o.reason = "it has no value that tells when or how often"
		return
	case !o.counts:
		if o.guess = p.written(o, "time", p.hints); 2*o.guess.Misfits < o.guess.Filled() {
			a.At = &Field{From: o.name, Dates: o.guess.Dates}
			if o.guess.Misfits > 0 {
				a.At.OnError = "unknown"
			}
			break
		}
		if o.own.Type != "string" || o.own.Words == nil || o.own.Looks != "" {
			o.reason, o.said = "most of its values are no date", "its header means what was last done"
			return
		}
		o.guess = o.own
		a.Type, a.DaysAgo = &Field{From: o.name, OnError: onError(o.guess.Misfits)}, &now
		o.meaning.doubt = "it says what was last done and not when: it counts as of the day of decision"
	default:
		o.guess = p.written(o, "number", hints{whole: true})
		n := &tally.numbers
		if o.guess.Misfits > 0 || o.own.Type != "number" && o.own.Type != "bool" || !n.whole() || n.least < 0 || n.most > MaxCount {
			o.reason, o.said = "its values are no counts", "its header means a count of what the lead did"
			return
		}
		o.guess.Doubt = ""
		a.Count, a.DaysAgo, a.SpreadDays = &Field{From: o.name, Numbers: o.guess.Numbers}, &now, 30
		o.meaning.doubt = and(o.meaning.doubt, "they are spread over the last 30 days")
	}
	o.reason = and(o.why, o.guess.Reason)
	o.said = and(o.meaning.doubt, o.guess.Doubt)
	p.unsaid(o)
	a.Note = note(o.reason, o.said)
	p.m.Activities = append(p.m.Activities, a)
	o.fills = append(o.fills, "activities")
}

// whole tells whether no number has decimals.
func (n *numberTally) whole() bool {
	for _, f := range n.forms {
		if f.decimal != 0 && !f.unsure {
			return false
		}
	}
	return n.percent+n.ranges == 0
}
