package leadfile

import "strings"

// meansUnknown tells whether a text says that a value is not known, as exports
// write it in the languages that they come in.
func meansUnknown(text string) bool {
	if len(text) > 40 || strings.ContainsAny(text, "0123456789") {
		return false
	}
	if plain := plainText(text); plain != "" {
		return unknownWords[plain] || strings.HasPrefix(text, "#N/A")
	}
	// Nothing but signs, of which some stand for nothing.
	return strings.Trim(text, "-–—_.?*/ ()") == ""
}

// unknownWords are texts that mean that nothing is known, as plainText writes
// them.
var unknownWords = set(
	"select", "please select", "select one", "choose", "choose one", "n a", "n d", "n v t", "not specified", "not available", "not applicable",
	"not provided", "not set", "unspecified", "unknown", "null", "nil", "undefined", "blank", "empty", "tbd", "tba", "t b d", "not known", "please choose", "no value", "no data", "nan", "missing",
	"unbekannt", "k a", "keine angabe", "nicht angegeben", "bitte wahlen", "bitte auswahlen", "nicht bekannt", "leer", "kein wert", "ohne angabe", "nicht verfugbar",
	"inconnu", "inconnue", "non renseigne", "non renseignee", "non precise", "non specifie", "a completer", "selectionner", "selectionnez", "n c", "vide",
	"desconocido", "desconocida", "sin especificar", "no especificado", "no disponible", "seleccionar", "seleccione", "sin datos", "s d", "vacio",
	"sconosciuto", "sconosciuta", "non specificato", "non disponibile", "non indicato", "selezionare", "seleziona", "vuoto",
	"desconhecido", "desconhecida", "nao informado", "nao especificado", "nao disponivel", "selecione", "vazio",
	"onbekend", "niet opgegeven", "niet ingevuld", "niet bekend", "maak een keuze", "selecteer", "nieznany", "ukjent", "okand", "brak danych",
)

// boolWord tells what a text means of which yes and no are the only values.
func boolWord(text string) (yes, known bool) {
	if len(text) > 24 {
		return false, false
	}
	if yes, known := defaultBooleans[folded(text)]; known {
		return yes, true
	}
	plain := plainText(text)
	return yesWords[plain], yesWords[plain] || noWords[plain]
}

// yesWords and noWords are texts that a map has to say, besides those that are read
// without one. Letters and an x are in doubt.
var (
	yesWords = set("x", "o", "s", "ja", "si", "aktiviert", "opted in", "subscribed")
	noWords  = set("deaktiviert", "opted out", "unsubscribed", "nao")
)

// isBoxLetter tells whether a word of yes and no is a letter in doubt.
func isBoxLetter(word string) bool {
	_, known := defaultBooleans[folded(word)]
	return len(word) == 1 && !known
}

func set(words ...string) map[string]bool {
	m := make(map[string]bool, len(words))
	for _, w := range words {
		m[w] = true
	}
	return m
}
