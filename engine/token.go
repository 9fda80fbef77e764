package engine

import (
	"errors"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/google/uuid"

	"proffer/forms/fault"
)

// The reach of a subject token. A device token answers, refuses, withdraws and erases, and reads no
// sealed value: a device can be shared. A full token reads all.
const (
	ReachDevice = "device"
	ReachFull   = "full"
)

const (
	audienceTicket  = "proffer/ticket"
	audienceSubject = "proffer/subject"

	deviceTokenLife = 365 * 24 * time.Hour
	manageTokenLife = time.Hour
)

// tokenClaims are those of a subject token.
type tokenClaims struct {
	jwt.RegisteredClaims
	Brand string `json:"brand"`
	Reach string `json:"reach"`
}

// Caller is who a subject token speaks for.
type Caller struct {
	Brand   string
	Subject uuid.UUID
	Reach   string
}

func (e *Engine) token(brand string, subject uuid.UUID, reach string, at time.Time, life time.Duration) (string, error) {
	return sign(e.o.Keys.Tokens, &tokenClaims{
		RegisteredClaims: jwt.RegisteredClaims{
			Subject: subject.String(), Audience: jwt.ClaimStrings{audienceSubject},
			IssuedAt: jwt.NewNumericDate(at), ExpiresAt: jwt.NewNumericDate(at.Add(life)),
		},
		Brand: brand, Reach: reach,
	})
}

// Caller reads a subject token. Each way in which it can be wrong is Unauthorized.
func (e *Engine) Caller(token string) (Caller, error) {
	c := &tokenClaims{}
	if err := e.verify(token, e.o.Keys.Tokens, audienceSubject, c); err != nil {
		if errors.Is(err, jwt.ErrTokenExpired) {
			return Caller{}, fault.At(fault.Unauthorized, "", "token_expired", "this subject token has expired; ask for a new one")
		}
		return Caller{}, fault.At(fault.Unauthorized, "", "token_forged", "this is not a subject token of this server")
	}
	subject, err := uuid.Parse(c.Subject)
	if err != nil || c.Brand == "" || (c.Reach != ReachDevice && c.Reach != ReachFull) {
		return Caller{}, fault.At(fault.Unauthorized, "", "token_forged", "this is not a subject token of this server")
	}
	return Caller{Brand: c.Brand, Subject: subject, Reach: c.Reach}, nil
}

func sign(ring []SigningKey, claims jwt.Claims) (string, error) {
	t := jwt.NewWithClaims(jwt.SigningMethodHS256, claims)
	t.Header["kid"] = ring[0].KID
	s, err := t.SignedString(ring[0].Secret)
	return s, fault.Wrap(fault.Internal, err, "")
}

// verify checks signature, audience and expiry; the algorithm is pinned and the key is chosen by
// its id among this server's only.
func (e *Engine) verify(token string, ring []SigningKey, audience string, into jwt.Claims) error {
	if strings.ContainsAny(token, "\r\n") {
		return jwt.ErrTokenMalformed // the base64 decoder would read over a line feed, strict or not
	}
	parser := jwt.NewParser(jwt.WithValidMethods([]string{"HS256"}), jwt.WithAudience(audience), jwt.WithExpirationRequired(),
		jwt.WithTimeFunc(e.o.Now), jwt.WithStrictDecoding())
	_, err := parser.ParseWithClaims(token, into, func(t *jwt.Token) (any, error) {
		for _, k := range ring {
			if t.Header["kid"] == k.KID {
				return k.Secret, nil
			}
		}
		return nil, jwt.ErrTokenUnverifiable
	})
	return err
}
