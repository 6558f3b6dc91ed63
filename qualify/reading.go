package qualify

import (
	"unsafe"

	"github.com/leadqual/leadqual/internal/criteria/eval"
)

// readings are where a rule set's facts stand in a lead. Most are texts and
// numbers that go into the frame as they are, so they are read by their place
// in the struct: a switch over all facts, for each of them, takes several times
// as long.
type readings struct {
	texts, numbers []reading
	others         []int // slots that take more than a copy
	checked        []int // slots of facts with an enum
}

// reading copies a field of a lead into a slot.
type reading struct {
	slot   int
	offset uintptr // of the field in Lead
}

// Where the texts and numbers of a lead stand.
var (
	person, company, answers = unsafe.Offsetof(Lead{}.Person), unsafe.Offsetof(Lead{}.Company), unsafe.Offsetof(Lead{}.Answers)

	textOffsets = map[fact]uintptr{
		factEmail:          person + unsafe.Offsetof(Person{}.Email),
		factName:           person + unsafe.Offsetof(Person{}.Name),
		factPhone:          person + unsafe.Offsetof(Person{}.Phone),
		factJobTitle:       person + unsafe.Offsetof(Person{}.JobTitle),
		factSeniority:      person + unsafe.Offsetof(Person{}.Seniority),
		factDepartment:     person + unsafe.Offsetof(Person{}.Department),
		factPersonCountry:  person + unsafe.Offsetof(Person{}.Country),
		factPersonRegion:   person + unsafe.Offsetof(Person{}.Region),
		factCity:           person + unsafe.Offsetof(Person{}.City),
		factCompanyName:    company + unsafe.Offsetof(Company{}.Name),
		factDomain:         company + unsafe.Offsetof(Company{}.Domain),
		factIndustry:       company + unsafe.Offsetof(Company{}.Industry),
		factCompanyCountry: company + unsafe.Offsetof(Company{}.Country),
		factCompanyRegion:  company + unsafe.Offsetof(Company{}.Region),
		factAuthority:      answers + unsafe.Offsetof(Answers{}.Authority),
		factNeed:           answers + unsafe.Offsetof(Answers{}.Need),
		factVendor:         answers + unsafe.Offsetof(Answers{}.CurrentVendor),
		factSource:         unsafe.Offsetof(Lead{}.Source),
		factStage:          unsafe.Offsetof(Lead{}.Stage),
		factOwner:          unsafe.Offsetof(Lead{}.Owner),
	}
	numberOffsets = map[fact]uintptr{
		factEmployees: company + unsafe.Offsetof(Company{}.Employees),
		factRevenue:   company + unsafe.Offsetof(Company{}.AnnualRevenue),
		factBudget:    answers + unsafe.Offsetof(Answers{}.Budget),
		factTimeline:  answers + unsafe.Offsetof(Answers{}.TimelineDays),
	}
)

func newReadings(slots []slot) (r readings) {
	for i := range slots {
		f := slots[i].fact
		if at, ok := textOffsets[f]; ok {
			r.texts = append(r.texts, reading{i, at})
		} else if at, ok := numberOffsets[f]; ok {
			r.numbers = append(r.numbers, reading{i, at})
		} else {
			r.others = append(r.others, i)
		}
		if slots[i].enum != nil {
			r.checked = append(r.checked, i)
		}
	}
	return r
}

// plain reads the texts and numbers of a lead.
func (d *Decider) plain(f *eval.Frame, lead *Lead) {
	r := &d.e.readings
	for _, t := range r.texts {
		f.SetText(t.slot, *(*string)(unsafe.Add(unsafe.Pointer(lead), t.offset)))
	}
	for _, n := range r.numbers {
		d.setNumber(n.slot, *(*Opt[float64])(unsafe.Add(unsafe.Pointer(lead), n.offset)))
	}
}
