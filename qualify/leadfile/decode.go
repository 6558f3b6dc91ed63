package leadfile

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/leadqual/leadqual/qualify"
)

// decodeRecord decodes a JSON record for a map. The reason tells why it cannot
// be.
func decodeRecord(raw []byte) (object any, reason string) {
	if reason := notObject(raw); reason != "" {
		return nil, reason
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	if err := d.Decode(&object); err != nil {
		return nil, jsonReason(err)
	}
	return object, ""
}

// decodeLead decodes a lead as package qualify writes it.
func decodeLead(raw []byte, lead *qualify.Lead) (reason string) {
	if reason := notObject(raw); reason != "" {
		return reason
	}
	if err := json.Unmarshal(raw, lead); err != nil {
		return jsonReason(err)
	}
	return ""
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
