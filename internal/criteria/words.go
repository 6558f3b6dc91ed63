package criteria

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Fold maps a rune to one member of its simple case folding class.
func Fold(r rune) rune {
	if r < utf8.RuneSelf {
		if 'A' <= r && r <= 'Z' {
			r += 'a' - 'A'
		}
		return r
	}
	least := r
	for o := unicode.SimpleFold(r); o != r; o = unicode.SimpleFold(o) {
		least = min(least, o)
	}
	if 'A' <= least && least <= 'Z' { // the Kelvin sign folds to k
		least += 'a' - 'A'
	}
	return least
}

func isWordRune(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
	}
	return unicode.IsLetter(r) || unicode.IsDigit(r)
}

// wordsOf splits a text into its words, case folded.
func wordsOf(text string) []string {
	words := strings.FieldsFunc(text, func(r rune) bool { return !isWordRune(r) })
	for i, w := range words {
		words[i] = strings.Map(Fold, w)
	}
	return words
}

// HasWords tells whether the words (as wordsOf gives them) stand in the text
// in a row, without allocating.
func HasWords(text string, words []string) bool {
	for at := 0; ; {
		start, end := nextWord(text, at)
		if start == end {
			return false
		}
		if wordIs(text[start:end], words[0]) && wordsFollow(text, end, words[1:]) {
			return true
		}
		at = end
	}
}

func wordsFollow(text string, at int, words []string) bool {
	for _, w := range words {
		start, end := nextWord(text, at)
		if !wordIs(text[start:end], w) {
			return false
		}
		at = end
	}
	return true
}

// nextWord finds the first word of text at or after at; start == end where
// there is none.
func nextWord(text string, at int) (start, end int) {
	start = -1
	for i := at; i < len(text); {
		r, size := rune(text[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(text[i:])
		}
		if isWordRune(r) {
			if start < 0 {
				start = i
			}
		} else if start >= 0 {
			return start, i
		}
		i += size
	}
	if start < 0 {
		return len(text), len(text)
	}
	return start, len(text)
}

// wordIs compares a word of a text with a folded one.
func wordIs(word, folded string) bool {
	for _, w := range word {
		if folded == "" {
			return false
		}
		r, size := utf8.DecodeRuneInString(folded)
		if Fold(w) != r {
			return false
		}
		folded = folded[size:]
	}
	return folded == ""
}

// EmailDomain is what follows the last @ of an address, in lower case; ok is
// false where nothing does.
func EmailDomain(address string) (domain string, ok bool) {
	domain, ok = AfterAt(address)
	return strings.ToLower(domain), ok
}

func AfterAt(address string) (domain string, ok bool) {
	i := strings.LastIndexByte(address, '@')
	if i < 0 || i+1 == len(address) {
		return "", false
	}
	return address[i+1:], true
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

func IsFreeDomain(domain string) bool {
	_, found := slices.BinarySearch(freeDomains, domain)
	return found
}
