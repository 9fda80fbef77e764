package cli

import (
	"context"
	"fmt"
	"net"

	"github.com/urfave/cli/v3"

	"proffer/cmd/internal/config"
	"proffer/forms"
	"proffer/forms/fault"
)

func (m Main) serve() *cli.Command {
	return &cli.Command{
		Name:     "serve",
		Category: groupRun,
		Usage:    "serve brands to people, and send webhooks to their systems",
		Description: "Publishes what is new in the brand folders and serves them until it is told to end (Ctrl-C, SIGTERM).\n" +
			"A folder that does not lint keeps it from starting. SIGHUP reads the folders again; one that does not lint\n" +
			"then keeps its old version, and a brand whose folder is gone is withdrawn. Back up store, vault and keys together: see proffer backup.",
		Flags:    config.ServeFlags(m.Env),
		Metadata: example("proffer serve --brands ./brands --data /var/lib/proffer --public-url https://answers.fieldnote.example"),
		Action: func(ctx context.Context, cmd *cli.Command) error {
			c, err := configured(cmd)
			if err != nil {
				return err
			}
			if c.Brands == "" {
				return misuse("--brands is missing; give the folder of a brand, or of several")
			}
			return m.serveBrands(ctx, c)
		},
	}
}

func (m Main) serveBrands(ctx context.Context, c config.Config) error {
	log := m.logger(c.LogLevel)
	bundles, where, served, err := m.loadBrands(c.Brands)
	if err != nil {
		return err
	}
	endpoints, err := readEndpoints(c.Endpoints)
	if err != nil {
		return err
	}
	if err := known(endpoints, bundles); err != nil {
		return err
	}
	ln, err := listen(ctx, c.Listen, "--listen")
	if err != nil {
		return err
	}
	defer ln.Close() // the server closes it first; this is for the errors before
	if c.PublicURL == "" {
		c.PublicURL = reachable(ln.Addr())
	}
	p := parts{publicURL: c.PublicURL, endpoints: endpoints, private: c.AllowPrivateWebhooks, log: log}
	var watched net.Listener
	if c.Metrics != "" {
		if watched, err = listen(ctx, c.Metrics, "--metrics"); err != nil {
			return err
		}
		defer watched.Close() // as above
		p.metrics = newMetrics()
	}
	k, err := m.assemble(ctx, c, p)
	if err != nil {
		return err
	}
	for _, bundle := range bundles {
		if err := k.publish(ctx, bundle); err != nil {
			printFindings(m.Stderr, where[bundle], refused(bundle, err))
			return k.abandon(err)
		}
	}
	fmt.Fprintf(m.Stdout, "Serving %s at %s\n", plural(len(bundles), "brand"), c.PublicURL)
	for _, bundle := range bundles {
		for _, form := range bundle.Forms {
			fmt.Fprintf(m.Stdout, "  %s/f/%s/%s\n", c.PublicURL, bundle.Brand.ID, form.ID)
		}
	}
	reloading, stop := context.WithCancel(ctx)
	defer stop()
	go m.reload(reloading, k, c.Brands, served)
	if watched != nil {
		fmt.Fprintf(m.Stdout, "Metrics at %s/metrics\n", reachable(watched.Addr()))
		go func() {
			if err := p.metrics.serve(reloading, watched, &deliveries{store: k.store}); err != nil {
				log.Error("metrics are not served any more", "cause", err.Error())
			}
		}()
	}
	return k.run(ctx, ln)
}

// loadBrands reads every brand folder, prints all findings of all of them, and fails if one of them
// cannot be published or two are of the same brand. where says in which folder each bundle is, served
// names the brand of each folder.
func (m Main) loadBrands(dir string) (_ []*forms.Bundle, where map[*forms.Bundle]string, served map[string]string, _ error) {
	folders, err := brandFolders(dir)
	if err != nil {
		return nil, nil, nil, fmt.Errorf("--brands: %w", err)
	}
	var bundles []*forms.Bundle
	var refused error
	folderOf := map[string]string{}
	where, served = map[*forms.Bundle]string{}, map[string]string{}
	for _, folder := range folders {
		bundle, findings, err := loadBrand(brandFS(folder), folder)
		printFindings(m.Stderr, folder, findings)
		if err != nil {
			refused = err
			continue
		}
		if other := folderOf[bundle.Brand.ID]; other != "" {
			return nil, nil, nil, fmt.Errorf("%s and %s are both brand %q; give each brand its own id", other, folder, bundle.Brand.ID)
		}
		folderOf[bundle.Brand.ID], where[bundle], served[folder] = folder, folder, bundle.Brand.ID
		bundles = append(bundles, bundle)
	}
	return bundles, where, served, refused
}

// refused are the findings for which a bundle that lints was not published: it does not go with what
// was published before.
func refused(bundle *forms.Bundle, err error) []forms.Finding {
	if !fault.Is(err, fault.Conflict) {
		return nil
	}
	return bundle.Place(fault.Of(err).Fields)
}

// reachable is the URL of a listener for this machine's own browser.
func reachable(address net.Addr) string {
	host, port, err := net.SplitHostPort(address.String())
	if err != nil {
		return "http://" + address.String()
	}
	if ip := net.ParseIP(host); ip != nil && ip.IsUnspecified() {
		host = "localhost"
	}
	return "http://" + net.JoinHostPort(host, port)
}
