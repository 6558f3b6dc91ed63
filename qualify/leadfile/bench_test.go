package leadfile

import (
	"bytes"
	"fmt"
	"io"
	"testing"

	"github.com/leadqual/leadqual/qualify"
)

// BenchmarkKinds times plain values, of which no two are the same.
func BenchmarkKinds(b *testing.B) {
	for _, c := range []struct{ name, header, row string }{
		{"numbers", "id,company.employees,company.annual_revenue", "L-%d,%[1]d,%[1]d.%[2]d\n"},
		{"dates", "id,created_at", "L-%d,2026-01-%02[3]dT%02[4]d:%02[5]d:%02[5]dZ\n"},
		{"days", "id,created_at", "L-%d,2%03[1]d-01-%02[3]d\n"},
		{"texts", "id,person.name,company.name", "L-%d,Ann %[1]d,Shore and Sons %[1]d\n"},
	} {
		var t bytes.Buffer
		t.WriteString(c.header + "\n")
		for i := range 50000 {
			n := i
			if c.name == "days" {
				n = i % 1000
			}
			fmt.Fprintf(&t, c.row, n, i%97, i%28+1, i%24, i%60)
		}
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				r, err := NewReader(bytes.NewReader(t.Bytes()), Options{Input: CSV})
				if err != nil {
					b.Fatal(err)
				}
				var l qualify.Lead
				n := 0
				for {
					if _, err := r.Next(&l); err == io.EOF {
						break
					} else if err != nil {
						b.Fatal(err)
					}
					n++
				}
			}
		})
	}
}
