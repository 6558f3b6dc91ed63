// Package meant reads numbers, dates and lengths of time as people write them
// elsewhere, for messages that say what to write instead. What may mean two
// things is not read.
package meant

import (
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"
)

// longest is how many bytes a number or date that somebody wrote may have.
const longest = 40

type patterns struct {
	number, points, commas, pointsThenComma, commasThenPoint, plain, comma, ymd, dmy, slashes, span *regexp.Regexp
}

var compiled = sync.OnceValue(func() *patterns {
	return &patterns{
		number:          regexp.MustCompile(`^([-+]?)[$€£]?\s?([0-9][0-9.,]*|\.[0-9]+)\s?(k|m|mio|mn|%)?\s?[€$£]?$`),
		points:          regexp.MustCompile(`^[0-9]{1,3}(\.[0-9]{3}){2,}$`),
		commas:          regexp.MustCompile(`^[0-9]{1,3}(,[0-9]{3})+$`),
		pointsThenComma: regexp.MustCompile(`^[0-9]{1,3}(\.[0-9]{3})+,[0-9]+$`),
		commasThenPoint: regexp.MustCompile(`^[0-9]{1,3}(,[0-9]{3})+\.[0-9]+$`),
		plain:           regexp.MustCompile(`^([0-9]+(\.[0-9]*)?|\.[0-9]+)$`),
		comma:           regexp.MustCompile(`^[0-9]+,[0-9]+$`),
		ymd:             regexp.MustCompile(`^([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})$`),
		dmy:             regexp.MustCompile(`^([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})$`),
		slashes:         regexp.MustCompile(`^([0-9]{1,2})[-/]([0-9]{1,2})[-/]([0-9]{4})$`),
		span:            regexp.MustCompile(`^([0-9]+(?:\.[0-9]+)?)\s*([dwhms])[a-z]*$`),
	}
})

// Number is the number that was meant, as JSON writes it: 1.000.000, 1,5, 10k,
// 50% and the like. 1,000 is a thousand, and 1.000 is 1.
func Number(text string) (string, bool) {
	if len(text) > longest {
		return "", false
	}
	p := compiled()
	m := p.number.FindStringSubmatch(strings.ToLower(strings.TrimSpace(text)))
	if m == nil {
		return "", false
	}
	body := m[2]
	switch {
	case p.points.MatchString(body):
		body = strings.ReplaceAll(body, ".", "")
	case p.commas.MatchString(body):
		body = strings.ReplaceAll(body, ",", "")
	case p.pointsThenComma.MatchString(body):
		body = strings.Replace(strings.ReplaceAll(body, ".", ""), ",", ".", 1)
	case p.commasThenPoint.MatchString(body):
		body = strings.ReplaceAll(body, ",", "")
	case p.comma.MatchString(body):
		body = strings.Replace(body, ",", ".", 1)
	case !p.plain.MatchString(body):
		return "", false
	}
	v, err := strconv.ParseFloat(body, 64)
	if err != nil {
		return "", false
	}
	switch m[3] {
	case "":
	case "k":
		v *= 1e3
	case "%":
		v /= 100
	default:
		v *= 1e6
	}
	return strings.TrimPrefix(m[1], "+") + strconv.FormatFloat(v, 'f', -1, 64), true
}

// Grouped is a number of five digits and more as expressions may write it:
// 1_000_000.
func Grouped(number string) string {
	whole, rest, point := strings.Cut(number, ".")
	first := 0
	if strings.HasPrefix(whole, "-") {
		first = 1
	}
	if len(whole)-first > len("9999") {
		for i := len(whole) - 3; i > first; i -= 3 {
			whole = whole[:i] + "_" + whole[i:]
		}
	}
	if point {
		whole += "." + rest
	}
	return whole
}

// Date is the day that was meant, as 2026-12-31. 01/02/2026 may mean two.
func Date(text string) (string, bool) {
	if len(text) > longest {
		return "", false
	}
	p := compiled()
	text = strings.TrimSpace(text)
	var year, month, day string
	if m := p.ymd.FindStringSubmatch(text); m != nil {
		year, month, day = m[1], m[2], m[3]
	} else if m := p.dmy.FindStringSubmatch(text); m != nil {
		day, month, year = m[1], m[2], m[3]
	} else if m := p.slashes.FindStringSubmatch(text); m != nil {
		a, _ := strconv.Atoi(m[1])
		b, _ := strconv.Atoi(m[2])
		switch {
		case a > 12 || a == b:
			day, month, year = m[1], m[2], m[3]
		case b > 12:
			month, day, year = m[1], m[2], m[3]
		}
	}
	at, err := time.Parse("2006-1-2", year+"-"+month+"-"+day)
	return at.Format(time.DateOnly), err == nil
}

// Span is the length of time that was meant, as 30d.
func Span(text string) (string, bool) {
	if len(text) > longest {
		return "", false
	}
	m := compiled().span.FindStringSubmatch(strings.ToLower(strings.TrimSpace(text)))
	if m == nil || strings.Contains(text, "mo") {
		return "", false
	}
	return m[1] + m[2], true
}
