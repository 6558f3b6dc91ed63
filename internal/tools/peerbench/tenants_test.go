package peerbench

import (
	"fmt"
	"runtime"
	"testing"

	"github.com/leadqual/leadqual/qualify"
)

// tenants is how many hosts' customers there are, each with 40 rules of its own.
const tenants = 1000

// tenantEngines makes an engine for each of n tenants. No two have a text with a
// parameter in common.
func tenantEngines(tb testing.TB, n int) []*qualify.Engine {
	tb.Helper()
	rules := Rules(len(templates) * n)
	engines := make([]*qualify.Engine, n)
	for i := range engines {
		rs := RuleSet(rules[i*len(templates) : (i+1)*len(templates)])
		rs.Name = fmt.Sprintf("tenant %d", i)
		e, err := qualify.Compile(rs, nil)
		if err != nil {
			tb.Fatal(err)
		}
		engines[i] = e
	}
	return engines
}

// live is the memory in use once all garbage is gone, that of pools too.
func live() float64 {
	runtime.GC()
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc)
}

// BenchmarkTenantsHeap measures what the engines of 1,000 tenants keep, and what they
// keep with a Decider each that has decided leads.
func BenchmarkTenantsHeap(b *testing.B) {
	leads := Leads10k()
	for b.Loop() {
		before := live()
		engines := tenantEngines(b, tenants)
		made := live()
		deciders := make([]*qualify.Decider, len(engines))
		for i, e := range engines {
			deciders[i] = e.NewDecider()
			for j := range 10 {
				deciders[i].Decide(&leads[(10*i+j)%len(leads)], AsOf)
			}
		}
		decided := live()
		b.ReportMetric((made-before)/1e6, "engines-MB")
		b.ReportMetric((decided-made)/1e6, "deciders-MB")
		runtime.KeepAlive(engines)
		runtime.KeepAlive(deciders)
		runtime.KeepAlive(leads)
	}
}

// BenchmarkTenants decides a lead an operation, one after the other of 10,000. In
// turn, each is of another tenant than the one before; grouped, the same leads come
// tenant after tenant, ten of each; one is all leads by one tenant's rules.
func BenchmarkTenants(b *testing.B) {
	engines := tenantEngines(b, tenants)
	leads := Leads10k()
	deciders := make([]*qualify.Decider, len(engines))
	for i, e := range engines {
		deciders[i] = e.NewDecider()
	}
	type order struct {
		name string
		of   func(i int) (lead, tenant int)
	}
	each := len(leads) / tenants
	for _, o := range []order{
		{"one", func(i int) (int, int) { return i, 0 }},
		{"grouped", func(i int) (int, int) { return i, i / each }},
		{"turn", func(i int) (int, int) { return i%tenants*each + i/tenants, i % tenants }},
	} {
		run := func(b *testing.B, decide func(lead *qualify.Lead, tenant int)) {
			for i := range leads {
				lead, tenant := o.of(i)
				decide(&leads[lead], tenant)
			}
			b.ReportAllocs()
			i := 0
			for b.Loop() {
				lead, tenant := o.of(i)
				decide(&leads[lead], tenant)
				if i++; i == len(leads) {
					i = 0
				}
			}
		}
		b.Run(o.name+"/decider", func(b *testing.B) {
			run(b, func(lead *qualify.Lead, tenant int) { deciders[tenant].Decide(lead, AsOf) })
		})
		b.Run(o.name+"/engine", func(b *testing.B) {
			run(b, func(lead *qualify.Lead, tenant int) { engines[tenant].Decide(lead, AsOf) })
		})
	}
}
