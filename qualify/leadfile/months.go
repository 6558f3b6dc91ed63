package leadfile

import "strings"

// monthNames are the names of the months in each language, and their short forms
// without the point, those of one month parted by spaces.
var monthNames = map[string][12]string{
	"English":    {"january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug", "september sep sept", "october oct", "november nov", "december dec"},
	"German":     {"januar jan jänner", "februar feb", "märz maerz mär mrz", "april apr", "mai", "juni jun", "juli jul", "august aug", "september sep sept", "oktober okt", "november nov", "dezember dez"},
	"French":     {"janvier janv", "février fevrier févr fevr fév", "mars", "avril avr", "mai", "juin", "juillet juil", "août aout", "septembre sept", "octobre oct", "novembre nov", "décembre decembre déc"},
	"Spanish":    {"enero ene", "febrero feb", "marzo mar", "abril abr", "mayo may", "junio jun", "julio jul", "agosto ago", "septiembre setiembre sept sep", "octubre oct", "noviembre nov", "diciembre dic"},
	"Italian":    {"gennaio gen", "febbraio feb", "marzo mar", "aprile apr", "maggio mag", "giugno giu", "luglio lug", "agosto ago", "settembre set", "ottobre ott", "novembre nov", "dicembre dic"},
	"Portuguese": {"janeiro jan", "fevereiro fev", "março marco mar", "abril abr", "maio mai", "junho jun", "julho jul", "agosto ago", "setembro set", "outubro out", "novembro nov", "dezembro dez"},
	"Dutch":      {"januari jan", "februari feb", "maart mrt", "april apr", "mei", "juni jun", "juli jul", "augustus aug", "september sep sept", "oktober okt", "november nov", "december dec"},
	"Swedish":    {"januari jan", "februari feb", "mars mar", "april apr", "maj", "juni jun", "juli jul", "augusti aug", "september sep sept", "oktober okt", "november nov", "december dec"},
	"Danish":     {"januar jan", "februar feb", "marts mar", "april apr", "maj", "juni jun", "juli jul", "august aug", "september sep sept", "oktober okt", "november nov", "december dec"},
	"Norwegian":  {"januar jan", "februar feb", "mars mar", "april apr", "mai", "juni jun", "juli jul", "august aug", "september sep sept", "oktober okt", "november nov", "desember des"},
}

// weekdayNames stand in front of dates and say nothing that the date does not.
const weekdayNames = "monday mon tuesday tue tues wednesday wed thursday thu thur thurs friday fri saturday sat sunday sun " +
	"montag mo dienstag di mittwoch mi donnerstag do freitag fr samstag sa sonntag so " +
	"lundi lun mardi mar mercredi mer jeudi jeu vendredi ven samedi sam dimanche dim"

// months are the numbers of the months by their names, in lower case. No name means
// another month in another language.
var months = func() map[string]int {
	all := map[string]int{}
	for _, names := range monthNames {
		for i, month := range names {
			for name := range strings.FieldsSeq(month) {
				all[name] = i + 1
			}
		}
	}
	return all
}()

// weekdays are the names that are not those of a month as well.
var weekdays = func() map[string]bool {
	all := map[string]bool{}
	for name := range strings.FieldsSeq(weekdayNames) {
		all[name] = months[name] == 0
	}
	return all
}()
