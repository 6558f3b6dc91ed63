package criteria

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// A word is a run of letters, marks and digits, with the joiners that some
// scripts write within words. A soft hyphen is no part of a text.
const (
	softHyphen       = '\u00ad'
	zeroWidthNonJoin = '\u200c'
	zeroWidthJoiner  = '\u200d'
)

func isWordRune(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
	}
	return unicode.In(r, unicode.L, unicode.M, unicode.Nd) || r == zeroWidthNonJoin || r == zeroWidthJoiner
}

// wordsOf splits a text into its words, case folded.
func wordsOf(text string) []string {
	text = strings.ReplaceAll(text, string(softHyphen), "")
	words := strings.FieldsFunc(text, func(r rune) bool { return !isWordRune(r) })
	for i, w := range words {
		words[i] = strings.Map(foldRune, w)
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
		if r == softHyphen {
			i += size
			continue
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
		if w == softHyphen {
			continue
		}
		if folded == "" {
			return false
		}
		r, size := utf8.DecodeRuneInString(folded)
		if foldRune(w) != r {
			return false
		}
		folded = folded[size:]
	}
	return folded == ""
}
