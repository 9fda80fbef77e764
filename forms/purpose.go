package forms

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// The bases on which a value may be held.
const (
	BasisContract           = "contract"            // needed for the result or reward the person asked for
	BasisConsent            = "consent"             // off until a yes
	BasisLegitimateInterest = "legitimate_interest" // stated, and open to objection
)

// Purpose is what a value may be used for.
type Purpose struct {
	Label      Text     `json:"label" must:"true"`
	Use        Text     `json:"use" must:"true"`
	Basis      string   `json:"basis" must:"true"`
	Interest   Text     `json:"interest,omitempty"` // of a legitimate interest: which
	Explicit   bool     `json:"explicit,omitempty"` // consent: explicit, for special categories
	Keep       *Period  `json:"keep" must:"true"`
	KeepReason string   `json:"keepReason,omitempty"` // why longer than two years
	Later      bool     `json:"later,omitempty"`      // used after the exchange too
	Recipients []string `json:"recipients,omitempty"`
	DPV        string   `json:"dpv,omitempty"` // the W3C Data Privacy Vocabulary's name of it
}

// Recipient is who may receive values.
type Recipient struct {
	Name      string `json:"name" must:"true"`
	Role      string `json:"role" must:"true"`
	Country   string `json:"country,omitempty"`
	Safeguard Text   `json:"safeguard,omitempty"`
}

// The roles of a recipient. Self is the brand's own system.
const (
	RoleSelf       = "self"
	RoleProcessor  = "processor"
	RoleController = "controller"
)

func (r Recipient) check(c *checks, at string, b *Brand) {
	if !visible(r.Name) {
		c.fault(at+"/name", "required", "write the name that people can look up", "the recipient has no name")
	}
	roles := []string{RoleSelf, RoleProcessor, RoleController}
	if !slices.Contains(roles, r.Role) {
		c.fault(at+"/role", "out_of_range", Suggest(r.Role, roles), "%q is not a recipient's role", r.Role)
	}
	elsewhere := r.Role != RoleSelf && slices.Contains(roles, r.Role)
	if elsewhere && r.Country == "" && !b.lost(at+"/country") {
		c.fault(at, "required", `add "country", ISO 3166's two letters`, "the recipient is not the brand itself, and nothing says where it is")
	}
	if r.Country != "" && !isCountry(r.Country) {
		c.fault(at+"/country", "out_of_range", "use ISO 3166's two letters, e.g. DE", "%q is not a country code", r.Country)
	}
	if elsewhere && len(r.Safeguard) == 0 && !b.lost(at+"/safeguard") {
		c.fault(at, "required", `add "safeguard", what protects the data there`, "the recipient is not the brand itself, and nothing says how the data are protected there")
	}
	for _, locale := range sortedLocales(r.Safeguard) {
		if len(words(r.Safeguard[locale])) == 1 {
			c.warn(below(at+"/safeguard", locale), "safeguard", `write what protects the data there, e.g. "EU data centre, contract under Art. 28 GDPR"`, "people read this in the notice, and %q tells them nothing", r.Safeguard[locale])
		}
	}
}

func (p Purpose) check(c *checks, at string, b *Brand) {
	if p.based() {
		p.checkBasis(c, at, b)
	} else {
		c.fault(at+"/basis", "out_of_range", Suggest(p.Basis, bases), "%q is not a basis", p.Basis)
	}
	if p.DPV != "" && !dpvForm.MatchString(p.DPV) {
		c.fault(at+"/dpv", "out_of_range", "write dpv: and the name, e.g. dpv:DirectMarketing", "%q is not a name of the Data Privacy Vocabulary", p.DPV)
	}
	for i, r := range p.Recipients {
		here := at + "/recipients/" + strconv.Itoa(i)
		recipient, known := b.Recipients.Get(r)
		if !known && !b.lost(below("/recipients", r)) {
			c.fault(here, "dangling_recipient", Suggest(r, b.Recipients.Names()), "no recipient is called %q", r)
		} else if recipient.Role == RoleController && p.based() && p.Basis != BasisConsent {
			c.fault(here, "needs_consent", "write consent as the basis, and ask for it", "%q is another controller: it gets nothing without consent", r)
		}
		if slices.Index(p.Recipients, r) < i {
			c.fault(here, "duplicate", "name each once", "the recipient %q stands twice", r)
		}
	}
}

var bases = []string{BasisContract, BasisConsent, BasisLegitimateInterest}

// based tells whether the basis is one that exists; of another one nothing follows.
func (p Purpose) based() bool { return slices.Contains(bases, p.Basis) }

// checkBasis reports what does not go with the basis.
func (p Purpose) checkBasis(c *checks, at string, b *Brand) {
	if p.Basis == BasisLegitimateInterest && len(p.Interest) == 0 && !b.lost(at+"/interest") {
		c.fault(at, "required", `add "interest", a sentence that people will read`, "a legitimate interest has to be stated")
	}
	if p.Basis != BasisContract && p.DPV == "" && !b.lost(at+"/dpv") {
		c.fault(at, "required", `add "dpv", e.g. dpv:DirectMarketing`, "a purpose on %s names its kind in the Data Privacy Vocabulary", p.Basis)
	}
	if p.Explicit && p.Basis != BasisConsent {
		c.fault(at+"/explicit", "unknown_field", "leave it out", "only a consent can be explicit")
	}
	if len(p.Interest) > 0 && p.Basis != BasisLegitimateInterest {
		c.fault(at+"/interest", "unknown_field", "leave it out", "only a legitimate interest is stated")
	}
	if p.Basis != BasisConsent && marketing(p.DPV) {
		c.fault(at+"/basis", "needs_consent", "write consent, and ask for it", "marketing rests on nothing but consent")
	}
}

var dpvForm = regexp.MustCompile(`^dpv:[A-Z][A-Za-z]{1,79}$`)

// marketingTerms are dpv:Marketing and what lies below it in the Data Privacy Vocabulary 2.0, as its table
// of purposes has it (w3c/dpv, 2.0/dpv/modules/purposes.csv: hasbroader): Advertising, DirectMarketing,
// PublicRelations and SocialMediaMarketing below Marketing, PersonalisedAdvertising below Advertising, and
// TargetedAdvertising below that.
var marketingTerms = []string{
	"dpv:Marketing", "dpv:Advertising", "dpv:DirectMarketing", "dpv:PublicRelations", "dpv:SocialMediaMarketing",
	"dpv:PersonalisedAdvertising", "dpv:TargetedAdvertising",
}

// marketing tells whether a purpose is one of these, or by its name one of another version of the vocabulary.
func marketing(dpv string) bool {
	lower := strings.ToLower(dpv) // of a name that is spelled wrong too: consent is not to be escaped by a slip of the pen
	return slices.Contains(marketingTerms, dpv) || strings.Contains(lower, "market") || strings.Contains(lower, "advert")
}

// Version names the purpose's terms: the digest of use, basis, recipients and keep. A yes was given
// to one version, and holds for no other.
func (p Purpose) Version() string {
	recipients := slices.Clone(p.Recipients)
	slices.Sort(recipients)
	keep := ""
	if p.Keep != nil {
		keep = p.Keep.String()
	}
	raw, err := json.Marshal([]any{p.Use, p.Basis, recipients, keep, p.Explicit, p.Interest})
	if err != nil {
		panic("forms: a purpose that does not encode: " + err.Error()) // strings only
	}
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:4])
}

// Covers tells whether what was said to these terms holds for later ones: they are the same, or they use a value for less, with
// fewer recipients or a shorter time.
func (p Purpose) Covers(later Purpose) bool {
	return p.Version() == later.Version() || p.narrows(later)
}
