package main

import "time"

// dueAt is when a decision has to be made again, if ever.
type dueAt struct {
	at time.Time
	ok bool
}

// append adds recheck_at to a decision in JSON.
func (d dueAt) append(decision []byte) []byte {
	if !d.ok {
		return decision
	}
	decision = append(decision[:len(decision)-1], `,"recheck_at":"`...)
	return append(d.at.AppendFormat(decision, time.RFC3339Nano), `"}`...)
}
