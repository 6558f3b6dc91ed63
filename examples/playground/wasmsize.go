package main

import (
	"bytes"
	"encoding/binary"
	"errors"
	"strings"
)

// Sections of a WebAssembly module.
const (
	sectionCustom = 0
	sectionImport = 2
	sectionCode   = 10
	sectionData   = 11
)

var errNoWasm = errors.New("the compiler wrote no WebAssembly module")

// weighWasm takes the names out of a module, which only people need, and says by
// Go package how many bytes of code there are; "data" are constants and tables of all.
func weighWasm(module []byte) (stripped []byte, of map[string]int, err error) {
	defer func() { // a module that ends too early
		if recover() != nil {
			err = errNoWasm
		}
	}()
	if len(module) < 8 || !bytes.HasPrefix(module, []byte("\x00asm")) {
		return nil, nil, errNoWasm
	}
	of = map[string]int{}
	stripped = append(stripped, module[:8]...)
	var sizes []int // of each function of the module
	imported := 0
	for rest := wasmReader(module[8:]); len(rest) > 0; {
		whole := rest
		id := rest.next(1)[0]
		section := wasmReader(rest.next(rest.number()))
		if id != sectionCustom {
			stripped = append(stripped, whole[:len(whole)-len(rest)]...)
		}
		switch id {
		case sectionImport: // of Go's modules all are functions
			imported = section.number()
		case sectionCode:
			for range section.number() {
				size := section.number()
				section.next(size)
				sizes = append(sizes, size)
			}
		case sectionData:
			of["data"] = len(section)
		case sectionCustom:
			if string(section.next(section.number())) != "name" {
				continue
			}
			for len(section) > 0 {
				kind := section.next(1)[0]
				names := wasmReader(section.next(section.number()))
				if kind != 1 { // of functions
					continue
				}
				for range names.number() {
					i := names.number() - imported
					name := string(names.next(names.number()))
					if i >= 0 && i < len(sizes) {
						of[goPackage(name)] += sizes[i]
					}
				}
			}
		}
	}
	return stripped, of, nil
}

// wasmReader is what is left to read of a module.
type wasmReader []byte

func (r *wasmReader) next(n int) []byte {
	out := (*r)[:n]
	*r = (*r)[n:]
	return out
}

func (r *wasmReader) number() int {
	x, n := binary.Uvarint(*r)
	if n <= 0 {
		panic(errNoWasm)
	}
	*r = (*r)[n:]
	return int(x)
}

// goPackage is the package of a symbol of Go, as its linker writes these into modules,
// with "_" in the place of slashes.
func goPackage(symbol string) string {
	const host = "github.com"
	name, ofHost := strings.CutPrefix(symbol, host)
	name, _, _ = strings.Cut(name, ".")
	if ofHost {
		return host + name
	}
	return name
}
