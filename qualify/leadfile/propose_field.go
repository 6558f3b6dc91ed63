package leadfile

import (
	"fmt"
	"slices"
	"strings"

	"github.com/leadqual/leadqual/qualify"
)

// fill proposes a column for the fact that it means, unless its values say
// otherwise.
func (p *proposer) fill(o *option) {
	typ := typeOf(o.fact, p.facts)
	h := p.hints
	h.whole = o.fact == "company.employees" || o.fact == "answers.timeline_days"
	o.guess = p.written(o, typ, h)
	f := Field{From: o.name, Numbers: o.guess.Numbers, Booleans: o.guess.Booleans, Dates: o.guess.Dates, Separator: o.guess.Separator}
	if o.fact == "person.consent" {
		p.consent(o, &f)
	}
	if o.lists > 0 && typ != "strings" {
		o.reason, o.said = "its values are lists", "its header means "+o.fact
		return
	}
	if o.guess.Filled() == 0 {
		o.reason, o.said = and(o.why, o.guess.Reason), and(o.meaning.doubt, o.guess.Doubt)
	} else if why := contradicts(o, typ); why != "" {
		o.reason, o.said = why, "its header means "+o.fact
		return
	} else if o.fact != "person.consent" {
		o.said = and(o.meaning.doubt, o.guess.Doubt)
		o.reason = and(o.why, o.guess.Reason)
	}
	switch {
	case o.fact == "stage":
		if !p.stages(o, &f) {
			return
		}
	case o.fact == "id":
		o.reason = o.why
		p.checkKey(o)
	case o.fact == "owner" && o.meaning.doubt != "" && (o.own.Looks == "uuid" || o.own.Type == "number"):
		o.said = ""
	case typ == "string" || typ == "strings":
		p.enum(o, &f)
	}
	f.OnError = onError(o.guess.Misfits)
	p.take(o, &f)
}

// take enters a field into the map.
func (p *proposer) take(o *option, f *Field) {
	f.Note = note(o.reason, o.said)
	p.unsaid(o)
	p.m.Fields[o.fact] = *f
	p.filled[o.fact] = o
	o.fills = append(o.fills, o.fact)
}

// onError is what a field says about values that cannot be read.
func onError(misfits int) string {
	if misfits > 0 {
		return "unknown"
	}
	return ""
}

// note is the note of a guess.
func note(reason, doubt string) string {
	if doubt == "" {
		return reason
	}
	return reason + ". Doubt: " + doubt
}

// unsaid adds the texts of a column that mean unknown to the map.
func (p *proposer) unsaid(o *option) {
	for _, w := range o.guess.Unknown {
		if !slices.ContainsFunc(p.m.Unknown, func(text string) bool { return folded(text) == folded(w.Text) }) {
			p.m.Unknown = append(p.m.Unknown, w.Text)
		}
	}
	if n := o.guess.Unsaid; n > 0 {
		o.reason = and(o.reason, fmt.Sprintf("%d say that it is unknown", n))
	}
}

// written is how a column is written, as a type.
func (p *proposer) written(o *option, typ string, h hints) Guess {
	g := o.texts.as(typ, h)
	switch {
	case typ == "number" && o.numbers > 0 && o.numbers >= g.Filled(): // of JSON, which has one form
		g.Numbers, g.Reason, g.Doubt = nil, "numbers", ""
	case typ == "strings" && o.lists > 0:
		g.Separator, g.Reason, g.Doubt = "", "lists", ""
	}
	return g
}

// contradicts says how the values of a column do not fit what its header means, ""
// where they do.
func contradicts(o *option, typ string) string {
	switch looks, is := o.own.Looks, o.own.Type; {
	case typ != "string" && typ != "strings" && 2*o.guess.Misfits >= o.guess.Filled():
		return fmt.Sprintf("most of its values are no %v", kinds[typ])
	case typ != "string":
		return ""
	case o.fact == "person.email" && looks != "email":
		if o.texts.all().shapes["email"]*2 < o.own.Filled() {
			return "most of its values are no addresses"
		}
		o.said = ""
		o.meaning.doubt = and(o.meaning.doubt, "some of its values are no addresses")
	case o.fact == "company.domain" && looks != "url" && looks != "domain":
		t := o.texts.all()
		if (t.shapes["url"]+t.shapes["domain"])*2 < o.own.Filled() {
			return "most of its values are no domains"
		}
		o.meaning.doubt = and(o.meaning.doubt, "some of its values are no domains")
	case o.fact == "person.phone" && (is == "bool" || is == "time" || looks == "email" || looks == "url" || looks == ""):
		if is != "string" && is != "number" || looks != "" || o.texts.all().shapes["phone"]*2 < o.own.Filled() && is != "number" {
			return "most of its values are no telephone numbers"
		}
	case o.fact == "person.job_title" && mostly(o.own.Words, o.own.Filled(), salutations):
		return "most of its values are forms of address, such as Mr or Mrs"
	case o.fact != "person.email" && (looks == "email" || looks == "url"):
		if o.fact != "company.domain" && o.fact != "owner" && o.fact != "id" {
			return "its values are addresses"
		}
	case is == "time" || is == "bool" && o.fact != "answers.authority" && o.fact != "answers.need":
		if o.fact != "id" && !strings.HasPrefix(o.fact, "custom.") {
			return fmt.Sprintf("most of its values are a %v", kinds[is])
		}
	case is == "number" && o.fact != "id" && o.fact != "owner" && o.fact != "person.phone" && !strings.HasPrefix(o.fact, "custom."):
		o.meaning.doubt = and(o.meaning.doubt, "its values are numbers, such as codes, and no texts")
	}
	return ""
}

// salutations are what a column of titles has that is not about jobs.
var salutations = set("mr", "mrs", "ms", "miss", "mx", "dr", "prof", "prof dr", "dr ing", "herr", "frau", "monsieur", "madame", "mademoiselle", "mme", "mlle", "m", "senor", "senora", "sr", "sra", "srta", "signor", "signora", "sig", "sig ra", "senhor", "senhora", "dhr", "mevr", "mevrouw", "de heer", "mister")

// mostly tells whether more than half of the values of a column are some words.
func mostly(all []Word, filled int, some map[string]bool) bool {
	n := 0
	for _, w := range all {
		if some[plainText(w.Text)] {
			n += w.Count
		}
	}
	return 2*n > filled
}

// allowed and denied are what Dynamics shows for the fields that say what is not
// allowed, as plainText writes it.
var (
	allowed = set("allow", "zulassen", "autoriser", "permitir", "consenti", "toestaan", "marketing contact", "inscrit", "abonniert", "inscrito", "suscrito", "iscritto", "geabonneerd", "angemeldet", "marketing kontakt", "contact marketing", "contacto de marketing")
	denied  = set("do not allow", "nicht zulassen", "ne pas autoriser", "no permitir", "non consentire", "nao permitir", "niet toestaan", "no consent", "non marketing contact", "nicht marketing kontakt", "keine einwilligung", "sem consentimento", "sin consentimiento", "sans consentement", "nessun consenso", "geen toestemming", "desinscrit", "desabonne", "abgemeldet", "cancelado", "no suscrito", "dado de baja", "disiscritto", "uitgeschreven", "nao inscrito", "contact non marketing", "contacto no de marketing", "archived")
)

// consent says which texts of a column mean that the lead may be contacted.
func (p *proposer) consent(o *option, f *Field) {
	f.Booleans, f.Values = nil, map[string]any{}
	direct := 0
	misfits := 0
	for _, w := range o.guess.Words {
		plain := plainText(w.Text)
		yes, known := boolWord(w.Text)
		switch {
		case allowed[plain], denied[plain]:
			f.Values[w.Text] = allowed[plain]
			direct += w.Count
		case known && (plain == "subscribed" || plain == "unsubscribed" || plain == "opted in" || plain == "opted out"):
			f.Values[w.Text] = yes
			direct += w.Count
		case known && o.inverted:
			f.Values[w.Text] = !yes
		case known:
			f.Values[w.Text] = yes
		default:
			misfits += w.Count
		}
	}
	if o.guess.Filled() == 0 && o.inverted {
		f.Values["true"], f.Values["false"] = false, true
	}
	if len(f.Values) == 0 {
		f.Values = nil
	}
	o.guess.Misfits = misfits
	o.said = o.meaning.doubt
	if misfits > 0 {
		o.said = and(o.said, fmt.Sprintf("%d of %d values say neither", misfits, o.guess.Filled()))
	}
	switch {
	case direct > 0:
		o.reason = o.why + "; its values say what is allowed"
	case o.inverted:
		o.reason = o.why + "; yes means that there is no consent, so it is turned round"
	default:
		o.reason = o.why + "; yes means consent"
	}
	if o.guess.Empty > 0 {
		o.said = and(o.said, fmt.Sprintf("%d blanks stay unknown; if they mean no, say \"default\": %t", o.guess.Empty, o.inverted && direct == 0))
	}
	for _, other := range p.options {
		if other != o && other.fact == o.fact && other.rank < 2 && other.own.Filled() > 0 {
			o.said = and(o.said, fmt.Sprintf("%q is about consent too", other.name))
		}
	}
}

// stages translates the words of a column into stages.
func (p *proposer) stages(o *option, f *Field) bool {
	facts := p.facts
	if facts == nil {
		facts = map[string]qualify.Fact{} // then they are the lifecycle's
	}
	enum := enumOf("stage", facts)
	if o.own.Filled() == 0 {
		return true
	}
	if o.own.Words == nil || len(o.own.Words) > 50 {
		o.reason, o.said = "it has too many different texts for stages", "its header means stage"
		return false
	}
	f.Values = map[string]any{}
	unclear := 0
	for _, w := range o.own.Words {
		if stage := stageWord(w.Text); slices.Contains(enum, w.Text) {
			continue
		} else if slices.Contains(enum, stage) {
			f.Values[w.Text] = stage
		} else {
			f.Values[w.Text] = nil
			unclear++
		}
	}
	if len(f.Values) == 0 {
		f.Values = nil
		return true
	}
	o.reason = fmt.Sprintf("%s; %d texts are translated into stages", o.why, len(f.Values)-unclear)
	o.said = and(o.said, "check which stage each text means")
	if unclear > 0 {
		o.said = and(o.said, fmt.Sprintf("%d texts mean no stage and are unknown", unclear))
	}
	return true
}

// stageWord is the stage that a text means, "" if none is known.
func stageWord(text string) string {
	plain := plainText(text)
	for _, s := range stageWords {
		if squeezed(plain) == s.word || hasWords(plain, s.word) {
			return s.stage
		}
	}
	return ""
}

// denials are words that turn round what stands behind them: not yet contacted, a
// former customer, ohne Einwilligung.
var denials = set("not", "no", "non", "never", "without", "former", "formerly", "previous", "ex", "churned", "un", "nicht", "kein", "keine", "keinen", "ohne", "nie", "ehemaliger", "ehemalige", "fruherer", "pas", "sans", "jamais", "ancien", "ancienne", "sin", "nunca", "antiguo", "antigua", "anterior", "senza", "mai", "nao", "sem", "antigo", "antiga", "niet", "geen", "zonder", "voormalig", "voormalige")

// hasWords tells whether some words stand in a plain text, and no denial of them up to
// three words before.
func hasWords(plain, words string) bool {
	have, want := strings.Fields(plain), strings.Fields(words)
	for i := 0; i+len(want) <= len(have); i++ {
		if slices.Equal(have[i:i+len(want)], want) && !slices.ContainsFunc(have[max(0, i-3):i], func(word string) bool { return denials[word] }) {
			return len(want) > 0
		}
	}
	return false
}

// stageWords are words of a stage, the first that a text has.
var stageWords = func() []struct{ word, stage string } {
	var all []struct{ word, stage string }
	for _, line := range [][2]string{
		{"disqualified", "not converted|not qualified|unqualified|disqualified|unqualifiziert|disqualifiziert|nicht qualifiziert|non qualifie|disqualifie|no calificado|descalificado|non qualificato|squalificato|nao qualificado|desqualificado|gediskwalificeerd|bad timing|junk|spam"},
		{"lost", "lost|verloren|perdu|perdido|perso|perduto"},
		{"mql", "mql|marketingqualifiedlead|marketing qualified lead|marketing qualified|lead marketing"},
		{"sql", "sql|salesqualifiedlead|sales qualified lead|sales qualified|qualified|qualifiziert|qualifie|calificado|qualificato|qualificado|gekwalificeerd|cualificado"},
		{"opportunity", "opportunity|opportunities|verkaufschance|opportunite|oportunidad|opportunita|oportunidade|proposal|proposition|propuesta|angebot|proposta|offerte|negotiation|open deal|engaging"},
		{"customer", "customer|kunde|client|cliente|klant|won|gewonnen|gagne|ganado|vinto|ganho|converted"},
		{"recycled", "recycled|nurturing|nurture|nurtured"},
		{"sal", "sal|accepted|working|contacted|kontaktiert|contacte|contactado|contattato|contatado|gecontacteerd|in progress|in bearbeitung|en cours|en curso|in corso|connected|attempted to contact"},
		{"lead", "lead|new|neu|nouveau|nuevo|nuovo|novo|nieuw|open|offen|ouvert|abierto|aperto|aberto|subscriber|abonnent|abonne|suscriptor|iscritto|assinante|raw|not contacted|prospecting|prospect|nicht kontaktiert|not yet contacted|noch nicht kontaktiert"},
	} {
		for _, w := range strings.Split(line[1], "|") {
			all = append(all, struct{ word, stage string }{w, line[0]})
		}
	}
	return all
}()

// enum translates texts into the values that the rule set lists, where they differ in
// case, signs or some words only.
func (p *proposer) enum(o *option, f *Field) {
	enum := enumOf(o.fact, p.facts)
	if len(enum) == 0 || o.guess.Filled() == 0 {
		return
	}
	if o.own.Words == nil {
		o.said = and(o.said, "it has too many different texts for the values that the rule set lists")
		return
	}
	unclear, unsure := 0, 0
	for _, w := range o.own.Words {
		if slices.Contains(enum, w.Text) {
			continue
		}
		value, sure := enumWord(w.Text, enum)
		if value == "" {
			unclear++
			continue
		}
		if !sure {
			unsure++
		}
		if f.Values == nil {
			f.Values = map[string]any{}
		}
		if typeOf(o.fact, p.facts) == "strings" {
			f.Values[w.Text] = []any{value}
		} else {
			f.Values[w.Text] = value
		}
	}
	if unsure > 0 {
		o.said = and(o.said, fmt.Sprintf("%d texts only have words of the value that they are translated into", unsure))
	}
	if unclear > 0 {
		o.said = and(o.said, fmt.Sprintf("the rule set does not list %d of %d texts: say under \"values\" what they mean", unclear, len(o.own.Words)))
	}
}

// enumWord is the value of an enum that a text means; it is not sure where only some
// words are the same.
func enumWord(text string, enum []string) (value string, sure bool) {
	plain := plainText(text)
	for _, e := range enum {
		if plain == plainText(e) {
			return e, true
		}
	}
	for _, e := range enum {
		if hasWords(plain, plainText(e)) {
			if value != "" {
				return "", false
			}
			value = e
		}
	}
	return value, false
}
