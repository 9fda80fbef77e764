package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"proffer/forms"
)

// reload publishes the folders again at each SIGHUP, until ctx ends. served names the brand of each
// folder that is served.
func (m Main) reload(ctx context.Context, k *kit, dir string, served map[string]string) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-m.Hangup:
		}
		folders, err := brandFolders(dir)
		if err != nil {
			k.log.Error("reload: nothing is changed", "error", err)
			continue
		}
		served = m.reloadFolders(ctx, k, folders, served)
	}
}

// reloadFolders publishes what the folders hold now and withdraws the brands that none holds any more. A
// folder that does not lint, cannot be published, or is of a brand that another folder has too, leaves
// its brand as it was; the others are published. It returns the brand of each folder that is served.
func (m Main) reloadFolders(ctx context.Context, k *kit, folders []string, served map[string]string) map[string]string {
	next := map[string]string{}
	kept := func(folder string, err error) {
		k.log.Error("reload: the brand keeps its old version", "folder", folder, "error", err)
		if brand := served[folder]; brand != "" {
			next[folder] = brand
		}
	}
	loaded, unknown := map[string]*forms.Bundle{}, false
	for _, folder := range folders {
		bundle, findings, err := loadBrand(brandFS(folder), folder)
		printFindings(m.Stderr, folder, findings)
		if err != nil {
			kept(folder, err)
			unknown = unknown || served[folder] == ""
			continue
		}
		loaded[folder] = bundle
	}
	for _, folder := range folders {
		bundle := loaded[folder]
		if bundle == nil {
			continue
		}
		id := bundle.Brand.ID
		var err error
		for _, other := range folders {
			if b := loaded[other]; other != folder && (b != nil && b.Brand.ID == id || b == nil && next[other] == id) {
				err = errors.Join(err, fmt.Errorf("%s and %s are both brand %q; give each brand its own id", folder, other, id))
			}
		}
		if err == nil {
			if err = k.publish(ctx, bundle); err != nil {
				printFindings(m.Stderr, folder, refused(bundle, err))
			}
		}
		next[folder] = id
		if err != nil {
			k.log.Error("reload: the brand keeps its old version", "folder", folder, "brand", id, "error", err)
			continue
		}
		k.log.Info("reloaded", "folder", folder, "brand", id)
	}
	if unknown {
		// A folder that can't be read may be the new place of a brand that seems to be gone.
		k.log.Warn("reload: no brand is withdrawn while a new folder does not lint")
		return next
	}
	for _, id := range k.engine.Published() {
		if slices.Contains(brandsOf(next), id) {
			continue
		}
		if err := k.engine.Withdraw(ctx, id); err != nil {
			k.log.Error("reload: the brand could not be withdrawn", "brand", id, "error", err)
			continue
		}
		k.log.Info("withdrawn", "brand", id)
	}
	return next
}

func brandsOf(served map[string]string) []string {
	var out []string
	for _, id := range served {
		out = append(out, id)
	}
	return out
}
