package strictjson

import (
	"fmt"
	"strings"
	"testing"
)

// BenchmarkDecode shows with its MB/s that time is linear in the text: the
// larger sizes are not slower by the byte.
func BenchmarkDecode(b *testing.B) {
	for _, rules := range []int{10, 1000, 100_000} {
		var text strings.Builder
		text.WriteString(`{"map":{}`)
		text.WriteString(`,"named":{`)
		for i := range rules {
			fmt.Fprintf(&text, `"k%d":{"id":"r%d","when":"a == \"b\" and c > 3","weight":1.5,"tags":["x","y"]},`, i, i)
		}
		text.WriteString(`"last":null}}`)
		source := []byte(text.String())
		b.Run(fmt.Sprint(rules, " rules"), func(b *testing.B) {
			b.SetBytes(int64(len(source)))
			b.ReportAllocs()
			for b.Loop() {
				var into rule
				if _, problems := Decode(source, &into, Limits{}); problems != nil {
					b.Fatal(problems[0])
				}
			}
		})
	}
}
