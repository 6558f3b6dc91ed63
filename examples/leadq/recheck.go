package main

import (
	"context"
	"time"

	"github.com/leadqual/leadqual/qualify"
)

// appendDue adds recheck_at, when a lead has to be decided again, to its
// decision in JSON. There is none where time alone changes nothing.
func appendDue(decision []byte, engine *qualify.Engine, lead *qualify.Lead, asOf time.Time) []byte {
	at, _, err := engine.RecheckAt(context.Background(), lead, asOf)
	if err != nil {
		return decision
	}
	return appendInstant(decision, at)
}

// appendInstant adds recheck_at, unless it is zero for never.
func appendInstant(decision []byte, at time.Time) []byte {
	if at.IsZero() {
		return decision
	}
	decision = append(decision[:len(decision)-1], `,"recheck_at":"`...)
	return append(at.AppendFormat(decision, time.RFC3339), `"}`...)
}
