// Package bind makes leads of a host's own structs, as tags on their fields
// say:
//
//	type Signup struct {
//		ID       int64          `lead:"id"`
//		Mail     string         `lead:"person.email"`
//		Staff    *int           `lead:"company.employees"`
//		Seats    int            `lead:"custom.seats,omitzero"`
//		Created  time.Time      `lead:"created_at"`
//		DemoAt   sql.NullTime   `lead:"activities,type=demo_request"`
//		Visits   []Visit        `lead:"activities,type=page_view"`
//		Password string         // no tag: not looked at
//	}
//
//	type Visit struct {
//		URL string    `lead:"url"`
//		At  time.Time `lead:"at"`
//	}
//
// [New] looks at the type once and says what is wrong with its tags; from then
// on a [Binder] copies from memory to memory, in about twice the time of code
// that is written by hand and without more allocations.
//
// # Tags
//
// A tag names what it fills, as expressions and the JSON of a lead do:
// person.job_title, answers.budget, custom.NAME, id, created_at, reset_at. When a
// fact was last confirmed is seen.PATH.at, by whom seen.PATH.source:
//
//	StaffAsOf time.Time `lead:"seen.company.employees.at"`
//
// It is the whole name wherever the field stands: structs within T, embedded or
// not, and pointers to them are looked into, and where such a pointer is nil all
// that is in it is unknown. A type within itself is not looked into again.
//
// The kind of what a tag names says what the field may be:
//
//   - text: any string type, or an encoding.TextMarshaler, whose errors are
//     unknown; id and owner also an integer;
//   - number: any integer or float, as the float64 that it becomes;
//   - yes or no: any bool type;
//   - time: time.Time, a type made of it, or a struct that embeds it alone;
//   - list: a slice of any string type.
//
// It may be a pointer to one of these, a [qualify.Opt], or a struct whose first field
// is the value and that has a bool named Valid, such as sql.Null, sql.NullString
// and those of pgtype. What is custom takes its kind from the field, and
// lead:"custom" takes a whole map[string]any, before single fields do. So does
// lead:"seen" a whole map[string]qualify.Seen.
//
// # Types without tags
//
// In a type of another module no field can be tagged. [At] names one by its path
// in Go, and [Computed] gives what a function makes of the record; the kinds are
// those above:
//
//	bind.New(
//		bind.At[crm.Contact]("Account.NumberOfEmployees", "company.employees"),
//		bind.Computed("person.name", func(c *crm.Contact) string { return c.First + " " + c.Last }),
//	)
//
// # Unknown
//
// Unknown is a nil pointer, a qualify.Opt that is not Known, a struct that is not
// Valid, "", the zero time and a nil list. Anything else is known, as it is in JSON:
// 0, false and an empty list too. A column that says 0 for "we never asked"
// needs the option omitzero, with which the zero value of the field is unknown.
//
// # Activities
//
// lead:"activities" is on a slice of structs, or of pointers to them, whose
// tags are the names of an activity's fields: id, type, at, channel, url, subject,
// campaign, value, custom.NAME and custom; type=NAME gives a type that is the same for all, instead
// of a field. With a type, a time or a slice of times will do: each that is
// known is an activity. A []qualify.Activity needs no tags. Activities of several
// fields follow each other, in the order of the fields; a nil pointer among
// them is left out.
//
// The parts follow each other so: tags.go reads the tags into a plan, kinds.go
// decides what a Go type can hold, field.go adds what no tag says, and plan.go and
// source.go carry a plan out.
package bind
