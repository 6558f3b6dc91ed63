package strictjson_test

import (
	"fmt"

	"github.com/leadqual/leadqual/internal/strictjson"
)

func Example() {
	text := []byte(`{
  "rules": [
    {"id": "visits", "wehn": "count(activities) >= 5", "points": "10"}
  ],
  "rules": []
}`)
	var file struct {
		Rules []struct {
			ID     string  `json:"id"`
			When   string  `json:"when"`
			Points float64 `json:"points"`
		} `json:"rules"`
	}
	_, problems := strictjson.Decode(text, &file, strictjson.Limits{})
	for _, p := range problems {
		line, column := strictjson.Position(text, p.Offset)
		fmt.Printf("%d:%d: %s: %s\n", line, column, p.Path, p.Message)
	}
	// Output:
	// 3:22: rules[0].wehn: unknown key "wehn": did you mean "when"?
	// 3:66: rules[0].points: want number, have string; write 10
	// 5:3: rules: duplicate key "rules": the first is on line 2
}

// An expression's own offset becomes one of the file, through the escapes.
func ExampleIndex_InString() {
	text := []byte(`{"rules": [{"when": "name == \"x\" adn true"}]}`)
	var file any
	index, _ := strictjson.Decode(text, &file, strictjson.Limits{})
	offset, _ := index.InString("rules[0].when", len(`name == "x" `))
	fmt.Printf("%.3s\n", text[offset:])
	// Output: adn
}
