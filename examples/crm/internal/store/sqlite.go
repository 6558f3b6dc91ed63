package store

import (
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/pressly/goose/v3"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// openSQLite opens a file. With the write-ahead log readers and the writer do
// not wait for each other, and synchronous(FULL) keeps what is committed even
// if the machine loses power. What is deleted is overwritten.
func openSQLite(file string) (*DB, error) {
	file, err := filepath.Abs(file)
	if err != nil {
		return nil, err
	}
	// What is in it concerns nobody else on the machine. Its log gets the same rights.
	f, err := os.OpenFile(file, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("store: open: %w", err)
	}
	if err := f.Close(); err != nil {
		return nil, fmt.Errorf("store: open: %w", err)
	}
	pool := func(query string, connections int) (*sql.DB, error) {
		name := url.URL{Scheme: "file", Path: filepath.ToSlash(file), RawQuery: query +
			"&_pragma=busy_timeout(10000)&_pragma=foreign_keys(1)&_pragma=cache_size(-16000)&_pragma=secure_delete(1)"}
		db, err := sql.Open("sqlite", name.String())
		if err != nil {
			return nil, err
		}
		db.SetMaxOpenConns(connections)
		db.SetMaxIdleConns(connections)
		return db, nil
	}
	write, err := pool("_txlock=immediate&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)", 1)
	if err != nil {
		return nil, err
	}
	read, err := pool("_txlock=deferred&_pragma=query_only(1)", max(2, runtime.NumCPU()))
	if err != nil {
		return nil, errors.Join(err, write.Close())
	}
	return &DB{write: write, read: read, prepared: map[string]*sql.Stmt{}, dialect: dialect{
		name:    "sqlite",
		goose:   goose.DialectSQLite3,
		prepare: true,
		equal:   ` || '' = ?`,
		grouped: true,
		types: strings.NewReplacer("SERIAL", "INTEGER PRIMARY KEY AUTOINCREMENT", "WORDS", "TEXT",
			"ACCOUNT_OF_FACTS", "COALESCE(json_extract(facts, '$.account_id'), '')"),
		transient: func(err error) bool { return sqliteCode(err, sqlite3.SQLITE_BUSY) },
		unwritable: func(err error) bool {
			return sqliteCode(err, sqlite3.SQLITE_FULL) || sqliteCode(err, sqlite3.SQLITE_IOERR)
		},
	}}, nil
}

func sqliteCode(err error, code int) bool {
	var e *sqlite.Error
	return errors.As(err, &e) && e.Code()&0xff == code
}
