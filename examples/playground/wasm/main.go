//go:build js && wasm

// Command wasm is the engine as the page's workers call it: one function from a name and
// a text to a text, as play.Engine has it.
package main

import (
	"syscall/js"

	"github.com/leadqual/leadqual/examples/playground/play"
)

func main() {
	var engine play.Engine
	js.Global().Set("leadqual", js.FuncOf(func(_ js.Value, args []js.Value) any {
		name, request := "", ""
		if len(args) > 0 {
			name = args[0].String()
		}
		if len(args) > 1 {
			request = args[1].String()
		}
		return engine.Call(name, request)
	}))
	js.Global().Call("leadqualReady")
	select {} // the function lives as long as the worker
}
