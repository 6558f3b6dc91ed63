package play

import (
	"encoding/json"
	"fmt"

	"github.com/leadqual/leadqual/qualify/edit"
)

// MostText is the most bytes that a text may have, in UTF-8.
const MostText = 8 << 20

// An Engine answers what the page asks, by name, as text. It keeps the texts that are
// edited, and is for one goroutine at a time. The zero Engine has none.
type Engine struct {
	edited   map[string]*edited       // by the name that the page has for the file
	projects map[string]*edit.Project // of files that are edited together
}

// Call answers one request in JSON with JSON. Where there is no answer, it is an object
// with a "failure" in words. Nothing in a request can make Call panic.
//
// Those that answer the press of a key, about a text given before, are set, complete,
// hover, definition, uses, rename, at, tokens and actions; answer, agreement and lint are about
// whole texts. Offsets are in UTF-16 units of the file's text.
func (e *Engine) Call(name, request string) (answer string) {
	defer func() {
		if problem := recover(); problem != nil {
			answer = encoded(failure{fmt.Sprint(problem)})
		}
	}()
	if e.edited == nil {
		e.edited, e.projects = map[string]*edited{}, map[string]*edit.Project{}
	}
	switch name {
	case "set":
		return answerOf(request, e.set)
	case "complete":
		return answerOf(request, e.complete)
	case "hover":
		return answerOf(request, e.hover)
	case "definition":
		return answerOf(request, e.definition)
	case "uses":
		return answerOf(request, e.uses)
	case "rename":
		return answerOf(request, e.rename)
	case "at":
		return answerOf(request, e.at)
	case "tokens":
		return answerOf(request, e.tokens)
	case "actions":
		return answerOf(request, e.actions)
	case "answer":
		return answerOf(request, func(r Request) any { return Ask(r) })
	case "agreement":
		return answerOf(request, func(r rulesRequest) any { return agreementOf(r.Rules) })
	case "lint":
		return answerOf(request, func(r rulesRequest) any { return found{Lint(r.Rules, lintSteps)} })
	}
	return encoded(failure{fmt.Sprintf("the engine has no function %.40q", name)})
}

// lintSteps bound a check to a second or so.
const lintSteps = 1_000_000

type rulesRequest struct {
	Rules string `json:"rules"`
}

type found struct {
	Problems []Problem `json:"problems"`
}

// failure is the answer where there is none.
type failure struct {
	Failure string `json:"failure"`
}

// answerOf reads a request, and writes the answer to it.
func answerOf[R any](request string, answer func(R) any) string {
	var r R
	if err := json.Unmarshal([]byte(request), &r); err != nil {
		return encoded(failure{err.Error()})
	}
	return encoded(answer(r))
}

func encoded(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		return `{"failure": "the answer has no JSON"}`
	}
	return string(text)
}

// tooLong says that a text is, or nothing.
func tooLong(text string) string {
	if len(text) <= MostText {
		return ""
	}
	return fmt.Sprintf("the text has %.1f MB; %d MB are the most here", float64(len(text))/(1<<20), MostText>>20)
}
