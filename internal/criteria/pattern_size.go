package criteria

import "regexp/syntax"

// programSize estimates, from above and without making it, the instructions of
// a regular expression's program: its letters with repetitions written out,
// and a little for the ranges of its classes. It is 0 for a text that is none.
func programSize(pattern string) int {
	re, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return 0
	}
	return instructions(re)
}

func instructions(re *syntax.Regexp) int {
	const rangesPerPart = 8 // what an instruction takes is worth so many ranges
	sum := 1
	switch re.Op {
	case syntax.OpLiteral:
		return len(re.Rune)
	case syntax.OpCharClass:
		return 1 + len(re.Rune)/2/rangesPerPart
	case syntax.OpCapture:
		sum++
	}
	for _, sub := range re.Sub {
		sum = min(sum+instructions(sub), sizeCap)
	}
	if re.Op == syntax.OpRepeat {
		times := re.Max
		if times < 0 {
			times = re.Min + 1
		}
		return min(sum*max(times, 1), sizeCap)
	}
	return sum
}
