package criteria_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/internal/criteria/eval"
	"github.com/leadqual/leadqual/qualify/truth"
)

var room = criteria.Limits{Length: 10_000, Nesting: 20, Size: 1000, Total: 1_000_000, Pattern: 100}

// spoken is a vocabulary with everything that a text may name.
func spoken() *criteria.Vocabulary {
	return &criteria.Vocabulary{
		Facts: []criteria.Fact{
			{Path: "person.email", Kind: criteria.String}, {Path: "person.job_title", Kind: criteria.String}, {Path: "person.country", Kind: criteria.String},
			{Path: "company.domain", Kind: criteria.String}, {Path: "company.technologies", Kind: criteria.Strings}, {Path: "company.employees", Kind: criteria.Number},
			{Path: "custom.loose", Kind: criteria.String, Fold: criteria.Folded}, {Path: "custom.strict", Kind: criteria.String, Fold: criteria.Exact},
			{Path: "custom.when", Kind: criteria.Time},
			{Path: "score.points", Kind: criteria.Number, Result: true}, {Path: "fit.verdict", Kind: criteria.String, Result: true},
		},
		Lists: map[string][]string{"rivals": {"rival.example", "Other.Example"}, "titles": {"vp", "head of"}, "addresses": {"https://rival.example/"}},
		Tables: map[string]*criteria.Table{
			"spaced":    table(criteria.String, map[string]any{" DE\t": "emea"}, nil),
			"territory": table(criteria.String, map[string]any{"DE": "emea", "US": "amer"}, "rest"),
			"worth":     table(criteria.Number, map[string]any{"DE": 2}, nil),
			"open":      table(criteria.Bool, map[string]any{"DE": true}, nil),
			"twice":     table(criteria.Number, map[string]any{"de": 1, "DE": 2}, nil),
		},
		Defines: map[string]string{"hot": "score.points > 50", "title": "custom.loose", "big": "company.employees > 100"},
	}
}

func table(kind criteria.Kind, rows map[string]any, other any) *criteria.Table {
	t, _ := criteria.NewTable(kind, rows, other)
	return t
}

// meaning is what a condition comes to for texts by their paths.
func meaning(t *testing.T, v *criteria.Vocabulary, text string, facts map[string]string) truth.Truth {
	t.Helper()
	c := criteria.NewCompiler(v, room)
	c.Defines()
	cond, problems := c.RouteCond(text)
	if len(problems) > 0 {
		t.Fatalf("%s: %v", text, problems)
	}
	p := eval.NewProgram(c)
	f := p.NewFrame()
	f.Begin(criteria.InstantOf(time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)))
	p.Observe(f, nil, criteria.BeforeAll)
	for slot, fact := range p.Slots() {
		switch s, ok := facts[v.Facts[fact].Path]; {
		case !ok:
		case v.Facts[fact].Kind == criteria.Strings:
			f.SetTexts(slot, strings.Split(s, ","))
		default:
			f.SetText(slot, s)
		}
	}
	p.Run(f)
	if p.Cond(cond).Results {
		return p.Evaluate(f, cond)
	}
	if walked := p.Evaluate(f, cond); walked != f.Outcome(cond) {
		t.Errorf("%s is %v, walked %v", text, f.Outcome(cond), walked)
	}
	return f.Outcome(cond)
}

// Addresses as people's exports have them.
func TestEmailDomain(t *testing.T) {
	for address, want := range map[string]string{
		"jane@gmail.com": "gmail.com", "jane@gmail.com ": "gmail.com", "\t jane@GMAIL.com\n": "gmail.com", "jane@gmail.com.": "gmail.com",
		"Jane <jane@gmail.com>": "gmail.com", "<jane@gmail.com>": "gmail.com", "Doe, Jane < jane@gmail.com. >": "gmail.com",
		"a@b": "b", "jane@sub.münchen.example": "sub.münchen.example", "jane+x@a-b.example": "a-b.example", "o'hara@x.example": "x.example",
		"": "", "jane": "", "@gmail.com": "", "jane@": "", "jane@gmail.com, jd@corp.example": "", "a@b@c.example": "", "jane@gmail.com jd": "", "jane doe@gmail.com": "",
		"Jane <jane@gmail.com> x": "", "Jane jane@gmail.com>": "", "a@x <jane@gmail.com>": "", "<a@b.example><c@d.example>": "", "jane@gmail..com": "", "jane@.com": "",
		"jane@-a.example": "", "jane@a-.example": "", "jane@a_b.example": "", "jane@gmail.com..": "", "jane@gmail.com;": "", "mailto:a;b@c.example": "",
	} {
		facts := map[string]string{"person.email": address}
		wantTruth := truth.Met
		if want == "" {
			wantTruth = truth.Unknown
		}
		if have := meaning(t, spoken(), fmt.Sprintf("email_domain(person.email) == %q", want), facts); have != wantTruth {
			t.Errorf("email_domain(%q) is not %q: %v", address, want, have)
		}
		if have := meaning(t, spoken(), "is_free_email(person.email)", facts); (have == truth.Met) != (want == "gmail.com") || (have == truth.Unknown) != (want == "") {
			t.Errorf("is_free_email(%q) is %v", address, have)
		}
	}
}

func TestDomainIn(t *testing.T) {
	const m, u, f = truth.Met, truth.Unknown, truth.Unmet
	for s, want := range map[string]truth.Truth{
		"rival.example": m, "RIVAL.Example": m, "shop.rival.example": m, " rival.example. ": m, "other.example": m, "notrival.example": f, "example": f, "rival.example.org": f,
		"https://www.rival.example/about": m, "rival.example/about?x=a@b.example": m, "http://user:pw@rival.example:8080/x": m, "//rival.example": u, "https://rival.example?x=1": m, "ftp://a.example/rival.example": f,
		"jane@rival.example": m, "Jane <jane@shop.rival.example>": m, "jane@rival.example, b@c.example": u, "jane@x.example/rival.example": u,
		"not a domain": u, "https://": u, "-": u, "a..b": u,
	} {
		for _, text := range []string{"domain_in(company.domain, lists.rivals)", "domain_in(company.domain, 'rival.example', ['OTHER.example.'])"} {
			if have := meaning(t, spoken(), text, map[string]string{"company.domain": s}); have != want {
				t.Errorf("%s of %q is %v, want %v", text, s, have, want)
			}
		}
	}
}

// A word is a run of letters, marks and digits; texts are not normalised.
func TestWords(t *testing.T) {
	const m, f = truth.Met, truth.Unmet
	for _, x := range []struct {
		title, words string
		want         truth.Truth
	}{
		{"Directeur ge\u0301ne\u0301ral", "'général'", f}, {"Directeur général", "'GÉNÉRAL'", m}, {"Directeur ge\u0301ne\u0301ral", "'ge\u0301ne\u0301ral'", m},
		{"Interne\u0301t Manager", "'intern'", f}, {"Intern\u0303o", "'intern'", f}, {"Intern, Sales", "'intern'", m},
		{"\u0928\u093e\u0926\u093e\u0936\u0915", "'निदेशक'", f}, {"निदेशक", "'निदेशक'", m}, {"\u0e1c\u0e35", "'ผู้'", f}, {"ผู้", "'ผู้'", m},
		{"\u0645\u064f\u062f\u0650\u064a\u0631", "'مدير'", f}, {"مدير", "'مدير'", m},
		{"D\u0130REKT\u00d6R", "'direktör'", m}, {"Direk\u00adt\u00f6r", "'direktör'", m}, {"direktör", "'direk\u00adtör'", m},
		{"نمی\u200cخواهم", "'نمی'", f}, {"VP of Sales", "lists.titles", m}, {"Head of it", "lists.titles", m}, {"Ahead of it", "lists.titles", f},
		{"sales vp", "['cto', 'vp']", m}, {"x²", "'x'", m}, {"room 5", "'5'", m}, {"a_b", "'b'", m}, {"vp\u00ad of sales", "'vp of'", m}, {"\u00ad", "'vp'", f},
	} {
		if have := meaning(t, spoken(), "has_word(person.job_title, "+x.words+")", map[string]string{"person.job_title": x.title}); have != x.want {
			t.Errorf("has_word(%q, %s) is %v, want %v", x.title, x.words, have, x.want)
		}
	}
}

// Comparisons of folded facts are blind to case and to the blanks at the ends of
// facts and of what whole ones are compared with.
func TestFolded(t *testing.T) {
	const m, u, f = truth.Met, truth.Unknown, truth.Unmet
	facts := map[string]string{"custom.loose": " Software İ\t", "custom.strict": "Software", "person.country": "de ", "company.technologies": "SAP , Go", "person.job_title": "VP"}
	for text, want := range map[string][2]truth.Truth{ // exact, folded
		"custom.loose == 'SOFTWARE i'": {m, m}, "custom.loose != 'software i'": {f, f}, "custom.loose in ['software I']": {m, m}, "custom.loose == 'software i '": {m, m}, "custom.loose in [' Software i', 'x']": {m, m}, "custom.loose <= 'software i '": {m, m}, "custom.loose in [' software I ', person.email]": {m, m},
		"custom.loose startsWith 'soft'": {m, m}, "custom.loose endsWith 'E I'": {m, m}, "custom.loose contains 'ware '": {m, m}, "custom.loose contains 'i '": {f, f},
		"custom.loose < 'software J'": {m, m}, "custom.loose >= 'SOFTWARE'": {m, m},
		"custom.strict == 'software'": {f, f}, "custom.strict == 'Software'": {m, m}, "custom.strict contains 'soft'": {f, f},
		"person.country == 'DE'": {f, m}, "person.country in ['DE', 'AT']": {f, m}, "person.country == 'de '": {m, m}, "lookup('spaced', person.country) == 'emea'": {f, m}, "custom.loose startsWith ' soft'": {f, f}, "lookup('territory', person.country) == 'emea'": {f, m},
		"lookup('territory', person.country) == 'EMEA'": {f, m}, "lookup('worth', person.country) == 2": {f, m}, "lookup('open', person.country)": {f, m},
		"'sap' in company.technologies": {f, m}, "any(company.technologies, # == 'go')": {f, m}, "'go' not in company.technologies": {m, f}, "any(filter(company.technologies, len(#) > 2), # == 'sap')": {f, m},
		// However a folded fact is reached.
		"title == 'software i'": {m, m}, "let x = custom.loose; x == 'software i'": {m, m}, "(custom.loose ?? 'a') == 'software i'": {m, m}, "(true ? custom.loose : 'a') == 'software i'": {m, m},
		"trim(custom.loose) == 'software i'": {m, m}, "any(map(company.technologies, custom.loose), # == 'software i')": {m, m}, "custom.loose == person.job_title": {f, f},
		// These see the text as it is.
		"custom.loose matches 'software'": {f, f}, "custom.loose matches '^ Software'": {m, m}, "lower(custom.strict) == 'software'": {m, m}, "upper(custom.strict) == 'software'": {f, m}, "len(custom.loose) == 12": {m, m},
		"person.email == 'A'": {u, u}, "'A' == 'a'": {f, m},
	} {
		for i, folded := range []bool{false, true} {
			v := spoken()
			v.Folded = folded
			if have := meaning(t, v, text, facts); have != want[i] {
				t.Errorf("%s, folded %v, is %v, want %v", text, folded, have, want[i])
			}
		}
	}
}

func TestLookup(t *testing.T) {
	const m, u, f = truth.Met, truth.Unknown, truth.Unmet
	for text, want := range map[string]truth.Truth{
		"lookup('territory', person.country) == 'amer'": m, "lookup('territory', 'XX') == 'rest'": m, "lookup('worth', 'XX') == 0": m, "lookup('worth', 'DE') == 2": m,
		"lookup('open', 'DE')": m, "lookup('open', 'XX')": f, "not lookup('open', person.country)": m, "lookup('territory', person.email) == 'rest'": u, "lookup('open', person.email)": u,
		"lookup('worth', person.email) >= 0": u, "lookup('territory', lookup('territory', 'DE')) == 'rest'": m,
	} {
		if have := meaning(t, spoken(), text, map[string]string{"person.country": "US"}); have != want {
			t.Errorf("%s is %v, want %v", text, have, want)
		}
	}
}

func TestDurations(t *testing.T) {
	for text, want := range map[string]string{"30d": "720h", "2w": "336h", "1w2d3h": "219h", "-1d": "-24h", "1.5d": "36h", "1d12h30m": "36h30m", "0d": "0s", "+2w": "336h", "1h": "1h"} {
		if have := meaning(t, spoken(), fmt.Sprintf("duration(%q) == duration(%q)", text, want), nil); have != truth.Met {
			t.Errorf("duration(%q) is not %s", text, want)
		}
	}
}

// Results are for routes only, also by way of a definition.
func TestResults(t *testing.T) {
	if have := meaning(t, spoken(), "hot or fit.verdict == 'good'", map[string]string{"fit.verdict": "good"}); have != truth.Met {
		t.Errorf("a route is %v", have)
	}
	if have := meaning(t, spoken(), "hot or fit.verdict == 'good'", nil); have != truth.Unknown {
		t.Errorf("a route of nothing decided is %v", have)
	}
}

// An open verdict is nil.
func TestVerdictIsNeverUnknown(t *testing.T) {
	for _, text := range []string{"fit.verdict == 'unknown'", "'unknown' != fit.verdict", "fit.verdict in ['good', 'unknown']"} {
		c := criteria.NewCompiler(spoken(), room)
		c.Defines()
		if _, problems := c.RouteCond(text); len(problems) != 1 || !strings.Contains(problems[0].Message, "== nil") {
			t.Errorf("%s: %+v", text, problems)
		}
	}
	if have := meaning(t, spoken(), "fit.verdict == nil", nil); have != truth.Met {
		t.Errorf("an open verdict is not nil: %v", have)
	}
}

// Each misuse is reported at its place, in words that say what to write.
func TestMisuse(t *testing.T) {
	for text, want := range map[string]string{ // the text, with the place marked; part of the message
		"«email_domain(person.email, 'x')» == 'a'":             "email_domain takes one argument",
		"«domain_in(person.email)»":                            "domain_in takes a text and a list of domains",
		"domain_in(«company.employees», lists.rivals)":         "domain_in looks at a text; this is a number",
		"domain_in(person.email, «person.country»)":            "must be texts in quotes or a list of them",
		"domain_in(person.email, «'https://rival.example/x'»)": `is no domain; write "rival.example"`,
		"domain_in(person.email, «'jane@rival.example'»)":      `write "rival.example"`,
		"domain_in(person.email, «'rival example'»)":           `"rival example" is no domain`,
		"domain_in(person.email, «lists.addresses»)":           `write "rival.example"`,
		"domain_in(person.email, «[1, 2]»)":                    "must be texts in quotes",
		"has_word(person.job_title, «lists.nothing»)":          "unknown name lists.nothing",
		"has_word(person.job_title, ['vp', '-'])":              `there is no word in "-"`,
		"lookup(«'teritory'», person.country) == 'x'":          "unknown table teritory; did you mean territory?",
		"lookup(«'nothing'», person.country) == 'x'":           "declare it under tables",
		"lookup(«person.country», 'x') == 'x'":                 "the table of lookup is a name in quotes",
		"lookup('territory', «company.employees») == 'x'":      "lookup looks at a text; this is a number",
		"«lookup('territory')» == 'x'":                         "lookup takes the name of a table and a key",
		"lookup(«'twice'», custom.loose) == 1":                 `the keys "DE" and "de" of table twice are one`,
		"«lookup('worth', person.country) == 'x'»":             "cannot compare a number with a text",
		"now - custom.when > duration(«'30 days'»)":            `write "30d"`,
		"now - custom.when > duration(«'1mo'»)":                "is no duration",
		"now - custom.when > duration(«'99999999999w'»)":       "is no duration",
		"now - custom.when > duration(«'2d1w'»)":               "is no duration",
		"any(activities, «# == #»)":                            "an activity as a whole is compared with nothing",
		"any(activities, «# in activities»)":                   "an activity as a whole is compared with nothing",
		"any(activities, «# != nil»)":                          "an activity as a whole is compared with nothing",
		"any(activities, «# in [#]»)":                          "an activity as a whole is compared with nothing",
		"«custom.loose == custom.strict»":                      "a fact that is folded with one that is exact",
		"«title startsWith custom.strict»":                     "a fact that is folded with one that is exact",
		"«custom.strict in [custom.loose, person.country]»":    "a fact that is folded with one that is exact",
		"«score.points» > 50":                                  `which only the "when" of routes and experiments may ask`,
		"«hot» and big":                                        "in the definition hot: score.points is what was decided",
		"any(activities, «.id» == 'x')":                        "an activity has no .id",
	} {
		c := criteria.NewCompiler(spoken(), room)
		if wrong := c.Defines(); len(wrong) > 0 {
			t.Fatal(wrong)
		}
		plain := strings.NewReplacer("«", "", "»", "").Replace(text)
		from, to := strings.Index(text, "«"), strings.Index(strings.Replace(text, "«", "", 1), "»")
		_, problems := c.Cond(plain)
		if !slices.ContainsFunc(problems, func(p criteria.Problem) bool {
			return strings.Contains(p.Message, want) && (from < 0 || p.From == from && p.To == to)
		}) {
			t.Errorf("%s: %+v, want %q", text, problems, want)
		}
	}
}

// A table of any size is looked up at the same cost, and its rows are no parts.
func TestLargeTable(t *testing.T) {
	v := spoken()
	rows := map[string]any{}
	for i := range 100_000 {
		rows[fmt.Sprint("K", i)] = i
	}
	v.Tables["large"] = table(criteria.Number, rows, nil)
	for _, folded := range []bool{false, true} {
		v.Folded = folded
		if have := meaning(t, v, "lookup('large', person.country) == 77777", map[string]string{"person.country": "K77777"}); have != truth.Met {
			t.Errorf("folded %v: %v", folded, have)
		}
	}
}
