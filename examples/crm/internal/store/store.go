// Package store keeps leads, their decisions, what is to be sent and the rule
// sets in a database: SQLite in a file, or PostgreSQL. Everything about one
// request happens in one transaction.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/pressly/goose/v3"
)

// ErrNotFound says that there is no such row.
var ErrNotFound = errors.New("store: not found")

// ErrUnwritable says that the disk takes no more, or fails. Nothing is changed.
var ErrUnwritable = errors.New("store: nothing can be written")

// DB is the database. It is safe for concurrent use.
type DB struct {
	dialect dialect
	// write takes transactions that change something. With SQLite it is one
	// connection, as only one can write at a time anyhow, and waiting for a
	// connection is fairer and cheaper than waiting for a lock.
	write, read *sql.DB

	// jobs wait for the one goroutine that writes; nil where any may.
	jobs            chan *job
	closing, closed chan struct{}
	stop            sync.Once

	mu       sync.Mutex
	prepared map[string]*sql.Stmt // by query; nil is one that is wanted
}

// dialect is what SQLite and PostgreSQL do differently.
type dialect struct {
	name string
	// numbered wants $1 for the first ?.
	numbered bool
	// forUpdate and skipLocked follow a SELECT that locks its rows. SQLite
	// locks the database instead.
	forUpdate, skipLocked string
	// prepare keeps statements ready; pgx does so by itself.
	prepare bool
	// equal compares a column that lists select by.
	equal string
	// grouped commits what comes at the same time together.
	grouped bool
	// goose is its name for migrations, and migration what these need besides.
	goose     goose.Dialect
	migration []goose.ProviderOption
	// types are the words of the schema.
	types *strings.Replacer
	// transient tells errors after which the same transaction may succeed.
	transient func(error) bool
	// unwritable tells that the disk takes no more, or fails.
	unwritable func(error) bool
}

// Open opens the database and brings its tables to the newest version. A
// source that begins with postgres:// or postgresql:// is PostgreSQL, any other
// is the file of a SQLite database.
func Open(ctx context.Context, source string) (*DB, error) {
	open := openSQLite
	if strings.HasPrefix(source, "postgres://") || strings.HasPrefix(source, "postgresql://") {
		open = openPostgres
	}
	db, err := open(source)
	if err != nil {
		return nil, err
	}
	err = db.migrate(ctx)
	if db.dialect.grouped {
		db.jobs, db.closing, db.closed = make(chan *job), make(chan struct{}), make(chan struct{})
		go db.writer()
	}
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// Name is "sqlite" or "postgres".
func (db *DB) Name() string { return db.dialect.name }

// Close closes the connections, once what is being written is.
func (db *DB) Close() error {
	if db.jobs != nil {
		db.stop.Do(func() { close(db.closing) })
		<-db.closed
	}
	db.mu.Lock()
	defer db.mu.Unlock()
	var errs []error
	for _, s := range db.prepared {
		if s != nil {
			errs = append(errs, s.Close())
		}
	}
	db.prepared = nil
	if db.read != db.write {
		errs = append(errs, db.read.Close())
	}
	return errors.Join(append(errs, db.write.Close())...)
}

// Scrub removes what is deleted from the file's log too, which keeps it until then.
// PostgreSQL does so in its own time.
func (db *DB) Scrub(ctx context.Context) error {
	if db.dialect.name != "sqlite" {
		return nil
	}
	_, err := db.write.ExecContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`)
	return err
}

// Backup writes a copy of the database into a new file, as it is at one moment, while
// everybody works on. It is for SQLite; PostgreSQL has pg_dump.
func (db *DB) Backup(ctx context.Context, file string) error {
	if db.dialect.name != "sqlite" {
		return errors.New("store: PostgreSQL is saved by pg_dump")
	}
	f, err := os.OpenFile(file, os.O_CREATE|os.O_EXCL, 0o600) // else everybody on the machine could read it
	if err != nil {
		return fmt.Errorf("store: backup: %w", err)
	}
	if err := f.Close(); err != nil {
		return fmt.Errorf("store: backup: %w", err)
	}
	if _, err := db.write.ExecContext(ctx, `VACUUM INTO ?`, file); err != nil {
		return errors.Join(fmt.Errorf("store: backup: %w", err), os.Remove(file))
	}
	return nil
}

// Update runs fn in a transaction and commits it if fn returns nil. Where the
// database gives up for a reason that may pass, such as a deadlock, fn is
// called again: it must do nothing but work with the transaction.
func (db *DB) Update(ctx context.Context, fn func(*Tx) error) error {
	for attempt := 0; ; attempt++ {
		var err error
		if db.jobs != nil {
			err = db.group(ctx, fn)
		} else {
			err = db.run(ctx, true, nil, fn)
		}
		if err != nil && db.dialect.unwritable(err) {
			return errors.Join(ErrUnwritable, err)
		}
		if err == nil || attempt == 4 || !db.dialect.transient(err) || ctx.Err() != nil {
			return err
		}
		time.Sleep(time.Duration(1<<attempt) * 5 * time.Millisecond)
	}
}

// View runs fn in a transaction that changes nothing and sees one state of the
// database.
func (db *DB) View(ctx context.Context, fn func(*Tx) error) error {
	options := &sql.TxOptions{ReadOnly: true, Isolation: sql.LevelRepeatableRead}
	if db.dialect.name == "sqlite" {
		options = nil // its transactions are like that, and it knows no levels
	}
	return db.run(ctx, false, options, fn)
}

func (db *DB) run(ctx context.Context, writes bool, options *sql.TxOptions, fn func(*Tx) error) error {
	pool := db.read
	if writes {
		pool = db.write
	}
	tx, err := pool.BeginTx(ctx, options)
	if err != nil {
		return fmt.Errorf("store: begin: %w", err)
	}
	defer tx.Rollback() // nothing once it is committed
	if err := fn(&Tx{ctx: ctx, tx: tx, db: db, writes: writes}); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("store: commit: %w", err)
	}
	return nil
}

// Tx is a transaction. It belongs to one goroutine, and is valid during the
// function that it was given to.
type Tx struct {
	ctx    context.Context
	tx     *sql.Tx
	db     *DB
	writes bool
}

func (tx *Tx) exec(query string, args ...any) (int64, error) {
	var result sql.Result
	var err error
	if s := tx.statement(query); s != nil {
		result, err = s.ExecContext(tx.ctx, args...)
	} else {
		result, err = tx.tx.ExecContext(tx.ctx, tx.db.text(query), args...)
	}
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

func (tx *Tx) query(query string, args ...any) (*sql.Rows, error) {
	if s := tx.statement(query); s != nil {
		return s.QueryContext(tx.ctx, args...)
	}
	return tx.tx.QueryContext(tx.ctx, tx.db.text(query), args...)
}

// row scans the only row of a query; ErrNotFound where there is none.
func (tx *Tx) row(query string, args []any, dest ...any) error {
	rows, err := tx.query(query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	if !rows.Next() {
		if err := rows.Err(); err != nil {
			return err
		}
		return ErrNotFound
	}
	if err := rows.Scan(dest...); err != nil {
		return err
	}
	return rows.Close()
}

// each calls fn for every row of a query.
func (tx *Tx) each(query string, args []any, fn func(scan func(...any) error) error) error {
	rows, err := tx.query(query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := fn(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}

// statement is the prepared statement of a query, nil where there is none yet
// or the driver keeps them itself. The texts are constants, so they are few.
func (tx *Tx) statement(query string) *sql.Stmt {
	if !tx.db.dialect.prepare || !tx.writes {
		return nil
	}
	tx.db.mu.Lock()
	defer tx.db.mu.Unlock()
	if s := tx.db.prepared[query]; s != nil {
		return tx.tx.StmtContext(tx.ctx, s)
	}
	tx.db.prepared[query] = nil // for the next transaction: this one has the connection
	return nil
}

// prepare makes statements of the queries that were used since the last time.
func (db *DB) prepare(ctx context.Context) error {
	if !db.dialect.prepare {
		return nil
	}
	var wanted []string
	db.mu.Lock()
	for query, s := range db.prepared {
		if s == nil {
			wanted = append(wanted, query)
		}
	}
	db.mu.Unlock()
	for _, query := range wanted {
		s, err := db.write.PrepareContext(ctx, query)
		if err != nil {
			return fmt.Errorf("store: prepare: %w", err)
		}
		db.mu.Lock()
		if db.prepared[query] == nil {
			db.prepared[query], s = s, nil
		}
		db.mu.Unlock()
		if s != nil {
			s.Close() // another goroutine was faster
		}
	}
	return nil
}

// text is a query in the dialect's words.
func (db *DB) text(query string) string {
	if !db.dialect.numbered {
		return query
	}
	var b strings.Builder
	n := 0
	for part, rest := "", query; ; {
		var found bool
		part, rest, found = strings.Cut(rest, "?")
		b.WriteString(part)
		if !found {
			return b.String()
		}
		n++
		fmt.Fprintf(&b, "$%d", n)
	}
}

// micros is an instant as it is stored; 0 is the zero time.
func micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

func instant(micros int64) time.Time {
	if micros == 0 {
		return time.Time{}
	}
	return time.UnixMicro(micros).UTC()
}
