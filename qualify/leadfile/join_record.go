package leadfile

import (
	"encoding/binary"
	"encoding/json"
	"hash/maphash"
	"math"
	"reflect"
	"time"
	"unsafe"

	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/qualify"
)

// A record, as a join keeps it, is what is known of a lead and nothing else: fields
// by their numbers, behind each its value, and tags for what is no field. It is read
// by the program that wrote it, and by no other.
const (
	endTag    = 0 // fields count from 1
	customTag = 0xFF
	seenTag   = 0xFE
)

// recordFields are the fields of leads, and of activities, in the order of their
// numbers.
var (
	recordFields   = criteria.FieldsOf(reflect.TypeFor[qualify.Lead]())
	activityRecord = criteria.FieldsOf(reflect.TypeFor[qualify.Activity]())
	seenRecord     = criteria.FieldsOf(reflect.TypeFor[qualify.Seen]())
)

// appendLead appends a lead. That there is more in it than activities is said by
// facts.
func appendLead(b []byte, l *qualify.Lead) (_ []byte, facts bool) {
	from := len(b)
	b = appendFields(b, recordFields, unsafe.Pointer(l))
	b = appendCustom(b, l.Custom)
	if len(l.Seen) > 0 {
		b = append(b, seenTag)
		b = binary.AppendUvarint(b, uint64(len(l.Seen)))
		for path, seen := range l.Seen {
			b = appendText(b, path)
			b = append(appendFields(b, seenRecord, unsafe.Pointer(&seen)), endTag)
		}
	}
	facts = len(b) > from
	b = append(b, endTag)
	b = binary.AppendUvarint(b, uint64(len(l.Activities)))
	for i := range l.Activities {
		a := &l.Activities[i]
		b = appendFields(b, activityRecord, unsafe.Pointer(a))
		b = append(appendCustom(b, a.Custom), endTag)
	}
	return b, facts
}

func appendText(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// appendFields appends what is known.
func appendFields(b []byte, fields []criteria.Field, of unsafe.Pointer) []byte {
	for i := range fields {
		f, tag := &fields[i], byte(i+1)
		p := unsafe.Add(of, f.Offset)
		switch f.Kind {
		case criteria.String:
			if s := *(*string)(p); s != "" {
				b = appendText(append(b, tag), s)
			}
		case criteria.Number:
			switch {
			case !f.Optional:
				if n := *(*float64)(p); math.Float64bits(n) != 0 {
					b = appendNumber(append(b, tag), n)
				}
			default:
				if n := (*qualify.Opt[float64])(p); n.Known {
					b = appendNumber(append(b, tag), n.Value)
				}
			}
		case criteria.Bool:
			if yes := (*qualify.Opt[bool])(p); yes.Known {
				b = appendBool(append(b, tag), yes.Value)
			}
		case criteria.Time:
			if t := (*time.Time)(p); !t.IsZero() {
				b = appendTime(append(b, tag), *t)
			}
		case criteria.Strings:
			if list := *(*[]string)(p); list != nil {
				b = appendList(append(b, tag), list)
			}
		}
	}
	return b
}

func appendNumber(b []byte, n float64) []byte {
	return binary.LittleEndian.AppendUint64(b, math.Float64bits(n))
}

func appendBool(b []byte, yes bool) []byte {
	if yes {
		return append(b, 1)
	}
	return append(b, 0)
}

// appendTime appends an instant and its offset from UTC, which texts of it show. Of
// a zone the name is not kept.
func appendTime(b []byte, t time.Time) []byte {
	b = binary.AppendVarint(b, t.Unix())
	b = binary.AppendUvarint(b, uint64(t.Nanosecond()))
	if t.Location() == time.UTC {
		return append(b, 0)
	}
	_, offset := t.Zone()
	return binary.AppendVarint(append(b, 1), int64(offset))
}

func appendList(b []byte, list []string) []byte {
	b = binary.AppendUvarint(b, uint64(len(list)))
	for _, s := range list {
		b = appendText(b, s)
	}
	return b
}

// appendCustom appends custom values: those of the types that files give as they
// are, others as JSON.
func appendCustom(b []byte, custom map[string]any) []byte {
	if len(custom) == 0 {
		return b
	}
	b = append(b, customTag)
	b = binary.AppendUvarint(b, uint64(len(custom)))
	for name, v := range custom {
		b = appendText(b, name)
		switch v := v.(type) {
		case string:
			b = appendText(append(b, byte(textKind)), v)
		case float64:
			b = appendNumber(append(b, byte(numberKind)), v)
		case bool:
			b = appendBool(append(b, byte(boolKind)), v)
		case time.Time:
			b = appendTime(append(b, byte(timeKind)), v)
		case []string:
			b = appendList(append(b, byte(listKind)), v)
		default:
			text, err := json.Marshal(v)
			if err != nil { // a function, say: no fact is of such a kind
				text = []byte("null")
			}
			b = append(b, byte(noKind))
			b = append(binary.AppendUvarint(b, uint64(len(text))), text...)
		}
	}
	return b
}

// appendMerged appends what a join below has said of a lead.
func appendMerged(b []byte, issues []qualify.Issue, aliases []string) []byte {
	b = binary.AppendUvarint(b, uint64(len(issues)))
	for _, issue := range issues {
		b = appendText(appendText(appendText(b, string(issue.Code)), issue.Path), issue.Message)
	}
	return appendList(b, aliases)
}

// recordReader reads records. It keeps short texts and zones, as most come again
// and again.
type recordReader struct {
	b     []byte
	texts [4096]string // by their hashes
	seed  maphash.Seed
	zones map[int]*time.Location
}

func newRecordReader() *recordReader {
	return &recordReader{seed: maphash.MakeSeed(), zones: map[int]*time.Location{}}
}

// lead reads a record into a lead that knows nothing yet. Its activities are
// appended to a list.
func (r *recordReader) lead(b []byte, l *qualify.Lead, activities []qualify.Activity) []qualify.Activity {
	r.b = b
	r.fields(recordFields, unsafe.Pointer(l), &l.Custom, l)
	for range r.uvarint() {
		activities = append(activities, qualify.Activity{})
		a := &activities[len(activities)-1]
		r.fields(activityRecord, unsafe.Pointer(a), &a.Custom, nil)
	}
	return activities
}

// merged reads what stands behind the lead that was read, if anything does.
func (r *recordReader) merged() (issues []qualify.Issue, aliases []string) {
	if len(r.b) == 0 {
		return nil, nil
	}
	for range r.uvarint() {
		issues = append(issues, qualify.Issue{Code: qualify.IssueCode(r.text()), Path: r.text(), Message: r.text()})
	}
	for range r.uvarint() {
		aliases = append(aliases, r.text())
	}
	return issues, aliases
}

// fields reads up to the end tag.
func (r *recordReader) fields(fields []criteria.Field, of unsafe.Pointer, custom *map[string]any, l *qualify.Lead) {
	for {
		switch tag := r.byte(); tag {
		case endTag:
			return
		case customTag:
			r.custom(custom)
		case seenTag:
			if l.Seen == nil {
				l.Seen = map[string]qualify.Seen{}
			}
			for range r.uvarint() {
				path, seen := r.text(), qualify.Seen{}
				r.fields(seenRecord, unsafe.Pointer(&seen), nil, nil)
				l.Seen[path] = seen
			}
		default:
			r.field(&fields[tag-1], of)
		}
	}
}

func (r *recordReader) field(f *criteria.Field, of unsafe.Pointer) {
	p := unsafe.Add(of, f.Offset)
	switch f.Kind {
	case criteria.String:
		*(*string)(p) = r.text()
	case criteria.Number:
		if f.Optional {
			*(*qualify.Opt[float64])(p) = qualify.Known(r.number())
		} else {
			*(*float64)(p) = r.number()
		}
	case criteria.Bool:
		*(*qualify.Opt[bool])(p) = qualify.Known(r.byte() == 1)
	case criteria.Time:
		*(*time.Time)(p) = r.time()
	case criteria.Strings:
		*(*[]string)(p) = r.list()
	}
}

func (r *recordReader) custom(custom *map[string]any) {
	if *custom == nil {
		*custom = map[string]any{}
	}
	for range r.uvarint() {
		name := r.text()
		var v any
		switch kind(r.byte()) {
		case textKind:
			v = r.text()
		case numberKind:
			v = r.number()
		case boolKind:
			v = r.byte() == 1
		case timeKind:
			v = r.time()
		case listKind:
			v = r.list()
		default:
			_ = json.Unmarshal(r.bytes(), &v) // which Marshal wrote
		}
		(*custom)[name] = v
	}
}

func (r *recordReader) byte() byte {
	c := r.b[0]
	r.b = r.b[1:]
	return c
}

func (r *recordReader) uvarint() uint64 {
	v, n := binary.Uvarint(r.b)
	r.b = r.b[n:]
	return v
}

func (r *recordReader) varint() int64 {
	v, n := binary.Varint(r.b)
	r.b = r.b[n:]
	return v
}

func (r *recordReader) bytes() []byte {
	n := r.uvarint()
	v := r.b[:n]
	r.b = r.b[n:]
	return v
}

func (r *recordReader) text() string {
	b := r.bytes()
	if len(b) > longestKept {
		return string(b)
	}
	kept := &r.texts[maphash.Bytes(r.seed, b)%uint64(len(r.texts))]
	if *kept != string(b) {
		*kept = string(b)
	}
	return *kept
}

func (r *recordReader) number() float64 {
	n := math.Float64frombits(binary.LittleEndian.Uint64(r.b))
	r.b = r.b[8:]
	return n
}

func (r *recordReader) time() time.Time {
	seconds := r.varint()
	t := time.Unix(seconds, int64(r.uvarint()))
	if r.byte() == 0 {
		return t.UTC()
	}
	offset := int(r.varint())
	zone := r.zones[offset]
	if zone == nil {
		zone = time.FixedZone("", offset)
		r.zones[offset] = zone // there are few: offsets are of a day at most
	}
	return t.In(zone)
}

func (r *recordReader) list() []string {
	list := make([]string, r.uvarint())
	for i := range list {
		list[i] = r.text()
	}
	return list
}
