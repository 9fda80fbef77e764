package cli

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/urfave/cli/v3"

	"proffer/cmd/internal/config"
	"proffer/engine"
	"proffer/forms/fault"
	"proffer/rewards"
	"proffer/storage"
)

func (m Main) keys() *cli.Command {
	return &cli.Command{
		Name:     "keys",
		Category: groupRun,
		Usage:    "make, list and revoke API keys of the brand's own servers",
		Commands: []*cli.Command{m.keysCreate(), m.keysList(), m.keysRevoke()},
		Action:   m.group,
	}
}

func (m Main) keysCreate() *cli.Command {
	return &cli.Command{
		Name:  "create",
		Usage: "make an API key and print it, once",
		Description: "The key stands on standard output alone, so that it can be piped into a secret store; only its hash is kept.\n" +
			"It is good at once on a server that is running. It may do what its scopes say, and sees values of its purposes\n" +
			"only, as its recipient. Scopes: " + strings.Join(rewards.Scopes, " ") + ".",
		Flags: m.besideFlags(
			m.Env.Text("", "brand", "", brandFlag),
			m.Env.Text("", "name", "", "`NAME` that says what the key is for, such as till-1 (default: the day on which it is made)"),
			m.Env.List("", "scope", "`SCOPE` of the key; repeatable, or with commas (required)"),
			m.Env.List("", "purpose", "`PURPOSE` whose values it may see; repeatable, or with commas (default: none)"),
			m.Env.Text("", "recipient", "", "`RECIPIENT` that it is for (default: the brand itself)"),
			m.Env.Text("", "expires", "", "`TIME` for which it is good, such as 90d or 12h (default: until it is revoked)"),
		),
		Metadata: example("proffer keys create --brand fieldnote --name till-1 --scope rewards:write,events:read --purpose recommend --expires 90d"),
		Action: func(ctx context.Context, cmd *cli.Command) error {
			_, c, err := placed(cmd)
			if err == nil {
				err = needs(cmd, "scope")
			}
			if err != nil {
				return err
			}
			k := rewards.AccessKey{Brand: cmd.String("brand"), Name: cmd.String("name"), Recipient: cmd.String("recipient"),
				Scopes: cmd.StringSlice("scope"), Purposes: cmd.StringSlice("purpose"), Created: m.Now().UTC()}
			if k.Name == "" {
				k.Name = k.Created.Format(time.DateOnly)
			}
			if text := cmd.String("expires"); text != "" {
				life, err := lifetime(text)
				if err != nil {
					return err
				}
				k.Expires = k.Created.Add(life)
			}
			return m.createKey(ctx, c, k)
		},
	}
}

// lifetime reads how long a key is good: whole days, or a duration such as 12h.
func lifetime(text string) (time.Duration, error) {
	var life time.Duration
	var err error
	if days, found := strings.CutSuffix(text, "d"); found {
		var n int64
		n, err = strconv.ParseInt(days, 10, 16)
		life = time.Duration(n) * 24 * time.Hour
	} else {
		life, err = time.ParseDuration(text)
	}
	if err != nil || life <= 0 {
		return 0, misuse("--expires is %q; give days or hours, such as 90d or 12h", text)
	}
	return life, nil
}

func (m Main) createKey(ctx context.Context, c config.Config, k rewards.AccessKey) error {
	return m.beside(ctx, c, func(store storage.Store, e *engine.Engine) (err error) {
		if k.Brand, err = brandOf(ctx, store, k.Brand); err != nil {
			return err
		}
		if k.Recipient, err = e.Recipient(ctx, k.Brand, k.Recipient, k.Purposes); err != nil {
			return err
		}
		text := k.Make()
		if wrong := k.Validate(); wrong != nil {
			return &fault.Error{Code: fault.Invalid, Detail: "the key is not made", Fields: wrong}
		}
		if err := store.AddKey(ctx, k); err != nil {
			return err
		}
		fmt.Fprintf(m.Stderr, "This is the only time that the key is shown. Revoke it with: proffer keys revoke %s\n", k.Prefix())
		fmt.Fprintln(m.Stdout, text)
		return nil
	})
}

func (m Main) keysList() *cli.Command {
	return m.list(listing{
		usage:   "list keys with what they may do and when they were last used",
		example: "proffer keys list --brand fieldnote",
		brand:   "`BRAND` whose keys are listed (default: every brand's)",
		read: func(ctx context.Context, store storage.Store, _ *engine.Engine, brand string) ([][]string, any, error) {
			list, err := store.Keys(ctx, brand)
			if err != nil {
				return nil, nil, err
			}
			views := make([]keyView, len(list))
			table := [][]string{{"KEY", "BRAND", "NAME", "RECIPIENT", "SCOPES", "PURPOSES", "EXPIRES", "LAST USED", "STATE"}}
			for i, k := range list {
				v := m.viewKey(k)
				views[i] = v
				state := v.State
				if v.Revoked != nil {
					state += " " + minute(k.Revoked, "")
				}
				table = append(table, []string{v.Key, v.Brand, v.Name, v.Recipient, strings.Join(v.Scopes, ","), strings.Join(v.Purposes, ","),
					minute(k.Expires, "never"), minute(k.Used, "never"), state})
			}
			return table, views, nil
		},
	})
}

// keyView is a key as it is listed: without its hash.
type keyView struct {
	Key       string     `json:"key"` // its beginning
	Brand     string     `json:"brand"`
	Name      string     `json:"name"`
	Recipient string     `json:"recipient"`
	Scopes    []string   `json:"scopes"`
	Purposes  []string   `json:"purposes"`
	Created   time.Time  `json:"created"`
	Expires   *time.Time `json:"expires"` // null: never, as for those below
	Used      *time.Time `json:"used"`
	Revoked   *time.Time `json:"revoked"`
	State     string     `json:"state"` // good, revoked or expired
}

func (m Main) viewKey(k rewards.AccessKey) keyView {
	v := keyView{
		Key: k.Prefix(), Brand: k.Brand, Name: k.Name, Recipient: k.Recipient, Scopes: k.Scopes, Purposes: append([]string{}, k.Purposes...),
		Created: k.Created, Expires: optional(k.Expires), Used: optional(k.Used), Revoked: optional(k.Revoked), State: "good",
	}
	switch {
	case v.Revoked != nil:
		v.State = "revoked"
	case k.Ended(m.Now()):
		v.State = "expired"
	}
	return v
}

func (m Main) keysRevoke() *cli.Command {
	return &cli.Command{
		Name:        "revoke",
		Usage:       "end a key for good",
		Description: "Give the key's beginning as list shows it, pk_ and eight characters. A running server notices within five seconds.",
		UsageText:   "proffer keys revoke KEY [options]",
		Flags:       m.besideFlags(),
		Metadata:    example("proffer keys revoke pk_Ab12Cd34"),
		Action: func(ctx context.Context, cmd *cli.Command) error {
			given, c, err := placed(cmd, "KEY")
			if err != nil {
				return err
			}
			id, found := strings.CutPrefix(given[0], "pk_")
			if whole, ok := rewards.KeyID(given[0]); ok {
				id = whole
			}
			if !found {
				return misuse("%q is no key; give its beginning as proffer keys list shows it, such as pk_Ab12Cd34", given[0])
			}
			return m.beside(ctx, c, func(store storage.Store, _ *engine.Engine) error {
				err := store.RevokeKey(ctx, id, m.Now())
				if fault.Is(err, fault.NotFound) {
					return fmt.Errorf("there is no key pk_%s; proffer keys list shows those that there are", id)
				}
				if err != nil {
					return err
				}
				fmt.Fprintf(m.Stdout, "pk_%s is revoked\n", id)
				return nil
			})
		},
	}
}
