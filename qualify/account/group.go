package account

import (
	"slices"
	"strings"

	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/qualify"
)

// A Grouping is leads that were shared out to accounts.
type Grouping struct {
	// Accounts are those that were given, in their order, with the leads of each behind
	// the people that it had.
	Accounts []Account
	// Left are the leads that belong to none, in their order.
	Left []Left
}

// A Left is a lead that belongs to no account.
type Left struct {
	Lead   int    // index among the leads
	ID     string // the lead's
	Reason LeftReason
	// Key is the account_id, or the domain, that led nowhere; "" where there is none.
	Key string
}

// A LeftReason says why a lead belongs to no account.
type LeftReason string

// The reasons.
const (
	// NoKey: the lead has no account_id, and no e-mail address or company.domain with
	// a host name.
	NoKey LeftReason = "no_key"
	// UnknownAccount: no account has the lead's account_id.
	UnknownAccount LeftReason = "unknown_account"
	// UnknownDomain: no account has the domain.
	UnknownDomain LeftReason = "unknown_domain"
	// FreeEmail: the address is of a provider that gives them to anybody, and the lead
	// has no company.domain.
	FreeEmail LeftReason = "free_email"
	// Ambiguous: several accounts have the account_id or the domain, or the address
	// and company.domain are those of different accounts.
	Ambiguous LeftReason = "ambiguous"
)

// Group shares out leads to accounts. A lead with an account_id belongs to the account
// with that id, and to no other. Any other belongs to the account with the domain of
// its e-mail address or of its company.domain: a domain is an account's where it is the
// account's company.domain, or below that one; of several such accounts the one with
// the longest domain has it, so that a division keeps its own people. Texts are read as
// domain_in and email_domain of expressions read them, and a www. in front of a
// company.domain is not part of it: https://www.beta.example is beta.example. The
// domains of providers that give addresses to anybody, qualify.FreeEmailDomains, and
// names without a dot belong to nobody. Where the answer is not one account, the lead
// belongs to none.
//
// Matching people to companies is the host's to do well; this is what an address can
// tell. Group changes nothing that it is given; the accounts that it returns share
// memory with them and with the leads. Its time is in proportion to accounts and leads.
func Group(accounts []Account, leads []qualify.Lead) Grouping {
	g := grouper{ids: map[string]int{}, domains: map[string]int{}}
	for i := range accounts {
		note(g.ids, accounts[i].ID, i)
		if host, ok := companyHost(accounts[i].Company.Domain); ok && !criteria.IsFreeDomain(host) {
			note(g.domains, host, i)
		}
	}
	out := Grouping{Accounts: slices.Clone(accounts)}
	of, sizes := make([]int, len(leads)), make([]int, len(accounts))
	for i := range leads {
		at, left := g.place(&leads[i])
		if of[i] = at; at >= 0 {
			sizes[at]++
			continue
		}
		left.Lead, left.ID = i, leads[i].ID
		out.Left = append(out.Left, left)
	}
	for i := range out.Accounts {
		if sizes[i] > 0 {
			a := &out.Accounts[i]
			a.People = append(make([]qualify.Lead, 0, len(a.People)+sizes[i]), a.People...)
		}
	}
	for i, at := range of {
		if at >= 0 {
			out.Accounts[at].People = append(out.Accounts[at].People, leads[i])
		}
	}
	return out
}

// nobody and several stand for an account where there is none, or more than one.
const nobody, several = -1, -2

// grouper finds accounts.
type grouper struct{ ids, domains map[string]int }

// note notes which account has a key.
func note(of map[string]int, key string, account int) {
	if key == "" {
		return
	}
	if _, taken := of[key]; taken {
		account = several
	}
	of[key] = account
}

// place finds the account of a lead, or why there is none.
func (g *grouper) place(lead *qualify.Lead) (account int, left Left) {
	if id := lead.AccountID; id != "" {
		switch at, ok := g.ids[id]; {
		case !ok:
			return nobody, Left{Reason: UnknownAccount, Key: id}
		case at == several:
			return nobody, Left{Reason: Ambiguous, Key: id}
		default:
			return at, Left{}
		}
	}
	var hosts []string
	free := ""
	for i, find := range []func(string) (string, bool){emailHost, companyHost} {
		text := lead.Person.Email
		if i == 1 {
			text = lead.Company.Domain
		}
		switch host, ok := find(text); {
		case !ok:
		case criteria.IsFreeDomain(host):
			free = host
		default:
			hosts = append(hosts, host)
		}
	}
	account = nobody
	for _, host := range hosts {
		switch at := g.byDomain(host); {
		case at == nobody:
		case at == several, account >= 0 && account != at:
			return nobody, Left{Reason: Ambiguous, Key: host}
		default:
			account = at
		}
	}
	switch {
	case account >= 0:
		return account, Left{}
	case len(hosts) > 0:
		return nobody, Left{Reason: UnknownDomain, Key: hosts[0]}
	case free != "":
		return nobody, Left{Reason: FreeEmail, Key: free}
	}
	return nobody, Left{Reason: NoKey}
}

// emailHost is the domain of an address, in small letters; ok is false where it has none
// with a dot.
func emailHost(address string) (host string, ok bool) {
	host, ok = criteria.EmailHost(address)
	return strings.ToLower(host), ok && strings.Contains(host, ".")
}

// companyHost is the domain of a company as its people's addresses have it: in small
// letters, without the www. of its pages. ok is false where there is none with a dot.
func companyHost(domain string) (host string, ok bool) {
	host, ok = criteria.Host(domain)
	host = strings.ToLower(host)
	if bare, found := strings.CutPrefix(host, "www."); found && strings.Contains(bare, ".") {
		host = bare
	}
	return host, ok && strings.Contains(host, ".")
}

// byDomain finds the account with the longest domain that a host is, or is below.
func (g *grouper) byDomain(host string) int {
	for {
		if at, ok := g.domains[host]; ok {
			return at
		}
		_, parent, ok := strings.Cut(host, ".")
		if !ok {
			return nobody
		}
		host = parent
	}
}
