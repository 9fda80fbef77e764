// Package storetest is the one suite that every store passes. Each sentence of the comments of
// engine.Store, rewards.Store and forms.Store is a case here; a case's comment says why it exists.
package storetest

import (
	"context"
	"testing"
	"time"

	"github.com/google/uuid"

	"proffer/engine"
	"proffer/forms"
	"proffer/rewards"
)

// Store is what the suite asks of a store.
type Store interface {
	engine.Store
	rewards.Store
	forms.Store
	Ready(ctx context.Context) error
	Backup(ctx context.Context, dir string) error
	Close() error
}

// Opened is a fresh store with the means to make it suffer. What a means needs to clean up, it
// leaves to t.Cleanup.
type Opened struct {
	Store
	// SetNow sets the store's clock, which starts at Start.
	SetNow func(now time.Time)
	// Reopen closes the store and opens it again.
	Reopen func(t *testing.T) Store
	// Crash opens a copy of what the store's files hold at this moment, as a process killed now would
	// leave them; the store itself goes on.
	Crash func(t *testing.T) Store
	// Fill makes commits that need space fail until relieve is called.
	Fill func(t *testing.T) (relieve func())
	// Bytes returns everything that the store and its vault have on disk, logs included.
	Bytes func(t *testing.T) []byte
	// LoseKey makes the vault forget a subject's key without a tombstone.
	LoseKey func(t *testing.T, brand string, subject uuid.UUID)
	// Tombstone commits an erasure in the vault only, as a process that dies half-way would.
	Tombstone func(t *testing.T, brand string, subject uuid.UUID)
	// Ballots returns the key of an anonymous poll and the hashes under it, as they stand in the store.
	Ballots func(t *testing.T, brand, form string) [][]byte
	// HalfDelete deletes an endpoint as a process that dies half-way would.
	HalfDelete func(t *testing.T, brand, id string)
	// Restore puts a backup in place of the store's files and opens it.
	Restore func(t *testing.T, dir string) Store
}

// Run runs the suite; open makes a fresh store for each case.
func Run(t *testing.T, open func(t *testing.T) *Opened) {
	for _, group := range []struct {
		name  string
		cases map[string]func(t *testing.T, o *Opened)
	}{
		{"publish", publishCases}, {"complete", completeCases}, {"refuse", refuseCases}, {"values", valueCases},
		{"rewards", rewardCases}, {"bonuses", bonusCases}, {"read", readCases}, {"erase", eraseCases}, {"expire", expireCases},
		{"polls", pollCases}, {"responses", responsesCases}, {"deliveries", deliveryCases},
		{"concurrent", concurrentCases}, {"crash", crashCases}, {"failure", failureCases}, {"backup", backupCases},
		{"state", stateCases}, {"grants", grantCases}, {"ballots", ballotCases}, {"keys", keyCases}, {"feed", feedCases},
		{"endpoints", endpointCases}, {"delivery log", deliveryLogCases},
		{"pools", poolCases}, {"draws", drawCases}, {"spendings", spendingCases}, {"verify", verifyCases},
	} {
		t.Run(group.name, func(t *testing.T) {
			for name, run := range group.cases {
				t.Run(name, func(t *testing.T) { run(t, open(t)) })
			}
		})
	}
}

var ctx = context.Background()
