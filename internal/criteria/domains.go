package criteria

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// EmailHost is the host name of an address as people's exports have it: blanks
// around it, a name before <...> and a dot at the end do not matter. It is a part
// of s, in the case of s; ok is false where there is none, or more than one
// address.
func EmailHost(s string) (host string, ok bool) {
	s = strings.TrimSpace(s)
	if open := strings.IndexByte(s, '<'); open >= 0 || strings.IndexByte(s, '>') >= 0 {
		if open < 0 || strings.IndexByte(s, '>') != len(s)-1 || strings.LastIndexByte(s, '<') != open || strings.IndexByte(s[:open], '@') >= 0 {
			return "", false
		}
		s = strings.TrimSpace(s[open+1 : len(s)-1])
	}
	local, host, ok := strings.Cut(s, "@")
	if !ok || local == "" || strings.ContainsFunc(local, func(r rune) bool { return unicode.IsSpace(r) || r == ',' || r == ';' }) {
		return "", false
	}
	return hostName(host)
}

// Host is the host name that a text is about: of a URL, which has a :// or a /
// before any @; else of an address, which has an @; else the text itself. It is a
// part of s, in the case of s.
func Host(s string) (host string, ok bool) {
	s = strings.TrimSpace(s)
	at, slash, scheme := strings.IndexByte(s, '@'), strings.IndexByte(s, '/'), strings.Index(s, "://")
	switch {
	case scheme >= 0, slash >= 0 && (at < 0 || slash < at):
		if scheme >= 0 {
			s = s[scheme+len("://"):]
		}
		if end := strings.IndexAny(s, "/?#"); end >= 0 {
			s = s[:end]
		}
		s = s[strings.LastIndexByte(s, '@')+1:]
		if port := strings.IndexByte(s, ':'); port >= 0 {
			s = s[:port]
		}
		return hostName(s)
	case at >= 0:
		return EmailHost(s)
	}
	return hostName(s)
}

// hostName is s without a dot at its end, if it is a host name: labels of
// letters, digits and hyphens, in any script, that neither begin nor end with a
// hyphen.
func hostName(s string) (string, bool) {
	s = strings.TrimSuffix(s, ".")
	before := rune('.')
	for i := 0; i < len(s); {
		r, size := rune(s[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(s[i:])
		}
		switch {
		case r == '.' && (before == '.' || before == '-'), r == '-' && before == '.':
			return "", false
		case r != '.' && r != '-' && !isHostRune(r):
			return "", false
		}
		before = r
		i += size
	}
	return s, before != '.' && before != '-'
}

func isHostRune(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
	}
	return unicode.In(r, unicode.L, unicode.M, unicode.N)
}

// A DomainSet holds domains, in lower case.
type DomainSet map[string]bool

// Contains tells whether a host name in lower case is one of the domains or below
// one.
func (d DomainSet) Contains(host string) bool {
	for !d[host] {
		_, parent, ok := strings.Cut(host, ".")
		if !ok {
			return false
		}
		host = parent
	}
	return true
}

// freeDomains are the domains of providers that give addresses to
// anybody, for is_free_email. Sorted; not to be changed.
var freeDomains = []string{
	"126.com", "163.com", "aol.com", "bk.ru", "bol.com.br", "btinternet.com",
	"comcast.net", "fastmail.com", "free.fr", "freenet.de", "gmail.com",
	"gmx.at", "gmx.ch", "gmx.com", "gmx.de", "gmx.net", "googlemail.com",
	"hey.com", "hotmail.co.uk", "hotmail.com", "hotmail.de", "hotmail.es",
	"hotmail.fr", "hotmail.it", "hushmail.com", "icloud.com", "inbox.ru",
	"interia.pl", "laposte.net", "libero.it", "list.ru", "live.co.uk",
	"live.com", "live.fr", "live.nl", "mac.com", "mail.com", "mail.ru", "me.com",
	"msn.com", "naver.com", "o2.pl", "online.de", "orange.fr", "outlook.com",
	"outlook.de", "outlook.es", "outlook.fr", "pm.me", "proton.me",
	"protonmail.com", "qq.com", "rediffmail.com", "rocketmail.com", "seznam.cz",
	"sfr.fr", "sina.com", "t-online.de", "tutanota.com", "uol.com.br",
	"virgilio.it", "wanadoo.fr", "web.de", "wp.pl", "ya.ru", "yahoo.ca",
	"yahoo.co.in", "yahoo.co.jp", "yahoo.co.uk", "yahoo.com", "yahoo.com.br",
	"yahoo.de", "yahoo.es", "yahoo.fr", "yahoo.in", "yahoo.it", "yandex.com",
	"yandex.ru", "ymail.com", "zoho.com",
}

// FreeEmailDomains is a copy of the list that is_free_email goes by.
func FreeEmailDomains() []string { return append([]string(nil), freeDomains...) }

// IsFreeDomain tells whether a domain in lower case is of a provider that gives
// addresses to anybody.
func IsFreeDomain(domain string) bool {
	_, found := slices.BinarySearch(freeDomains, domain)
	return found
}
