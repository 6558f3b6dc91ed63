package leadfile

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"
)

// decodeRecord decodes a JSON record for a map. The reason tells why it cannot
// be.
func decodeRecord(raw []byte) (object any, reason string) {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	if err := d.Decode(&object); err != nil || d.InputOffset() != int64(len(raw)) || raw[0] != '{' || !utf8.Valid(raw) {
		// What is wrong, if it is not that something stands behind the record.
		return nil, cmp.Or(notObject(raw), "want one object")
	}
	if members(object) != keysIn(raw) {
		return nil, "an object has a key twice"
	}
	return object, ""
}

// keysIn counts the keys in a valid JSON text.
func keysIn(raw []byte) (n int) {
	inText := false
	for i := 0; i < len(raw); i++ {
		switch c := raw[i]; {
		case c == '"':
			inText = !inText
		case inText && c == '\\':
			i++
		case !inText && c == ':':
			n++
		}
	}
	return n
}

// members counts the keys of decoded objects, of which encoding/json keeps the last
// where one comes twice.
func members(content any) (n int) {
	switch content := content.(type) {
	case map[string]any:
		n = len(content)
		for _, value := range content {
			n += members(value)
		}
	case []any:
		for _, value := range content {
			n += members(value)
		}
	}
	return n
}

// decodeAs decodes a lead, or an account, as it is written in JSON. What into held
// before is dropped: encoding/json would leave what the text does not name, in
// the elements of lists too.
func decodeAs[T any](raw []byte, into *T) (reason string) {
	*into = *new(T)
	if len(raw) > 0 && raw[0] == '{' && utf8.Valid(raw) && json.Unmarshal(raw, into) == nil {
		return ""
	}
	if reason := notObject(raw); reason != "" {
		return reason
	}
	*into = *new(T)
	err := json.Unmarshal(raw, into)
	var date *time.ParseError
	if errors.As(err, &date) && strings.Trim(date.Value, `"`) == "" {
		*into = *new(T)
		err = json.Unmarshal(withoutBlankInstants(raw), into)
	}
	if err != nil {
		return jsonReason(err)
	}
	return ""
}

// withoutBlankInstants is the text of a lead, or of an account, in which instants that
// are "", as exports write what they do not have, are left out.
func withoutBlankInstants(raw []byte) []byte {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var record map[string]any
	if d.Decode(&record) != nil {
		return raw
	}
	dropBlankInstants(record)
	people, _ := record["people"].([]any)
	for _, p := range people {
		if person, ok := p.(map[string]any); ok {
			dropBlankInstants(person)
		}
	}
	out, err := json.Marshal(record)
	if err != nil {
		return raw
	}
	return out
}

func dropBlankInstants(lead map[string]any) {
	drop := func(object any, keys ...string) {
		fields, _ := object.(map[string]any)
		for _, key := range keys {
			if fields[key] == "" {
				delete(fields, key)
			}
		}
	}
	drop(lead, "created_at", "reset_at")
	drop(lead["answers"], "wants_contact_at")
	activities, _ := lead["activities"].([]any)
	for _, a := range activities {
		drop(a, "at")
	}
	seen, _ := lead["seen"].(map[string]any)
	for _, s := range seen {
		drop(s, "at")
	}
}

// notObject is what is wrong with a text that is no JSON object.
func notObject(raw []byte) string {
	if !utf8.Valid(raw) {
		return notUTF8
	}
	// What encoding/json says about text that is not JSON is for whoever knows
	// where the record begins.
	var whole json.RawMessage
	if err := json.Unmarshal(raw, &whole); err != nil {
		return jsonReason(err)
	}
	if len(raw) == 0 || raw[0] != '{' {
		return "want an object, have " + shown(raw)
	}
	return ""
}

// jsonReason says what encoding/json did not like, in the words of a file's
// author.
func jsonReason(err error) string {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	var date *time.ParseError
	switch {
	case errors.As(err, &syntax):
		return fmt.Sprintf("not JSON: %s at byte %d of the record", syntax.Error(), syntax.Offset)
	case errors.As(err, &kind):
		where := ""
		if kind.Field != "" {
			where = kind.Field + ": "
		}
		return fmt.Sprintf("%swant %s, have a JSON %s", where, jsonKind(kind), kind.Value)
	case errors.As(err, &date):
		return `want a date like "2006-01-02T15:04:05Z", have ` + shown(strings.Trim(date.Value, `"`))
	}
	return err.Error()
}

// jsonKind is what a Go type wants of JSON.
func jsonKind(err *json.UnmarshalTypeError) string {
	switch err.Type.Kind().String() {
	case "float64":
		return "a number"
	case "bool":
		return "true or false"
	case "string":
		return "a string"
	case "slice":
		return "a list"
	}
	return "an object"
}
