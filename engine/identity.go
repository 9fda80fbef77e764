package engine

import (
	"crypto"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/google/uuid"

	"proffer/forms"
	"proffer/forms/fault"
)

// identityKey is a brand's public key with the one algorithm it may be used with.
type identityKey struct {
	alg    string
	public crypto.PublicKey
}

func identityKeys(list []forms.Key) (map[string]identityKey, error) {
	out := map[string]identityKey{}
	for _, k := range list {
		public, err := k.PublicKey()
		if err != nil {
			return nil, fault.New(fault.Invalid, "the brand's key %q: %s", k.KID, err)
		}
		out[k.KID] = identityKey{k.Alg, public}
	}
	return out, nil
}

const (
	audienceIdentity = "proffer"
	maxCustomerID    = 200
	// maxIdentityLife bounds how long a token made from an identity reads everything: the brand's site
	// can sign a new one at any time.
	maxIdentityLife = 24 * time.Hour
	// maxReturns bounds how often one customer can be erased and come back.
	maxReturns = 100
)

// person is whom a ticket is for: somebody new, whom a subject token speaks for, or a customer whom
// the brand has signed.
type person struct {
	signed  bool
	subject func(returned int) uuid.UUID
	reach   string // of the token that is given
	life    time.Duration
	opens   bool        // the ticket may tell sealed values
	context *forms.Node // what the brand has signed with the identity
}

// identityClaims are those of an identity.
type identityClaims struct {
	jwt.RegisteredClaims
	Context json.RawMessage `json:"context,omitempty"`
}

// who finds out for whom a ticket is. A signed identity is a person of its own: what this device
// answered before is joined with it only when the person says so.
func (e *Engine) who(b *brand, r TicketRequest, now time.Time) (person, error) {
	if r.Identity != "" {
		return e.customer(b, r, now)
	}
	subject, opens := e.o.NewID(), false
	if r.Subject != "" {
		caller, err := e.Caller(r.Subject)
		if err == nil && caller.Brand != r.Brand {
			err = fault.At(fault.Unauthorized, "", "token_forged", "this subject token belongs to another brand")
		}
		if err != nil {
			f := fault.Of(err)
			for i := range f.Fields {
				f.Fields[i].Pointer = "/subject"
			}
			return person{}, f
		}
		subject, opens = caller.Subject, caller.Reach == ReachFull
	}
	return person{subject: func(int) uuid.UUID { return subject }, reach: ReachDevice, life: deviceTokenLife, opens: opens}, nil
}

// customer verifies an identity that the brand has signed.
func (e *Engine) customer(b *brand, r TicketRequest, now time.Time) (person, error) {
	claims := &identityClaims{}
	parser := jwt.NewParser(jwt.WithValidMethods([]string{forms.AlgEdDSA, forms.AlgES256, forms.AlgRS256}), jwt.WithAudience(audienceIdentity),
		jwt.WithIssuer(r.Brand), jwt.WithExpirationRequired(), jwt.WithTimeFunc(e.o.Now), jwt.WithStrictDecoding())
	_, err := parser.ParseWithClaims(r.Identity, claims, func(t *jwt.Token) (any, error) {
		kid, ok := t.Header["kid"].(string)
		if key, known := b.keys[kid]; ok && known && key.alg == t.Method.Alg() {
			return key.public, nil
		}
		return nil, jwt.ErrTokenUnverifiable
	})
	if errors.Is(err, jwt.ErrTokenExpired) {
		return person{}, fault.At(fault.Unauthorized, "/identity", "identity_expired", "this identity has expired; sign a new one")
	}
	if err != nil || claims.Subject == "" || len(claims.Subject) > maxCustomerID {
		return person{}, fault.At(fault.Unauthorized, "/identity", "identity_forged",
			"this is not an identity that the brand has signed for us: a JWT with kid, iss %q, aud %q, sub and exp", r.Brand, audienceIdentity)
	}
	var signed *forms.Node
	if len(claims.Context) > 0 {
		var faults []fault.Field
		if signed, faults, _ = forms.ParseTree(claims.Context); faults != nil || (signed.Kind != forms.Object && signed.Kind != forms.Null) {
			return person{}, fault.At(fault.Invalid, "/identity", "wrong_type", `the identity's "context" is no object; sign an object: field to value`)
		}
	}
	brandID, customer := r.Brand, claims.Subject
	return person{
		signed:  true,
		subject: func(returned int) uuid.UUID { return e.o.Keys.customer(brandID, customer, returned) },
		reach:   ReachFull,
		life:    min(claims.ExpiresAt.Sub(now), maxIdentityLife),
		opens:   true,
		context: signed,
	}, nil
}

// customerVersion is the UUID version of a customer's subject; all other subjects have version 7.
const customerVersion = 8

// customer is the subject of a brand's customer: the same each time, and nothing that tells the
// customer's id without our key. It is a UUID of version 8 (RFC 9562, section 5.8).
func (k Keys) customer(brand, customer string, returned int) uuid.UUID {
	mac := hmac.New(sha256.New, k.Refs)
	mac.Write([]byte("proffer subject\x00" + brand + "\x00"))
	mac.Write(binary.BigEndian.AppendUint32(nil, uint32(returned)))
	mac.Write([]byte(customer))
	id := uuid.UUID(mac.Sum(nil)[:16])
	id[6] = id[6]&0x0f | customerVersion<<4
	id[8] = id[8]&0x3f | 0x80
	return id
}
