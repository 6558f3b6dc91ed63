package leadfile

import "strings"

// yesAndNo are the words of each language, and of programs, for true and for false,
// in lower case. A word that means yes in one and no in another is left out, as are
// single letters but those of English and of databases: an x may tick a box or cross
// it out. Capitals without their marks are there as lower case makes them.
var yesAndNo = map[string][2]string{
	"programs":   {"true t 1 on enabled checked ✓ ✔ ✔️ ☑ ☑️ ✅", "false f 0 off disabled unchecked ✗ ✘ ❌ ☐ ⬜"},
	"English":    {"yes y", "no n"},
	"German":     {"ja j wahr richtig", "nein falsch"},
	"French":     {"oui vrai", "non faux"},
	"Spanish":    {"sí si verdadero cierto", "no falso"},
	"Italian":    {"sì si vero", "no falso"},
	"Portuguese": {"sim verdadeiro", "não nao falso"},
	"Dutch":      {"ja waar", "nee onwaar"},
	"Swedish":    {"ja sant", "nej falskt"},
	"Danish":     {"ja sand sandt", "nej falsk"},
	"Norwegian":  {"ja sann", "nei usann"},
	"Finnish":    {"kyllä kylla tosi", "ei epätosi epatosi"},
	"Polish":     {"tak prawda", "nie fałsz falsz"},
	"Czech":      {"ano pravda", "ne nepravda"},
	"Hungarian":  {"igen igaz", "nem hamis"},
	"Romanian":   {"da adevărat adevarat", "nu fals"},
	"Russian":    {"да истина", "нет ложь"},
	"Ukrainian":  {"так істина", "ні хибність"},
	"Turkish":    {"evet doğru dogru", "hayır hayir yanlış yanliş yanlis"},
	"Greek":      {"ναι", "όχι οχι"},
	"Japanese":   {"はい 真", "いいえ 偽"},
	"Chinese":    {"是 真", "否 假"},
	"Korean":     {"예 참", "아니요 아니오 거짓"},
	"Hebrew":     {"כן אמת", "לא שקר"},
	"Arabic":     {"نعم صحيح", "لا خطأ"},
}

// defaultBooleans are those of a map that says nothing.
var defaultBooleans = func() map[string]bool {
	all := map[string]bool{}
	for _, words := range yesAndNo {
		for i, list := range words {
			for word := range strings.FieldsSeq(list) {
				all[word] = i == 0
			}
		}
	}
	return all
}()
