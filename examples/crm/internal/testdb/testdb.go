// Package testdb gives tests databases: a new one for each test, and each test
// once for each kind.
package testdb

import (
	"context"
	"crypto/rand"
	"database/sql"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
)

// Each runs a test on a new SQLite database, and on a new schema of the
// PostgreSQL that LEADQUAL_POSTGRES names.
func Each(t *testing.T, test func(t *testing.T, source string)) {
	t.Run("sqlite", func(t *testing.T) { test(t, SQLite(t)) })
	t.Run("postgres", func(t *testing.T) { test(t, Postgres(t)) })
}

// SQLite is the file of a database that goes with the test.
func SQLite(t testing.TB) string { return filepath.Join(t.TempDir(), "crm.db") }

// Postgres is the URL of a schema that goes with the test. Without
// LEADQUAL_POSTGRES the test is skipped.
func Postgres(t testing.TB) string {
	server := os.Getenv("LEADQUAL_POSTGRES")
	if server == "" {
		t.Skip("set LEADQUAL_POSTGRES to the URL of a PostgreSQL whose user may create schemas; .ci/postgres starts one")
	}
	db, err := sql.Open("pgx", server)
	if err != nil {
		t.Fatal(err)
	}
	schema := "crm_" + strings.ToLower(rand.Text())
	if _, err := db.ExecContext(context.Background(), "CREATE SCHEMA "+schema); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := db.ExecContext(context.Background(), "DROP SCHEMA "+schema+" CASCADE"); err != nil {
			t.Error(err)
		}
		db.Close()
	})
	u, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	q.Set("search_path", schema)
	u.RawQuery = q.Encode()
	return u.String()
}
