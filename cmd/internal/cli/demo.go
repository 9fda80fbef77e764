package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/netip"
	"os"
	"slices"
	"strconv"

	"github.com/urfave/cli/v3"

	"proffer/cmd/internal/config"
	"proffer/cmd/internal/demo"
	"proffer/forms"
	"proffer/rewards"
)

// demoBrand is the brand compiled into the binary.
const demoBrand = "fieldnote"

func (m Main) demo() *cli.Command {
	return &cli.Command{
		Name:     "demo",
		Category: groupTry,
		Usage:    "the whole exchange on this machine, with a brand, its shop and two webhook receivers",
		Description: "Serves Fieldnote Coffee's quiz and poll, its shop on the next port (another origin, as in real life), and\n" +
			"receives the webhooks of the shop and the mailer: each is verified and printed here and in the shop's corner.\n" +
			"It prints an API key of the brand and what to type beside it: rewards/README.md walks you through in ten minutes.\n" +
			"With --brands it serves your own brands instead, with a page for each form on the next port; with --watch as\n" +
			"well, what you save shows there at once, beside what lint says of it, and answers are tests: nothing is stored.",
		Flags: []cli.Flag{
			m.Env.Text("", "listen", "127.0.0.1:8080", "`ADDRESS` to listen on; the shop takes the next port; port 0 takes free ones"),
			m.Env.Text("", "data", "", "`DIR` to keep answers and keys in (default: a fresh temporary one)"),
			m.Env.Text("", "brands", "", "`DIR` of your own brand, or of several, to serve instead of the demo's"),
			m.Env.Switch("", "watch", "with --brands: show each change as it is saved, and take answers as tests"),
			m.Env.Switch("", "open", "open the shop, or the page of your forms, in the browser"),
		},
		Metadata: example("proffer demo --open"),
		Action: func(ctx context.Context, cmd *cli.Command) error {
			if _, err := arguments(cmd); err != nil {
				return err
			}
			if dir := cmd.String("brands"); dir != "" {
				return m.runBrands(ctx, brandsRun{dir: dir, address: cmd.String("listen"), data: cmd.String("data"), watch: cmd.Bool("watch"), open: cmd.Bool("open")})
			}
			if cmd.Bool("watch") {
				return misuse("--watch needs --brands DIR: the demo's own brand does not change")
			}
			return m.runDemo(ctx, cmd.String("listen"), cmd.String("data"), cmd.Bool("open"))
		},
	}
}

func (m Main) runDemo(ctx context.Context, address, data string, show bool) error {
	log := m.logger(slog.LevelWarn)
	ln, shopLn, err := demoListen(ctx, address)
	if err != nil {
		return err
	}
	defer ln.Close()
	defer shopLn.Close()
	if data == "" {
		if data, err = os.MkdirTemp("", "proffer-demo-"); err != nil {
			return fmt.Errorf("no temporary folder: %w; name one with --data", err)
		}
	}
	c := config.Config{Data: data, PerAddress: config.PerAddress}
	if err := c.Place(); err != nil {
		return misuse("%w", err)
	}

	server, shop := reachable(ln.Addr()), reachable(shopLn.Addr())
	account, err := demo.NewAccount()
	if err != nil {
		return err
	}
	bundle, err := demoBundle(shop, account)
	if err != nil {
		return err
	}
	endpoints, secrets, err := demoEndpoints(bundle, shop)
	if err != nil {
		return err
	}
	k, err := m.assemble(ctx, c, parts{publicURL: server, endpoints: endpoints, private: ownNetwork(shopLn.Addr()), log: log})
	if err != nil {
		return err
	}
	if err := k.publish(ctx, bundle); err != nil {
		return k.abandon(err)
	}

	key, err := m.demoKey(ctx, k.store, bundle)
	if err != nil {
		return k.abandon(err)
	}

	fmt.Fprintf(m.Stdout, "Fieldnote Coffee, Proffer's demo. Start with the shop:\n\n")
	for _, link := range [][2]string{
		{"Shop", shop + "/"},
		{"Quiz", server + "/f/" + demoBrand + "/find-your-coffee"},
		{"Poll", server + "/f/" + demoBrand + "/next-origin"},
		{"Data", server + "/privacy/" + demoBrand},
		{"Account", shop + "/account"},
		{"Key", key},
	} {
		fmt.Fprintf(m.Stdout, "%s  %s\n", link[0], link[1])
	}
	m.tellDesk(server, key, c.Data)
	fmt.Fprintf(m.Stdout, "\nAnswers and keys are kept in %s\nWebhooks appear below as they arrive. Ctrl-C ends the demo.\n", c.Data)
	if show && m.Open != nil {
		if err := m.Open(shop + "/"); err != nil {
			fmt.Fprintf(m.Stderr, "proffer: %v\n", err)
		}
	}

	shopping, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	shopDone := make(chan error, 1)
	go func() {
		shopDone <- serveUntil(shopping, shopLn, demo.NewShop(demo.ShopOptions{Server: server, Account: account, Secrets: secrets, Out: m.Stdout, Now: m.Now}))
	}()
	// The server ends first, so that the last webhooks still find their receivers.
	err = k.run(ctx, ln)
	stop()
	return errors.Join(err, <-shopDone)
}

// demoListen takes address for the server and the port after it for the shop.
func demoListen(ctx context.Context, address string) (ln, shop net.Listener, err error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, nil, misuse("--listen is %q; give an address such as 127.0.0.1:8080", address)
	}
	number, err := strconv.ParseUint(port, 10, 16)
	if err != nil || number == 65535 {
		return nil, nil, misuse("--listen is %q; give a port from 0 to 65534, since the shop takes the next one", address)
	}
	if ln, err = listen(ctx, address, "--listen"); err != nil {
		return nil, nil, err
	}
	next := "0"
	if number != 0 {
		next = strconv.FormatUint(number+1, 10)
	}
	if shop, err = listen(ctx, net.JoinHostPort(host, next), "--listen"); err != nil {
		ln.Close()
		return nil, nil, fmt.Errorf("the shop's port: %w", err)
	}
	return ln, shop, nil
}

// demoBundle is the demo brand with the shop's origin among its own.
func demoBundle(shop string, account *demo.Account) (*forms.Bundle, error) {
	folder, err := fs.Sub(demo.BrandsAt(shop, account), demoBrand)
	if err != nil {
		return nil, err
	}
	bundle, findings, err := loadBrand(folder, demoBrand)
	if err != nil {
		return nil, fmt.Errorf("%w\n%v", err, findings)
	}
	return bundle, nil
}

// demoEndpoints give each of the brand's two recipients what the brand's purposes let it have, with
// secrets made for this run.
func demoEndpoints(bundle *forms.Bundle, shop string) ([]rewards.Endpoint, map[string]string, error) {
	events := map[string][]string{
		"shop": {rewards.EventResponseCompleted, rewards.EventRewardGranted, rewards.EventRedemptionMade, rewards.EventRedemptionUndone,
			rewards.EventRewardRedeemed, rewards.EventRewardRevoked},
		"mailer": {rewards.EventResponseCompleted},
	}
	var endpoints []rewards.Endpoint
	secrets := map[string]string{}
	for _, recipient := range []string{"shop", "mailer"} {
		secret, err := rewards.NewSecret()
		if err != nil {
			return nil, nil, err
		}
		secrets[recipient] = secret
		endpoints = append(endpoints, rewards.Endpoint{
			ID: recipient, Brand: bundle.Brand.ID, Recipient: recipient, Purposes: purposesOf(bundle, recipient),
			Events: events[recipient], URL: shop + "/hooks/" + recipient, Secret: secret,
		})
	}
	return endpoints, secrets, nil
}

// purposesOf are the purposes that name the recipient.
func purposesOf(bundle *forms.Bundle, recipient string) []string {
	var ids []string
	for _, id := range bundle.Brand.Purposes.Names() {
		if purpose, ok := bundle.Brand.Purposes.Get(id); ok && slices.Contains(purpose.Recipients, recipient) {
			ids = append(ids, id)
		}
	}
	return ids
}

// ownNetwork is this machine's loopback and the shop's own address, where the demo's webhooks go.
func ownNetwork(address net.Addr) []netip.Prefix {
	list := []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")}
	if at, err := netip.ParseAddrPort(address.String()); err == nil && !at.Addr().IsUnspecified() {
		list = append(list, netip.PrefixFrom(at.Addr().Unmap(), at.Addr().Unmap().BitLen()))
	}
	return list
}
