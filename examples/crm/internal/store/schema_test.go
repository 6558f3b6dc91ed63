package store

import (
	"database/sql"
	"math"
	"path/filepath"
	"strings"
	"testing"
)

// A database that a program without versions of the schema has made is brought to the
// newest one, with what it holds; what a newer program has made is left alone.
func TestMigrate(t *testing.T) {
	file := filepath.Join(t.TempDir(), "crm.db")
	old, err := sql.Open("sqlite", file)
	if err != nil {
		t.Fatal(err)
	}
	types := strings.NewReplacer("SERIAL", "INTEGER PRIMARY KEY AUTOINCREMENT", "WORDS", "TEXT")
	exec := func(statements string) {
		t.Helper()
		if _, err := old.Exec(statements); err != nil {
			t.Fatal(err)
		}
	}
	exec(types.Replace(schema))
	exec(`INSERT INTO outbox (lead_id, n, attempts, due_at) VALUES ('a', 1, 0, 5), ('a', 2, 0, 6), ('b', 1, 0, 7)`)
	for range 2 {
		db, err := Open(t.Context(), file)
		if err != nil {
			t.Fatal(err)
		}
		var due, waiting int64
		if err := old.QueryRow(`SELECT SUM(due_at < 10), SUM(due_at = ?) FROM outbox`, int64(math.MaxInt64)).Scan(&due, &waiting); err != nil || due != 2 || waiting != 1 {
			t.Errorf("%d are due and %d behind others, %v; want 2 and 1", due, waiting, err)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
	}
	exec(`INSERT INTO goose_db_version (version_id, is_applied) VALUES (99, 1)`)
	if _, err := Open(t.Context(), file); err == nil || !strings.Contains(err.Error(), "version 99") {
		t.Errorf("a newer schema: %v", err)
	}
	if err := old.Close(); err != nil {
		t.Fatal(err)
	}
}
