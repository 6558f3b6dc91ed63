package app

import (
	"database/sql"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/leadqual/leadqual/examples/crm/internal/testdb"
	"github.com/leadqual/leadqual/qualify/lifecycle"
)

// TestPagesOf200000 fills a database with copies of a hundred leads and measures what
// people wait for.
func TestPagesOf200000(t *testing.T) {
	if os.Getenv("LEADQUAL_LONG") == "" {
		t.Skip("set LEADQUAL_LONG")
	}
	const kinds, copies = 100, 2000
	testdb.Each(t, func(t *testing.T, source string) {
		s := open(t, source, func(c *Config) { // a fifth of them is due today
			c.Policy = &lifecycle.Policy{Deadlines: []lifecycle.DeadlineRule{{ID: "answer", Kind: lifecycle.FirstResponse, Minutes: 60, Stages: []lifecycle.Stage{lifecycle.StageSQL, lifecycle.StageMQL}}}}
		})
		regions, industries := []string{"EMEA", "AMER", "APAC"}, []string{"health", "farming", "software", "energy", "retail"}
		for i := range kinds {
			s.must("POST", "/v1/leads", fmt.Sprintf(`{"id": "K-%03d", "person": {"name": "Name%d Family%d", "email": "n%d@c%d.example", "job_title": "Head of Learning", "region": %q},
			"company": {"name": "Company %d", "employees": %d, "industry": %q}}`, i, i, i%7, i, i%50, regions[i%3], i%50, 10+i*9, industries[i%5]))
			for j := range i % 6 {
				s.must("POST", fmt.Sprintf("/v1/leads/K-%03d/activities", i), fmt.Sprintf(`{"type": %q}`, []string{"page_view", "webinar", "trial", "demo_request"}[(i+j)%4]))
			}
		}
		driver := "sqlite"
		if strings.HasPrefix(source, "postgres") {
			driver = "pgx"
		}
		db, err := sql.Open(driver, source)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		for _, table := range []string{"leads", "activities", "decisions"} {
			rows, err := db.Query(`SELECT * FROM ` + table + ` LIMIT 1`)
			if err != nil {
				t.Fatal(err)
			}
			columns, err := rows.Columns()
			rows.Close()
			if err != nil {
				t.Fatal(err)
			}
			into, from := "", ""
			for _, c := range columns {
				value := c
				switch c {
				case "id", "lead_id":
					value = c + " || '-' || k"
				case "find":
					value = "find || '-' || k"
				}
				into, from = into+", "+c, from+", "+value
			}
			if _, err := db.Exec(fmt.Sprintf(`WITH RECURSIVE n(k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM n WHERE k < %d) INSERT INTO %s (%s) SELECT %s FROM n, %[2]s`, copies-1, table, into[2:], from[2:])); err != nil {
				t.Fatal(table, err)
			}
		}
		if driver == "pgx" { // it does so by itself, a minute later
			if _, err := db.Exec(`VACUUM ANALYZE`); err != nil {
				t.Fatal(err)
			}
		}
		for _, path := range []string{"/", "/leads", "/leads?owner=ana", "/leads?team=marketing&page=40", "/leads?stage=any&quadrant=poor_fit_not_ready", "/leads?q=family3+company", "/leads?q=k-042-77", "/leads?q=nobody", "/leads/K-042-77", "/rules", "/outcomes"} {
			var took []time.Duration
			for range 11 {
				begin := time.Now()
				s.must("GET", path, "")
				took = append(took, time.Since(begin))
			}
			slices.Sort(took)
			t.Logf("%-50s median %4d ms, worst %4d ms", path, took[5].Milliseconds(), took[10].Milliseconds())
			if took[5] > 200*time.Millisecond && path != "/outcomes" {
				t.Errorf("%s takes %v", path, took[5])
			}
		}
	})
}
