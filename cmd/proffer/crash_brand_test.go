package main

import (
	"fmt"
	"path/filepath"
	"testing"
)

// writeBrand writes a brand with two questions, a code that is made, codes of a pool after it, both of which the load uses up, then
// points, and a badge for whoever has those.
func writeBrand(t *testing.T, dir string) string {
	t.Helper()
	write(t, filepath.Join(dir, "brand.json"), `{"brand": "crash", "name": "Crash", "locales": ["en"],
		"controller": {"name": "Crash Ltd", "email": "privacy@crash.example"},
		"recipients": {"shop": {"name": "Crash shop", "role": "self"}},
		"purposes": {"result": {"label": "Show it", "use": "You see it.", "basis": "contract", "keep": "P30D", "later": true, "recipients": ["shop"]}},
		"attributes": {
			"drink": {"type": "choice", "label": "Drink", "category": "preference", "purposes": ["result"],
				"values": {"tea": {"label": "Tea"}, "coffee": {"label": "Coffee"}, "water": {"label": "Water"}}},
			"ice": {"type": "boolean", "label": "Ice", "category": "preference", "purposes": ["result"]}}}`)
	write(t, filepath.Join(dir, "forms", "drinks.json"), `{"form": "drinks", "kind": "survey", "title": "Drinks", "offer": "thanks/code",
		"pages": [{"id": "one", "questions": [
			{"id": "drink", "type": "single", "attribute": "drink", "required": true, "label": "What do you drink?", "why": "We serve it."},
			{"id": "ice", "type": "yes_no", "attribute": "ice", "label": "With ice?", "why": "We serve it that way."}]}]}`)
	write(t, filepath.Join(dir, "programs", "thanks.json"), fmt.Sprintf(`{"program": "thanks", "name": "Thanks", "offers": {
		"code": {"label": "A code", "worth": {"amount": "1.00", "currency": "EUR"},
			"gives": {"kind": "code", "generate": {"prefix": "T-", "length": 10}, "discount": {"percent": 5}},
			"limits": {"perPerson": 1, "stock": %d, "budget": {"amount": "100.00", "currency": "EUR"}}, "ifExhausted": "thanks/voucher"},
		"voucher": {"label": "A voucher", "worth": {"amount": "1.00", "currency": "EUR"},
			"gives": {"kind": "code", "pool": "vouchers", "discount": {"percent": 5}}, "limits": {"perPerson": 1}, "ifExhausted": "thanks/points"},
		"points": {"label": "10 points", "worth": {"amount": "0.10", "currency": "EUR"}, "undo": "PT1H",
			"gives": {"kind": "points", "account": "points", "points": 10}, "limits": {"perPerson": 1}},
		"regular": {"label": "A badge", "worth": {"amount": "0.00", "currency": "EUR"}, "after": ["thanks/points"],
			"gives": {"kind": "badge", "badge": "regular"}, "limits": {"perPerson": 1}}}}`, crashStock))
	return filepath.Dir(dir)
}
