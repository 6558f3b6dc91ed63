package account

import "github.com/leadqual/leadqual/qualify"

// OfRecord makes an account of a record that was read as a lead, as package leadfile
// reads a CRM's export of companies: of its id, company, custom values, stage, owner,
// instants, activities and what was seen of them. What it has of a person is left out.
// It shares memory with the record.
func OfRecord(record *qualify.Lead) Account {
	return Account{
		ID: record.ID, Company: record.Company, Custom: record.Custom, Stage: record.Stage, Owner: record.Owner,
		CreatedAt: record.CreatedAt, ResetAt: record.ResetAt, Seen: record.Seen, Activities: record.Activities,
	}
}

// OfRecords makes accounts of records, in their order, each as OfRecord does. A record's
// account_id is the id of the company above it: where one other record alone has that
// id, its company and custom values are the account's Parent. Companies that own one
// another are each other's parents, as a parent is data of one level.
func OfRecords(records []qualify.Lead) []Account {
	accounts, byID := make([]Account, len(records)), map[string]int{}
	for i := range records {
		accounts[i] = OfRecord(&records[i])
		note(byID, records[i].ID, i)
	}
	for i := range records {
		above, ok := byID[records[i].AccountID]
		if ok && above != several && above != i {
			accounts[i].Parent = &Parent{Company: records[above].Company, Custom: records[above].Custom}
		}
	}
	return accounts
}
