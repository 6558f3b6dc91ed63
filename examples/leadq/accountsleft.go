package main

import (
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/account"
)

// firstFew is how many ids and accounts are named of many.
const firstFew = 3

// leftOut are the people of accounts that are decided without them, as the contract of
// accounts has it: those without an id, and all with an id that several of one account
// have.
type leftOut struct {
	noID, repeated leftOutOf
	apart          bool // the people stand in a file of their own
	// What follows is noted where accounts are not read as records, which lookAt sees.
	records bool
	unnamed int // accounts without an id
	again   repeats
}

// leftOutOf are those that are left out for one reason.
type leftOutOf struct {
	people, accounts int
	first            []string // accounts, with the ids of some
}

// watch yields the accounts, and notes who of each is left out.
func (l *leftOut) watch(accounts iter.Seq2[*account.Account, error]) iter.Seq2[*account.Account, error] {
	return func(yield func(*account.Account, error) bool) {
		*l = leftOut{apart: l.apart, records: l.records}
		for a, err := range accounts {
			if err == nil {
				l.note(a)
			}
			if !yield(a, err) || err != nil {
				return
			}
		}
	}
}

func (l *leftOut) note(a *account.Account) {
	switch {
	case l.records:
	case a.ID == "":
		l.unnamed++
	default:
		l.again.note(a.ID)
	}
	times := make(map[string]int, len(a.People))
	for i := range a.People {
		times[a.People[i].ID]++
	}
	l.noID.note(a.ID, times[""], nil)
	delete(times, "")
	maps.DeleteFunc(times, func(_ string, n int) bool { return n < 2 })
	people := 0
	for _, n := range times {
		people += n
	}
	l.repeated.note(a.ID, people, slices.Sorted(maps.Keys(times)))
}

func (l *leftOutOf) note(account string, people int, ids []string) {
	if people == 0 {
		return
	}
	l.people += people
	if l.accounts++; l.accounts > firstFew {
		return
	}
	text := fmt.Sprintf("%d of %.42q", people, account)
	if len(ids) > 0 {
		text += " (" + quoted(ids) + ")"
	}
	l.first = append(l.first, text)
}

// quoted are the first few texts.
func quoted(texts []string) string {
	var first []string
	for _, text := range texts[:min(len(texts), firstFew)] {
		first = append(first, fmt.Sprintf("%.42q", text))
	}
	return andMore(first, len(texts))
}

// String says who is left out, and why; "" where nobody is.
func (l *leftOut) String() string {
	var b strings.Builder
	if l.unnamed > 0 {
		fmt.Fprintf(&b, "%s without an id, and so without an owner\n", plural(l.unnamed, "account"))
	}
	if n, _ := l.again.ids.Repeats(); n > 0 {
		fmt.Fprintf(&b, "%s of an id that came before, such as %q: each is decided by itself, with its own people\n", plural(n, "account"), l.again.first)
	}
	repeated := "as others of the account have the same id"
	if l.apart {
		repeated += " (-merge makes one of records with the same id)"
	}
	for _, of := range []struct {
		leftOutOf
		why string
	}{
		{l.repeated, repeated},
		{l.noID, "without an id"},
	} {
		if of.people > 0 {
			fmt.Fprintf(&b, "%s left out, %s: %s; each account is decided as if they were not there\n", peopleText(of.people), of.why, andMore(of.first, of.accounts))
		}
	}
	return b.String()
}

func peopleText(n int) string {
	if n == 1 {
		return "1 person"
	}
	return thousands(n) + " people"
}

// summary says how many accounts came to what, and whose people were left out.
func (in *accountsInput) summary(accounts, people int, statuses map[string]int) {
	var parts []string
	for _, status := range slices.Sorted(maps.Keys(statuses)) {
		parts = append(parts, fmt.Sprintf("%s %s", thousands(statuses[status]), status))
	}
	fmt.Fprintf(in.p.stderr, "%s with %s: %s\n", plural(accounts, "account"), peopleText(people), strings.Join(parts, ", "))
	in.sayNotes()
	if out := in.out.noID.people + in.out.repeated.people; len(in.ofNone)+out > 0 {
		fmt.Fprintf(in.p.stderr, "%s in all: %s of accounts, %s of no account, %s left out of theirs\n",
			peopleText(people+len(in.ofNone)+out), thousands(people), thousands(len(in.ofNone)), thousands(out))
	}
}

// sayNotes says what is odd about the accounts, and whose people were left out.
func (in *accountsInput) sayNotes() {
	for _, note := range in.notes {
		fmt.Fprintln(in.p.stderr, note)
	}
	in.sayOfNone()
	fmt.Fprint(in.p.stderr, in.out.String())
}

// sayOfNone says how many people belong to no account.
func (in *accountsInput) sayOfNone() {
	count, first := map[account.LeftReason]int{}, map[account.LeftReason]account.Left{}
	for _, l := range in.ofNone {
		if count[l.Reason]++; count[l.Reason] == 1 {
			first[l.Reason] = l
		}
	}
	for _, reason := range slices.Sorted(maps.Keys(count)) {
		of := first[reason]
		fmt.Fprintf(in.p.stderr, "%s of no account (%s): the first is %q", peopleText(count[reason]), reason, of.ID)
		if of.Key != "" {
			fmt.Fprintf(in.p.stderr, ", with %q", of.Key)
		}
		fmt.Fprintln(in.p.stderr)
	}
}

// lookAt notes what is odd about the records of accounts: no id, one id twice, and a
// company above that is none of them. It is an error if none has an id.
func (in *accountsInput) lookAt(of *leads, records []qualify.Lead, merged bool) error {
	times := map[string]int{}
	for i := range records {
		times[records[i].ID]++
	}
	if len(records) > 0 && times[""] == len(records) {
		return fmt.Errorf("%s: no account has an id: let the map's \"id\" be from the column with the account's own id (\"account_id\" is the id of the company above it)", of.name)
	}
	note := func(n int, ids []string, one, several string) {
		if n == 0 {
			return
		}
		text := fmt.Sprintf("%s: %s %s", of.name, plural(n, "account"), several)
		if n == 1 {
			text = fmt.Sprintf("%s: 1 account %s", of.name, one)
		}
		if len(ids) > 0 {
			slices.Sort(ids)
			text += ": " + quoted(slices.Compact(ids))
		}
		in.notes = append(in.notes, text)
	}
	const noID = "without an id, which nobody's account_id names and which gets no owner: let the map's \"id\" be from the column with the account's own id"
	note(times[""], nil, noID, noID)
	var above, itself, unclear, twice []string
	for i := range records {
		switch id := records[i].AccountID; {
		case id == "":
		case id == records[i].ID:
			itself = append(itself, id)
		case times[id] == 0:
			above = append(above, id)
		case times[id] > 1:
			unclear = append(unclear, id)
		}
	}
	again := 0
	for _, id := range slices.Sorted(maps.Keys(times)) {
		if id != "" && times[id] > 1 {
			twice, again = append(twice, id), again+times[id]
		}
	}
	if !merged {
		note(again, twice, "", "share their id with another: each is decided by itself, without the people whose account_id it is; -merge makes one of them")
	}
	note(len(above), above, "has a parent (account_id) that is no account of the file, and is decided without it", "have a parent (account_id) that is no account of the file, and are decided without it")
	note(len(itself), itself, "is its own parent (account_id), and is decided without one", "are their own parents (account_id), and are decided without one")
	const two = "a parent (account_id) whose id several accounts have, and no parent is read"
	note(len(unclear), unclear, "has "+two, "have "+two)
	return nil
}

// lookAtJoins notes joined records that are about no person and name an account.
func (in *accountsInput) lookAtJoins(people *leads, records []qualify.Lead) {
	ids := map[string]bool{}
	for i := range records {
		ids[records[i].ID] = true
	}
	for i, joined := range people.joins.list {
		if people.joins.keys[i] != "id" {
			continue
		}
		for _, s := range joined.Report().Sides {
			if first := s.Unmatched.First; len(first) > 0 && first[0].Key != "" && ids[first[0].Key] {
				in.notes = append(in.notes, fmt.Sprintf("%s: %.42q is the id of an account and of no person: if the file is about accounts, name it with -join-accounts", s.Name, first[0].Key))
			}
		}
	}
}
