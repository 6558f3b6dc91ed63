package peerbench

import (
	"slices"
	"strings"
)

// params are the parameters of one copy of the criteria, in their order.
type params struct {
	size                 float64
	industry, country    string
	revenue              float64
	technology           string
	title, start         string // start in lower case
	department           string
	budget               float64
	authority, need      string
	timeline             float64
	email, rival, source string
	tooSmall             float64

	views30, views90, pricing30 int
	opens, clicks               int
	demo, demo30                float64
	webinars, downloads         int
	active                      int
	dormant                     float64
	value, purchases, best      float64
	docs, staying, bounces      int
	busy, forms, logins         int

	plan                string
	nps, partner, seats float64
}

func newParams(rules []Rule) []params {
	list := make([]params, 0, len(rules)/copySize)
	for c := range slices.Chunk(rules, copySize) {
		n := func(i int) float64 { return float64(c[i].Number) }
		list = append(list, params{
			size: n(0), industry: c[1].Word, country: c[2].Word, revenue: n(3), technology: c[4].Word,
			title: c[5].Word, start: strings.ToLower(c[6].Word), department: c[7].Word,
			budget: n(8), authority: c[9].Word, need: c[10].Word, timeline: n(11),
			email: c[12].Word, rival: c[13].Word, source: c[14].Word, tooSmall: n(15),

			views30: c[16].Number, views90: c[17].Number, pricing30: c[18].Number, opens: c[19].Number, clicks: c[20].Number,
			demo: n(21), demo30: n(22), webinars: c[23].Number, downloads: c[24].Number, active: c[25].Number, dormant: n(26),
			value: n(27), purchases: n(28), best: n(29), docs: c[30].Number, staying: c[31].Number, bounces: c[32].Number,
			busy: c[33].Number, forms: c[34].Number, logins: c[35].Number,

			plan: c[36].Word, nps: n(37), partner: n(38), seats: n(39),
		})
	}
	return list
}

// one is a condition as a bit; the compiler makes no branch of it.
func one(met bool) uint64 {
	if met {
		return 1
	}
	return 0
}

// met has a bit for each of the copy's criteria.
func (p *params) met(f *facts) uint64 {
	l, t := f.lead, &f.tally
	return one(f.employees >= p.size && f.employees <= 5000) |
		one(f.industry || l.Company.Industry == p.industry)<<1 |
		one(f.country || l.Person.Country == p.country)<<2 |
		one(f.revenue >= p.revenue)<<3 |
		one(slices.Contains(l.Company.Technologies, p.technology))<<4 |
		one(f.title || strings.Contains(l.Person.JobTitle, p.title))<<5 |
		one(f.start || f.role.starts(p.start))<<6 |
		one(f.senior && (f.department || l.Person.Department == p.department))<<7 |
		one(f.budget >= p.budget)<<8 |
		one(f.authority || l.Answers.Authority == p.authority)<<9 |
		one(f.need || l.Answers.Need == p.need)<<10 |
		one(f.timeline > 0 && f.timeline <= p.timeline)<<11 |
		one(f.freeEmail || strings.HasSuffix(l.Person.Email, p.email))<<12 |
		one(f.rival || l.Company.Domain == p.rival)<<13 |
		one(f.noConsent || l.Source == p.source)<<14 |
		one(f.banned || f.employees < p.tooSmall)<<15 |

		one(t.views30 >= p.views30)<<16 |
		one(t.views90 >= p.views90)<<17 |
		one(t.pricing30 >= p.pricing30)<<18 |
		one(t.opens30 >= p.opens)<<19 |
		one(t.clicks30 >= p.clicks)<<20 |
		one(t.demo >= p.demo)<<21 |
		one(t.demo30 >= p.demo30)<<22 |
		one(t.webinars90 >= p.webinars)<<23 |
		one(t.downloads90 >= p.downloads)<<24 |
		one(t.active7 && t.all >= p.active)<<25 |
		one(!t.active90 && f.employees >= p.dormant)<<26 |
		one(t.value >= p.value)<<27 |
		one(t.purchases90 >= p.purchases)<<28 |
		one(t.best >= p.best)<<29 |
		one(t.docs >= p.docs)<<30 |
		one(!t.unsubscribed && t.all >= p.staying)<<31 |
		one(t.bounces >= p.bounces)<<32 |
		one(t.all >= p.busy)<<33 |
		one(t.pricing && t.forms30 >= p.forms)<<34 |
		one(t.logins7 >= p.logins)<<35 |

		one(f.plan == p.plan)<<36 |
		one(f.nps >= p.nps)<<37 |
		one(f.partner && f.employees >= p.partner)<<38 |
		one(f.emea && f.seats >= p.seats)<<39
}
