package app

import (
	"fmt"
	"testing"

	"github.com/leadqual/leadqual/examples/crm/internal/testdb"
)

// BenchmarkActivity posts activities, five to a lead, without a network.
func BenchmarkActivity(b *testing.B) {
	s := open(b, testdb.SQLite(b), func(c *Config) { c.Log = discard() })
	for i := 0; b.Loop(); i++ {
		id := fmt.Sprint("L-", i/6)
		if i%6 == 0 {
			s.must("POST", "/v1/leads", fitting(id))
			continue
		}
		s.must("POST", "/v1/leads/"+id+"/activities", `{"type": "page_view", "url": "https://tideline.example/pricing"}`)
	}
}
