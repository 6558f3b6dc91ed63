package main

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/leadqual/leadqual/qualify/lifecycle"
)

// textIn reads a JSON string; null is "".
func textIn(data []byte) (string, error) {
	var text string
	err := json.Unmarshal(data, &text)
	return text, err
}

// timeIn reads an instant from a JSON string in one of some layouts; null and
// "" are the zero time, which is unknown. Texts without an offset are in UTC.
func timeIn(data []byte, layouts ...string) (time.Time, error) {
	text, err := textIn(data)
	if err != nil || text == "" {
		return time.Time{}, err
	}
	for _, layout := range layouts {
		if t, err := time.Parse(layout, text); err == nil {
			return t.UTC(), nil
		}
	}
	return time.Time{}, fmt.Errorf("want a time like %q, have %q", layouts[0], text)
}

// stageOf is the stage that a CRM's word means, the word itself where nobody said
// what it means.
func stageOf(word string, stages map[string]lifecycle.Stage) string {
	if s, ok := stages[word]; ok {
		return string(s)
	}
	return word
}
