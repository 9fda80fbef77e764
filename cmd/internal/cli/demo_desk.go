package cli

import (
	"context"
	"fmt"
	"strings"
	"time"

	"proffer/forms"
	"proffer/rewards"
)

// demoKeyLife ends the keys of demos that were long forgotten; each start makes a key of its own.
const demoKeyLife = 7 * 24 * time.Hour

// demoKey makes an API key of the demo's shop that may do everything, and is shown once.
func (m Main) demoKey(ctx context.Context, store rewards.KeyStore, bundle *forms.Bundle) (string, error) {
	now := m.Now().UTC()
	k := rewards.AccessKey{Brand: bundle.Brand.ID, Name: "demo", Recipient: "shop", Purposes: purposesOf(bundle, "shop"), Scopes: rewards.Scopes,
		Created: now, Expires: now.Add(demoKeyLife)}
	text := k.Make()
	if err := store.AddKey(ctx, k); err != nil {
		return "", fmt.Errorf("the demo's API key: %w", err)
	}
	return text, nil
}

// tellDesk says what a shop's own server, and the operator, can do beside the running demo. What it
// prints is a shell's, so that all of it can be copied.
func (m Main) tellDesk(server, key, data string) {
	fmt.Fprintf(m.Stdout, "\nFor the shop's own server, in another terminal (rewards/README.md goes on from here):\n\n"+
		"  export SERVER=%s KEY=%s PROFFER_DATA=%s\n"+
		"  curl -H \"Authorization: Bearer $KEY\" $SERVER/v1/programs/welcome\n"+
		"  proffer verify\n", server, key, quoted(data))
}

// quoted is a word as a shell reads it.
func quoted(text string) string {
	if !strings.ContainsFunc(text, func(r rune) bool {
		return !strings.ContainsRune("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-+:", r)
	}) {
		return text
	}
	return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
}
