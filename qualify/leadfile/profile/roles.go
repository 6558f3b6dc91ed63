package profile

import (
	"slices"
	"strings"
	"unicode"
)

// role is what a column is about, as far as checks go by it: by the field that
// it fills, or else by its name.
type role uint8

const (
	noRole role = iota
	idRole
	emailRole
	phoneRole
	personRole  // the name of a person, or a part of it
	companyRole // the name of a company
	domainRole
	addressRole
	birthRole
	proseRole // free text
	countryRole
	postalRole
	employeesRole
	moneyRole // revenue, budgets
	daysRole  // a length of time
	countRole
	createdRole // an instant that has been
	personalRole
)

// roleOfField is by the path of a lead's field.
var roleOfField = map[string]role{
	"id": idRole, "person.email": emailRole, "person.phone": phoneRole, "person.name": personRole, "company.name": companyRole,
	"company.domain": domainRole, "person.country": countryRole, "company.country": countryRole, "company.employees": employeesRole,
	"company.annual_revenue": moneyRole, "answers.budget": moneyRole, "answers.timeline_days": daysRole, "owner": personRole,
	"created_at": createdRole, "reset_at": createdRole, "answers.wants_contact_at": createdRole, "activities.at": createdRole,
	"answers.need": proseRole, "activities.subject": proseRole, "activities.url": personalRole,
}

// rolesByName are by the words of a header; the first that fits counts.
var rolesByName = []struct {
	role  role
	words string
}{
	{emailRole, "email,mail,e-mail,courriel,correo"},
	{phoneRole, "phone,telephone,phonenumber,mobiltelefon,telefonnummer,mobilnummer,celular,móvil,portable,telefon,mobile,cell,tel,fax,handy,whatsapp,móvil,telefono,téléphone"},
	{birthRole, "birth,birthday,birthdate,dob,geburtstag,geburtsdatum"},
	{postalRole, "zip,zipcode,postal,postcode,plz"},
	{domainRole, "domain,website,webseite,homepage,web"},
	{addressRole, "street,address,addr,strasse,straße,anschrift,adresse,adresse1,calle,via"},
	{companyRole, "company,account,organization,organisation,firma,unternehmen,société,empresa,employer"},
	{countryRole, "country,land,pays,país,paese,nation"},
	{employeesRole, "employees,employee,staff,headcount,mitarbeiter,employés,empleados"},
	{moneyRole, "revenue,budget,umsatz,turnover,income"},
	{proseRole, "note,notes,comment,comments,description,message,remarks,bemerkung,notiz,kommentar,beschreibung,subject"},
	{createdRole, "created,createdate,creation,erstellt,angelegt,modified,updated,lastactivity,signup,registered"},
	{personRole, "name,firstname,lastname,surname,vorname,nachname,nom,prénom,nombre,apellido,contact,agent,owner,person,seller,rep"},
	{personalRole, "linkedin,facebook,twitter,skype,ip,ssn,iban,passport,salutation"},
	{idRole, "id,uuid,guid,key"},
	{countRole, "visits,views,count,number,clicks,opens,sessions,pages"},
}

// personal tells whether texts of such columns are of nobody's business.
func (r role) personal() bool {
	switch r {
	case idRole, emailRole, phoneRole, personRole, companyRole, domainRole, addressRole, birthRole, proseRole, personalRole:
		return true
	}
	return false
}

// roleOf is the role of a column.
func roleOf(name string, fields []string) role {
	for _, f := range fields {
		if strings.HasPrefix(f, "activities[") {
			f = "activities" + f[strings.IndexByte(f, ']')+1:]
		}
		if r, ok := roleOfField[f]; ok {
			return r
		}
	}
	words := wordsOf(name)
	for _, by := range rolesByName {
		for word := range strings.SplitSeq(by.words, ",") {
			for i, w := range words {
				if w != word {
					continue
				}
				switch {
				case by.role == domainRole && len(words) > 2, // "Time on website"
					by.role == countRole && average(words),
					by.role == companyRole && i+1 < len(words) && words[i+1] != "name", // "account type"
					by.role == emailRole && len(words) > 2,                             // "Update me by email"
					by.role == idRole && i != len(words)-1,                             // "id type"
					by.role == personRole && word != "name" && i != len(words)-1:       // "contact reason"
				default:
					return by.role
				}
			}
		}
	}
	return noRole
}

// average tells whether a header is about no whole number.
func average(words []string) bool {
	return slices.ContainsFunc(words, func(w string) bool {
		return w == "per" || w == "avg" || w == "average" || w == "mean" || w == "rate" || w == "share"
	})
}

// ahead tells whether a header is about what is still to come.
func ahead(words []string) bool {
	return slices.ContainsFunc(words, func(w string) bool {
		return slices.Contains([]string{"next", "expected", "due", "planned", "close", "closing", "renewal", "end", "ends", "expires", "expiry", "until", "próxima", "prochaine", "nächste", "esperada", "geplant", "bis"}, w)
	})
}

// wordsOf are the words of a header in lower case: those of a path, of camel
// case, and between blanks and signs.
func wordsOf(name string) []string {
	var b strings.Builder
	before := ' '
	for _, r := range name {
		switch {
		case unicode.IsUpper(r) && unicode.IsLower(before):
			b.WriteRune(' ')
			b.WriteRune(unicode.ToLower(r))
		case unicode.IsLetter(r) || unicode.IsDigit(r) || r == '-' && unicode.ToLower(before) == 'e':
			b.WriteRune(unicode.ToLower(r))
		default:
			b.WriteRune(' ')
		}
		before = r
	}
	return strings.Fields(b.String())
}
