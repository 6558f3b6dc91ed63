package leadfile

import "strings"

// asAccount is what a column means in a file whose records are accounts: the account's
// id is the record's own, that of the account above it is its account_id, and what is
// about one person is no account's.
func (p *proposer) asAccount(o *option) {
	words := strings.Fields(headerText(o.name))
	switch {
	case aboveAccount(words):
		o.meaning, o.why, o.known = meaning{fact: "account_id"}, "by its header, the id of the account above", true
	case o.fact == "account_id":
		o.meaning = meaning{fact: "id"}
	case o.fact == "id":
		o.rank++ // behind the account's
	case o.fact == "person.country", o.fact == "person.name" && o.rank > 0:
		o.meaning = meaning{fact: "company." + strings.TrimPrefix(o.fact, "person."), rank: o.rank}
	case strings.HasPrefix(o.fact, "person."), strings.HasPrefix(o.fact, "answers."), o.fact == "source":
		o.meaning = meaning{doubt: "it means " + o.fact + ", which is about one person and no account's"}
	}
}

// aboveAccount tells whether a header is of the id of the account above.
func aboveAccount(words []string) bool {
	if len(words) == 1 {
		switch words[0] {
		case "parentid", "parentaccountid", "parentcompanyid":
			return true
		}
		return false
	}
	above, id := false, false
	for _, w := range words {
		switch w {
		case "parent", "parentaccount", "parentcompany":
			above = true
		case "id", "accountid", "companyid":
			id = true
		}
	}
	return above && id
}
