//go:build js && wasm

// Command wasm is the engine as the page's worker calls it: two functions from
// text to text.
package main

import (
	"encoding/json"
	"fmt"
	"syscall/js"

	"github.com/leadqual/leadqual/examples/playground/play"
)

// lintSteps bound a check to a second or so.
const lintSteps = 1_000_000

func main() {
	js.Global().Set("leadqualAsk", function(func(text string) any {
		var r play.Request
		if err := json.Unmarshal([]byte(text), &r); err != nil {
			return failure{err.Error()}
		}
		return play.Ask(r)
	}))
	js.Global().Set("leadqualLint", function(func(text string) any {
		return play.Lint(text, lintSteps)
	}))
	js.Global().Call("leadqualReady")
	select {} // the functions live as long as the worker
}

// failure is the answer where there is none.
type failure struct {
	Failure string `json:"failure"`
}

// function makes a JavaScript function of one text.
func function(f func(string) any) js.Func {
	return js.FuncOf(func(_ js.Value, args []js.Value) (out any) {
		defer func() {
			if problem := recover(); problem != nil {
				out = encoded(failure{fmt.Sprint(problem)})
			}
		}()
		return encoded(f(args[0].String()))
	})
}

func encoded(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		return `{"failure": "the answer has no JSON"}`
	}
	return string(text)
}
