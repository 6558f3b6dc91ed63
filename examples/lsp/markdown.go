package main

import "strings"

// markdown is a text that is shown as it is written: an author's note is no heading,
// link, image or HTML, whatever stands in it.
func markdown(plain string) string {
	var b strings.Builder
	for i, line := range strings.Split(strings.ReplaceAll(plain, "\r", ""), "\n") {
		if i > 0 {
			b.WriteString("  \n") // a new line, not a new paragraph
		}
		line = strings.TrimLeft(line, " \t") // four of them would begin a block of code
		for j := 0; j < len(line); j++ {
			if escapes(line, j) {
				b.WriteByte('\\')
			}
			b.WriteByte(line[j])
		}
	}
	return b.String()
}

// escapes tells whether a sign would mean something in Markdown.
func escapes(line string, i int) bool {
	letter := func(i int) bool {
		return i >= 0 && i < len(line) && (line[i] >= '0' && line[i] <= '9' || line[i]|0x20 >= 'a' && line[i]|0x20 <= 'z')
	}
	switch line[i] {
	case '\\', '`', '*', '[', ']', '<', '&', '~', '|', '@':
		return true
	case '_': // within a word it means nothing
		return !letter(i-1) || !letter(i+1)
	case ':': // what makes a link
		return strings.HasPrefix(line[i:], "://")
	case '.', ')': // another, or the number of an item
		return strings.EqualFold(line[max(0, i-3):i], "www") || strings.Trim(line[:i], "0123456789") == ""
	case '>', '#', '=', '-', '+': // of a quotation, a heading, a list, a rule
		return strings.Trim(line[:i], " \t->#=+") == ""
	}
	return false
}
