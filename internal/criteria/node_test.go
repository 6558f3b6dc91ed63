package criteria

import (
	"slices"
	"testing"
)

func inspecting(t *testing.T) *Compiler {
	t.Helper()
	c := NewCompiler(&Vocabulary{
		Facts: []Fact{
			{Path: "company.employees", Kind: Number}, {Path: "person.email", Kind: String}, {Path: "person.consent", Kind: Bool},
			{Path: "company.technologies", Kind: Strings}, {Path: "custom.renewal", Kind: Time},
		},
		Defines: map[string]string{"large": "company.employees >= 1000"},
	}, Limits{Length: 1000, Nesting: 50, Size: 1000, Total: 10_000, Pattern: 100})
	if wrong := c.Defines(); len(wrong) > 0 {
		t.Fatal(wrong)
	}
	return c
}

func inspect(t *testing.T, c *Compiler, text string) *Node {
	t.Helper()
	k, problems := c.Cond(text)
	if len(problems) > 0 {
		t.Fatalf("%s: %v", text, problems)
	}
	return c.Conds()[k]
}

// What String writes compiles to the same node again.
func TestNodeStringMeansTheSame(t *testing.T) {
	c := inspecting(t)
	for _, text := range []string{
		"true", "large", "not large", "company.employees in 50..5000 and person.consent",
		"company.employees in [1, 2.5] or (large and not person.consent)",
		"(company.employees ?? 0) > 5", "person.email == nil", "company.employees * -2 - 1 < abs(company.employees) / 3",
		`count(activities, .type == "a" and .days_ago <= 30) >= 3`, "len(activities) > 2", "len(company.technologies) > 2",
		`any(company.technologies, # in ["sap", "odoo"])`, `sum(filter(activities, .type == "a"), .value) > 50`,
		`person.email matches "^a.*b$"`, `has_word(person.email, "vp", "head of it")`, `"go" in company.technologies`,
		`lower(trim(person.email)) startsWith "a\"b"`, "is_free_email(person.email)", `email_domain(person.email) endsWith ".example"`,
		"person.consent ? large : company.employees < 5", `custom.renewal < date("2026-12-31")`, `custom.renewal - now < duration("240h")`,
		"company.employees in [1, company.employees + 1]", "max(company.employees, 3) == 4", "min(map(activities, .value)) == 4",
		"one(activities, .value > 1) or none(activities, .value > 1) or all(activities, .value > 1)",
		"round(company.employees) + floor(company.employees) - ceil(company.employees) != 1",
	} {
		n := inspect(t, c, text)
		again := inspect(t, c, n.String())
		if n != again {
			t.Errorf("%s is written as %s, which means %s", text, n, again)
		}
	}
}

func TestNodeShowsItsParts(t *testing.T) {
	c := inspecting(t)
	n := inspect(t, c, `company.employees in [50, 60] and person.email contains "a" and (person.consent ?? true)`)
	if n.Op != OpAnd || n.Kind != Bool || len(n.Args) != 3 || !n.NonMonotone || n.Activities {
		t.Errorf("the whole is %v of %d", n.Op, len(n.Args))
	}
	if want := []string{"company.employees", "person.email", "person.consent"}; !slices.Equal(n.Facts, want) {
		t.Errorf("facts %v, want %v", n.Facts, want)
	}
	list := n.Args[0]
	if list.Op != OpInList || list.Args[0].Text != "company.employees" || !slices.Equal(list.Args[1].Numbers, []float64{50, 60}) {
		t.Errorf("the first is %v", list)
	}
	if part := n.Args[1]; part.Op != OpContains || part.Args[1].Text != "a" || part.NonMonotone {
		t.Errorf("the second is %v", part)
	}
	each, problems := c.Each(`.type == "a" and .value > 2`)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	if f := c.Eaches()[each].Args[1].Args[0]; f.Op != OpField || f.Path() != "value" || f.Level != 0 {
		t.Errorf("the field is %v", f)
	}
	num, problems := c.Num("company.employees * 2")
	if len(problems) > 0 || c.Nums()[num].String() != "company.employees * 2" {
		t.Errorf("%v %v", c.Nums()[num], problems)
	}
}

func TestNodeTest(t *testing.T) {
	c := inspecting(t)
	for _, x := range []struct {
		text, value string
		met, ok     bool
	}{
		{`person.email contains "vp"`, "a vpn", true, true},
		{`person.email startsWith "vp"`, "a vpn", false, true},
		{`person.email endsWith "n"`, "a vpn", true, true},
		{`person.email matches "v.n"`, "a vpn", true, true},
		{`has_word(person.email, "vp")`, "a vpn", false, true},
		{`is_free_email(person.email)`, "a@gmail.com", true, true},
		{`is_free_email(person.email)`, "a@shore.example", false, true},
		{`is_free_email(person.email)`, "nothing", false, false},
		{`person.email == "vp"`, "vp", false, false},
		{`person.email contains lower(person.email)`, "vp", false, false},
	} {
		if met, ok := inspect(t, c, x.text).Test(x.value); met != x.met || ok != x.ok {
			t.Errorf("%s of %q: %v, %v", x.text, x.value, met, ok)
		}
	}
}

func TestNodeStringIsCut(t *testing.T) {
	c := inspecting(t)
	text := "company.employees == 1"
	for i := range 20 {
		text += " or company.employees == " + string(rune('0'+i%10)) + "5"
	}
	if s := inspect(t, c, text).String(); len(s) > 203 {
		t.Errorf("%d bytes", len(s))
	}
}
