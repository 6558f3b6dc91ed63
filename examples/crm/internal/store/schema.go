package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"github.com/pressly/goose/v3"
)

// schema is in the words that both databases have, but for SERIAL and WORDS.
// Instants are microseconds since 1970, 0 for none.
const schema = `
CREATE TABLE IF NOT EXISTS leads (
	id WORDS PRIMARY KEY,
	facts TEXT NOT NULL,          -- what is known of the lead, as JSON
	state TEXT NOT NULL,          -- what its lifecycle's events have come to, as JSON
	acts BIGINT NOT NULL,         -- how many activities it has
	events BIGINT NOT NULL,       -- how many events its lifecycle has
	stage TEXT NOT NULL,
	team TEXT NOT NULL,
	owner WORDS NOT NULL,
	n BIGINT NOT NULL,            -- its newest decision, counted from 1
	rules BIGINT NOT NULL,        -- the version that made it
	decided_at BIGINT NOT NULL,
	recheck_at BIGINT,            -- when time alone changes it, or
	settled BIGINT NOT NULL,      -- 0: when to find that out
	status TEXT NOT NULL,         -- of the newest decision, for lists
	quadrant TEXT NOT NULL,
	cell WORDS NOT NULL,
	action TEXT NOT NULL,
	points DOUBLE PRECISION NOT NULL,
	raised BIGINT NOT NULL,
	place BIGINT NOT NULL         -- in work lists, by readiness and fit; less is first
);
CREATE INDEX IF NOT EXISTS leads_by_place ON leads (quadrant, status);
CREATE INDEX IF NOT EXISTS leads_by_owner ON leads (owner);
CREATE INDEX IF NOT EXISTS leads_by_recheck ON leads (settled, recheck_at);
CREATE INDEX IF NOT EXISTS leads_by_rules ON leads (rules);

CREATE TABLE IF NOT EXISTS activities (
	lead_id WORDS NOT NULL,
	n BIGINT NOT NULL,
	body TEXT NOT NULL,
	PRIMARY KEY (lead_id, n)
);

CREATE TABLE IF NOT EXISTS events ( -- of lifecycles, in the order in which they were recorded
	lead_id WORDS NOT NULL,
	n BIGINT NOT NULL,
	body TEXT NOT NULL,
	PRIMARY KEY (lead_id, n)
);

CREATE TABLE IF NOT EXISTS ledgers ( -- of rosters: who has which leads
	roster WORDS PRIMARY KEY,
	body TEXT NOT NULL
);

CREATE TABLE IF NOT EXISTS decisions (
	lead_id WORDS NOT NULL,
	n BIGINT NOT NULL,
	id TEXT NOT NULL,             -- of the event that tells of it
	at BIGINT NOT NULL,
	cause TEXT NOT NULL,
	rules BIGINT NOT NULL,
	stage TEXT NOT NULL,          -- what came of it
	team TEXT NOT NULL,
	owner TEXT NOT NULL,
	effects TEXT NOT NULL,
	body TEXT NOT NULL,
	PRIMARY KEY (lead_id, n)
);

CREATE TABLE IF NOT EXISTS outbox (
	id SERIAL,
	lead_id WORDS NOT NULL,
	n BIGINT NOT NULL,
	attempts BIGINT NOT NULL,
	due_at BIGINT NOT NULL
);
CREATE INDEX IF NOT EXISTS outbox_by_due ON outbox (due_at, id);
CREATE INDEX IF NOT EXISTS outbox_by_lead ON outbox (lead_id, id);

CREATE TABLE IF NOT EXISTS posts (
	idempotency_key TEXT PRIMARY KEY,
	hash TEXT NOT NULL,           -- of the request
	lead_id WORDS NOT NULL,       -- the decision that answered it
	n BIGINT NOT NULL,
	at BIGINT NOT NULL
);
CREATE INDEX IF NOT EXISTS posts_by_age ON posts (at);

CREATE TABLE IF NOT EXISTS rule_sets (
	version BIGINT PRIMARY KEY,
	state TEXT NOT NULL,          -- shadow, active, retired
	name TEXT NOT NULL,
	label TEXT NOT NULL,          -- the author's version
	fingerprint TEXT NOT NULL,
	body TEXT NOT NULL,
	added_at BIGINT NOT NULL,
	active_at BIGINT NOT NULL,
	compared_with BIGINT NOT NULL, -- the version that decided meanwhile
	comparison TEXT NOT NULL
);

CREATE TABLE IF NOT EXISTS rules_revision (
	one BIGINT PRIMARY KEY,
	revision BIGINT NOT NULL      -- goes up with every change of rule_sets
);
INSERT INTO rules_revision (one, revision) VALUES (1, 0) ON CONFLICT DO NOTHING;
`

// mail has the messages that nobody took. What waits behind another message of its
// lead is due once that is gone.
const mail = `
CREATE TABLE IF NOT EXISTS dead_letters (
	lead_id WORDS NOT NULL,
	n BIGINT NOT NULL,
	attempts BIGINT NOT NULL,
	at BIGINT NOT NULL,           -- when it was given up
	PRIMARY KEY (lead_id, n)
);
CREATE TABLE IF NOT EXISTS health ( -- written to, to see whether anything can be
	one BIGINT PRIMARY KEY,
	at BIGINT NOT NULL
);
INSERT INTO health (one, at) VALUES (1, 0) ON CONFLICT DO NOTHING;
UPDATE outbox SET due_at = 9223372036854775807 WHERE EXISTS (SELECT 1 FROM outbox AS e WHERE e.lead_id = outbox.lead_id AND e.id < outbox.id);
`

// versions are what made each version of the schema from the one before. One that
// was released never changes: a change is a version of its own.
var versions = []string{schema, mail, trials, news, lists, accounts}

// trials have taken the place of shadows, which were compared decision by decision.
const trials = `
CREATE TABLE IF NOT EXISTS trials (
	version BIGINT PRIMARY KEY,
	against BIGINT NOT NULL,      -- the version that decides
	as_of BIGINT NOT NULL,
	tried BIGINT NOT NULL,        -- leads
	done BIGINT NOT NULL,
	after WORDS NOT NULL,         -- the last lead that was tried
	comparison TEXT NOT NULL,
	leased BIGINT NOT NULL        -- until then a process is at it
);
UPDATE rule_sets SET state = 'draft' WHERE state = 'shadow';
ALTER TABLE rule_sets DROP COLUMN comparison;
ALTER TABLE rule_sets DROP COLUMN compared_with;
`

// news says when something was last heard of a lead: time and rules alone are no news.
const news = `
ALTER TABLE leads ADD COLUMN news_at BIGINT NOT NULL DEFAULT 0;
UPDATE leads SET news_at = COALESCE((SELECT MAX(at) FROM decisions WHERE lead_id = leads.id AND cause NOT IN ('time', 'rules')), decided_at);
CREATE INDEX IF NOT EXISTS leads_by_news ON leads (news_at);
CREATE INDEX IF NOT EXISTS posts_by_lead ON posts (lead_id);
CREATE INDEX IF NOT EXISTS dead_letters_by_lead ON dead_letters (lead_id);
`

// lists are read in the order of an index that has all they select by; what counts and
// what searches has one of its own. They are filled as each lead is decided once more.
const lists = `
ALTER TABLE leads ADD COLUMN priority WORDS NOT NULL DEFAULT '';
ALTER TABLE leads ADD COLUMN due_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE leads ADD COLUMN find TEXT NOT NULL DEFAULT '';
DROP INDEX IF EXISTS leads_by_place;
DROP INDEX IF EXISTS leads_by_owner;
ALTER TABLE leads DROP COLUMN place;
CREATE INDEX leads_by_priority ON leads (priority, id, owner, team, stage, status, quadrant, due_at);
CREATE INDEX leads_by_deadline ON leads (due_at, priority, id, owner, team, stage, status, quadrant) WHERE due_at > 0;
CREATE INDEX leads_in_groups ON leads (owner, team, stage, status, quadrant, raised);
CREATE INDEX leads_by_words ON leads (find, id);
UPDATE leads SET settled = 1, recheck_at = 1;
`

// accounts are companies; their people are the leads that name them.
const accounts = `
CREATE TABLE IF NOT EXISTS accounts (
	id WORDS PRIMARY KEY,
	name WORDS NOT NULL,
	facts TEXT NOT NULL,          -- what is known of it, as JSON
	at BIGINT NOT NULL
);
CREATE INDEX IF NOT EXISTS accounts_by_name ON accounts (name, id);
ALTER TABLE leads ADD COLUMN account_id WORDS NOT NULL DEFAULT '';
UPDATE leads SET account_id = ACCOUNT_OF_FACTS;
CREATE INDEX IF NOT EXISTS leads_by_account ON leads (account_id, id);
`

// migrate brings the tables to the newest version. A database of a newer program is
// left alone.
func (db *DB) migrate(ctx context.Context) error {
	var all []*goose.Migration
	for i, statements := range versions {
		all = append(all, goose.NewGoMigration(int64(i+1), &goose.GoFunc{RunTx: func(ctx context.Context, tx *sql.Tx) error {
			for statement := range strings.SplitSeq(db.dialect.types.Replace(statements), ";\n") {
				if strings.TrimSpace(statement) == "" {
					continue
				}
				if _, err := tx.ExecContext(ctx, statement); err != nil {
					return err
				}
			}
			return nil
		}}, nil))
	}
	options := append(db.dialect.migration, goose.WithGoMigrations(all...), goose.WithDisableGlobalRegistry(true), goose.WithLogger(goose.NopLogger()))
	p, err := goose.NewProvider(db.dialect.goose, db.write, nil, options...)
	if err != nil {
		return fmt.Errorf("store: migrate: %w", err)
	}
	switch now, err := p.GetDBVersion(ctx); {
	case err != nil:
		return fmt.Errorf("store: migrate: %w", err)
	case now > int64(len(versions)):
		return fmt.Errorf("store: the database has version %d of the schema, and this program knows %d: run the program that made it, or a newer one", now, len(versions))
	}
	for attempt := 0; ; attempt++ {
		_, err := p.Up(ctx)
		if err == nil {
			return nil
		}
		if attempt == 2*len(versions) { // else another process may be at it
			return fmt.Errorf("store: migrate: %w", err)
		}
		time.Sleep(50 * time.Millisecond)
	}
}
