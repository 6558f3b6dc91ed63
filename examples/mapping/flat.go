package main

import (
	"bytes"
	_ "embed"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/jszwec/csvutil"

	"github.com/leadqual/leadqual/qualify"
)

//go:embed data/leads.csv
var flatFile []byte

// FlatRow is a row of a spreadsheet that somebody kept by hand. A column that
// the file does not have is an error; what it has besides is ignored.
type FlatRow struct {
	Number   int64  `csv:"Lead no." lead:"id"`
	Contact  string `csv:"Contact" lead:"person.name"`
	Position string `csv:"Position" lead:"person.job_title"`
	Country  string `csv:"Country" lead:"person.country"`
	Firm     string `csv:"Firm" lead:"company.name"`
	Sector   string `csv:"Sector" lead:"company.industry"`
	Staff    amount `csv:"Staff" lead:"company.employees"`
	Licences amount `csv:"Licences" lead:"custom.seats"`
	CameBy   string `csv:"Came by" lead:"source"`
	Seen     day    `csv:"First seen" lead:"created_at"`
	Webinar  day    `csv:"Last webinar" lead:"activities,type=webinar"`
}

// amount is a number as people write it: 1,250. Empty and n/a are unknown.
type amount struct{ qualify.Opt[float64] }

// UnmarshalText reads it.
func (a *amount) UnmarshalText(text []byte) error {
	switch value := strings.ReplaceAll(strings.TrimSpace(string(text)), ",", ""); strings.ToLower(value) {
	case "", "n/a":
		a.Opt = qualify.Opt[float64]{}
		return nil
	default:
		v, err := strconv.ParseFloat(value, 64)
		if err != nil {
			return fmt.Errorf("want a number, have %q", text)
		}
		a.Opt = qualify.Number(v)
		return nil
	}
}

// day is a date as this file writes it, midnight in UTC.
type day struct{ time.Time }

// UnmarshalText reads it.
func (d *day) UnmarshalText(text []byte) (err error) {
	d.Time = time.Time{}
	if value := strings.TrimSpace(string(text)); value != "" {
		d.Time, err = time.Parse("02/01/2006", value)
	}
	return err
}

var flatRows = binder[FlatRow]()

// fromCSV makes leads of a file. A row that cannot be read is no lead: half
// read, it would be decided wrongly, and nobody would see it. The rest goes on,
// and the second result says what is wrong with those.
func fromCSV(file []byte) (leads []qualify.Lead, bad []error, err error) {
	rows, err := csvutil.NewDecoder(csv.NewReader(bytes.NewReader(file)))
	if err != nil {
		return nil, nil, err
	}
	rows.DisallowMissingColumns = true
	for {
		var row FlatRow
		err := rows.Decode(&row)
		var wrong *csvutil.DecodeError
		switch {
		case err == io.EOF:
			return leads, bad, nil
		case errors.As(err, &wrong):
			bad = append(bad, fmt.Errorf("line %d, column %d, %s: %w", wrong.Line, wrong.Column, wrong.Field, wrong.Err))
		case err != nil:
			return nil, nil, err
		default:
			leads = append(leads, flatRows.Lead(&row)) // without a stage it is "lead": who buys is taken off the sheet
		}
	}
}
