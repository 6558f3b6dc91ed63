package qualify

import "log/slog"

// LogValue is the decision as one log record's group: lead_id, status,
// quadrant, cell, points, certain, team, owner, roster, experiment and arm
// where there are any, and fingerprint. Nothing of the lead but its id is in it. It has a value
// receiver so that a Decision is logged this way whether or not by pointer.
func (d Decision) LogValue() slog.Value {
	attrs := make([]slog.Attr, 0, 12)
	text := func(key, value string) {
		if value != "" {
			attrs = append(attrs, slog.String(key, value))
		}
	}
	text("lead_id", d.LeadID)
	text("status", string(d.Status))
	text("quadrant", string(d.Quadrant))
	text("cell", d.Cell)
	attrs = append(attrs, slog.Float64("points", float64(d.Score.Points)), slog.Bool("certain", d.Certain))
	text("team", d.Owner.Team)
	text("owner", d.Owner.ID)
	text("roster", d.Owner.Roster)
	text("experiment", d.Experiment.ID)
	text("arm", d.Experiment.Arm)
	text("fingerprint", d.Fingerprint)
	return slog.GroupValue(attrs...)
}
