package store

import (
	"database/sql"
	"errors"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

func openPostgres(source string) (*DB, error) {
	pool, err := sql.Open("pgx", source)
	if err != nil {
		return nil, errors.New("store: DATABASE_URL is not a PostgreSQL URL; want postgres://USER:PASSWORD@HOST/NAME")
	}
	locker, err := lock.NewPostgresSessionLocker() // one process at a time changes the tables
	if err != nil {
		return nil, errors.Join(err, pool.Close())
	}
	pool.SetMaxOpenConns(16)
	pool.SetMaxIdleConns(16)
	pool.SetConnMaxIdleTime(5 * time.Minute)
	return &DB{write: pool, read: pool, dialect: dialect{
		name:       "postgres",
		equal:      ` = ?`,
		numbered:   true,
		forUpdate:  " FOR UPDATE",
		skipLocked: " FOR UPDATE SKIP LOCKED",
		goose:      goose.DialectPostgres,
		migration:  []goose.ProviderOption{goose.WithSessionLocker(locker)},
		// Ordered by bytes, as Go and SQLite order texts.
		types: strings.NewReplacer("SERIAL", "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY", "WORDS", `TEXT COLLATE "C"`,
			"ACCOUNT_OF_FACTS", "COALESCE(facts::json->>'account_id', '')"),
		transient: func(err error) bool {
			return pgCode(err, "40001", "40P01") // serialization failure, deadlock
		},
		unwritable: func(err error) bool { return pgCode(err, "53100", "58030") }, // disk full, input or output failed
	}}, nil
}

func pgCode(err error, codes ...string) bool {
	var e *pgconn.PgError
	if !errors.As(err, &e) {
		return false
	}
	for _, c := range codes {
		if e.Code == c {
			return true
		}
	}
	return false
}
