package main

import (
	"fmt"
	"io"
	"os"
	"time"
)

// progress is a line on a terminal that says how far the work is. On anything
// else it is silent.
type progress struct {
	w     io.Writer // nil where there is no terminal
	in    *leads
	leads int
	shown time.Time // when the line was last written; zero: it is not there
}

// every is how often the line is written.
const every = 200 * time.Millisecond

func newProgress(w io.Writer, in *leads) progress {
	if !isTerminal(w) {
		w = nil
	}
	return progress{w: w, in: in}
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// step counts a lead.
func (p *progress) step() {
	if p.leads++; p.leads%256 == 0 {
		p.show()
	}
}

// show writes the line, if it is time.
func (p *progress) show() {
	if p.w == nil || time.Since(p.shown) < every {
		return
	}
	p.shown = time.Now()
	fmt.Fprintf(p.w, "\r%s", p.text())
}

func (p *progress) text() string {
	var size, read int64
	for _, f := range p.in.files {
		if f.size == 0 {
			return plural(p.leads, "lead")
		}
		size, read = size+f.size, read+f.input.n
	}
	noun := "file"
	if len(p.in.files) > 1 {
		noun = "files"
	}
	return fmt.Sprintf("%s, %d %% of the %s", plural(p.leads, "lead"), min(100, 100*read/size), noun)
}

// clear takes the line away, for other text.
func (p *progress) clear() {
	if p.w != nil && !p.shown.IsZero() {
		fmt.Fprint(p.w, "\r\x1b[K")
		p.shown = time.Time{}
	}
}
