package account

import (
	"log/slog"
	"strings"
)

// LogValue is the decision as one log record's group: that of [qualify.Decision] with
// account_id in the place of lead_id, the number of people who were decided, and, where
// there are any, the roles to find, with commas between them. Nothing of the account but
// its id is in it, and nothing of its people.
func (d Decision) LogValue() slog.Value {
	attrs := d.Decision.LogValue().Group()
	for i := range attrs {
		if attrs[i].Key == "lead_id" {
			attrs[i].Key = "account_id"
		}
	}
	attrs = append(attrs, slog.Int("people", len(d.People)))
	if len(d.Find) > 0 {
		roles := make([]string, len(d.Find))
		for i := range d.Find {
			roles[i] = d.Find[i].Role
		}
		attrs = append(attrs, slog.String("find", strings.Join(roles, ",")))
	}
	return slog.GroupValue(attrs...)
}
