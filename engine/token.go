package engine

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/google/uuid"

	"proffer/forms/fault"
)

// The reach of a subject token. A device token answers, refuses, withdraws and erases, and reads no
// sealed value: a device can be shared. One of a response reads also what was told in that response. A full
// token reads all.
const (
	ReachDevice   = "device"
	ReachResponse = "response"
	ReachFull     = "full"
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
	Brand    string `json:"brand"`
	Reach    string `json:"reach"`
	Response string `json:"response,omitempty"`
}

// Caller is who a subject token speaks for.
type Caller struct {
	Brand    string
	Subject  uuid.UUID
	Reach    string
	Response uuid.UUID // of ReachResponse
}

// Opens tells whether the caller may read sealed values of a response.
func (c Caller) Opens(response uuid.UUID) bool {
	return c.Reach == ReachFull || (c.Reach == ReachResponse && c.Response == response)
}

func (e *Engine) token(c Caller, at time.Time, life time.Duration) (string, error) {
	response := ""
	if c.Reach == ReachResponse {
		response = c.Response.String()
	}
	return sign(e.o.Keys.Tokens, &tokenClaims{
		RegisteredClaims: jwt.RegisteredClaims{
			Subject: c.Subject.String(), Audience: jwt.ClaimStrings{audienceSubject},
			IssuedAt: jwt.NewNumericDate(at), ExpiresAt: jwt.NewNumericDate(at.Add(life)),
		},
		Brand: c.Brand, Reach: c.Reach, Response: response,
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
	forged := fault.At(fault.Unauthorized, "", "token_forged", "this is not a subject token of this server")
	subject, err := uuid.Parse(c.Subject)
	if err != nil || c.Brand == "" {
		return Caller{}, forged
	}
	out := Caller{Brand: c.Brand, Subject: subject, Reach: c.Reach}
	switch c.Reach {
	case ReachDevice, ReachFull:
	case ReachResponse:
		if out.Response, err = uuid.Parse(c.Response); err != nil {
			return Caller{}, forged
		}
	default:
		return Caller{}, forged
	}
	return out, nil
}

// header is the header of the JWTs that a key signs, as it stands in them. This server makes no other, and takes no other.
func (k SigningKey) header() string {
	return base64.RawURLEncoding.EncodeToString(append(append([]byte(`{"alg":"HS256","kid":`), mustJSON(k.KID)...), `,"typ":"JWT"}`...))
}

// sign makes a JWT as jwt.Token.SignedString does, with a header that is written directly: three tokens go
// with every exchange, and theirs differ by the key alone.
func sign(ring []SigningKey, claims jwt.Claims) (string, error) {
	payload, err := json.Marshal(claims)
	if err != nil {
		return "", fault.Wrap(fault.Internal, err, "")
	}
	text := ring[0].header() + "." + base64.RawURLEncoding.EncodeToString(payload)
	signature, err := jwt.SigningMethodHS256.Sign(text, ring[0].Secret)
	return text + "." + base64.RawURLEncoding.EncodeToString(signature), fault.Wrap(fault.Internal, err, "")
}

// verify checks signature, audience and expiry. The header has to be that of one of this server's keys, to
// the letter, so that it chooses the key and nothing else; and no claim is read before the signature is good.
func (e *Engine) verify(token string, ring []SigningKey, audience string, into jwt.Claims) error {
	header, rest, _ := strings.Cut(token, ".")
	payload, signature, _ := strings.Cut(rest, ".")
	i := slices.IndexFunc(ring, func(k SigningKey) bool { return k.header() == header })
	if i < 0 {
		return jwt.ErrTokenUnverifiable
	}
	mac, err := decodePart(signature)
	if err != nil {
		return err
	}
	if err := jwt.SigningMethodHS256.Verify(token[:len(header)+1+len(payload)], mac, ring[i].Secret); err != nil {
		return err
	}
	claims, err := decodePart(payload)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(claims, into); err != nil {
		return jwt.ErrTokenMalformed
	}
	return jwt.NewValidator(jwt.WithAudience(audience), jwt.WithExpirationRequired(), jwt.WithTimeFunc(e.o.Now)).Validate(into)
}

// decodePart reads a part of a token. Of the ways to write the same bytes it takes one, so that no token has two spellings.
func decodePart(part string) ([]byte, error) {
	if strings.ContainsAny(part, "\r\n") {
		return nil, jwt.ErrTokenMalformed // the decoder would read over a line feed, strict or not
	}
	return base64.RawURLEncoding.Strict().DecodeString(part)
}
