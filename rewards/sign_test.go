package rewards

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	standard "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"proffer/forms/fault"
)

const (
	vectorSecret    = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
	vectorID        = "msg_p5jXN8AQM9LWM0D4loKWxJek"
	vectorSeconds   = 1614265330
	vectorBody      = `{"test": 2432232314}`
	vectorSignature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
)

var vectorAt = time.Unix(vectorSeconds, 0)

func mustSecret(t testing.TB, s string) Secret {
	t.Helper()
	secret, err := ParseSecret(s)
	if err != nil {
		t.Fatal(err)
	}
	return secret
}

func signed(id, timestamp, signature string) http.Header {
	h := http.Header{}
	h.Set(HeaderID, id)
	h.Set(HeaderTimestamp, timestamp)
	h.Set(HeaderSignature, signature)
	return h
}

func TestSignIsTheKnownVector(t *testing.T) {
	if got := mustSecret(t, vectorSecret).Sign(vectorID, vectorAt, []byte(vectorBody)); got != vectorSignature {
		t.Fatalf("signed %s, want %s", got, vectorSignature)
	}
}

func TestVerify(t *testing.T) {
	s := mustSecret(t, vectorSecret)
	stamp := strconv.Itoa(vectorSeconds)
	other := "v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc="
	for name, c := range map[string]struct {
		header http.Header
		body   string
		now    time.Time
		ok     bool
	}{
		"the vector":               {signed(vectorID, stamp, vectorSignature), vectorBody, vectorAt, true},
		"second of several":        {signed(vectorID, stamp, other+" v1a,abc "+vectorSignature), vectorBody, vectorAt, true},
		"5 minutes late":           {signed(vectorID, stamp, vectorSignature), vectorBody, vectorAt.Add(Tolerance), true},
		"5 minutes early":          {signed(vectorID, stamp, vectorSignature), vectorBody, vectorAt.Add(-Tolerance), true},
		"later":                    {signed(vectorID, stamp, vectorSignature), vectorBody, vectorAt.Add(Tolerance + time.Second), false},
		"earlier":                  {signed(vectorID, stamp, vectorSignature), vectorBody, vectorAt.Add(-Tolerance - time.Second), false},
		"another's signature":      {signed(vectorID, stamp, other), vectorBody, vectorAt, false},
		"an empty signature":       {signed(vectorID, stamp, "v1,"), vectorBody, vectorAt, false},
		"no signature":             {signed(vectorID, stamp, ""), vectorBody, vectorAt, false},
		"another version's label":  {signed(vectorID, stamp, "v1a"+vectorSignature[2:]), vectorBody, vectorAt, false},
		"no label":                 {signed(vectorID, stamp, vectorSignature[3:]), vectorBody, vectorAt, false},
		"a shortened signature":    {signed(vectorID, stamp, vectorSignature[:len(vectorSignature)-4]), vectorBody, vectorAt, false},
		"another body":             {signed(vectorID, stamp, vectorSignature), vectorBody + " ", vectorAt, false},
		"another id":               {signed(vectorID+"x", stamp, vectorSignature), vectorBody, vectorAt, false},
		"no id":                    {signed("", stamp, vectorSignature), vectorBody, vectorAt, false},
		"another timestamp":        {signed(vectorID, strconv.Itoa(vectorSeconds+1), vectorSignature), vectorBody, vectorAt, false},
		"a timestamp with a sign":  {signed(vectorID, "+"+stamp, vectorSignature), vectorBody, vectorAt, false},
		"a timestamp out of range": {signed(vectorID, "-9223372036854775808", vectorSignature), vectorBody, vectorAt, false},
		"no timestamp":             {signed(vectorID, "", vectorSignature), vectorBody, vectorAt, false},
		"no headers":               {http.Header{}, vectorBody, vectorAt, false},
	} {
		t.Run(name, func(t *testing.T) {
			err := s.Verify(c.header, []byte(c.body), c.now)
			if (err == nil) != c.ok {
				t.Fatalf("Verify = %v, want ok %v", err, c.ok)
			}
			if err != nil && !fault.Is(err, fault.Unauthorized) {
				t.Errorf("%v is not a fault Unauthorized", err)
			}
		})
	}
}

// One signature must not fit two messages: the dot that parts id from timestamp may not stand in an id.
func TestVerifyRefusesAnIDWithADot(t *testing.T) {
	s := mustSecret(t, vectorSecret)
	signature := s.Sign("a", time.Unix(1614265330, 0), []byte("1614265331.{}"))
	if s.Verify(signed("a.1614265330", "1614265331", signature), []byte("{}"), vectorAt) == nil {
		t.Error("the same signature was accepted for another id, timestamp and body")
	}
}

func TestTheZeroSecretNeitherSignsNorVerifies(t *testing.T) {
	var zero Secret
	forged := "v1," + base64.StdEncoding.EncodeToString(zero.mac(vectorID, strconv.Itoa(vectorSeconds), []byte(vectorBody)))
	if zero.Verify(signed(vectorID, strconv.Itoa(vectorSeconds), forged), []byte(vectorBody), vectorAt) == nil {
		t.Error("a signature with an empty key was accepted")
	}
	defer func() {
		if recover() == nil {
			t.Error("Sign with an empty key did not panic")
		}
	}()
	zero.Sign(vectorID, vectorAt, nil)
}

func TestParseSecret(t *testing.T) {
	of := func(n int) string {
		return "whsec_" + base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{0xA5}, n))
	}
	for name, c := range map[string]struct{ secret, want string }{
		"24 bytes":         {of(24), ""},
		"64 bytes":         {of(64), ""},
		"empty":            {"", "empty"},
		"only the prefix":  {"whsec_", "0 bytes"},
		"23 bytes":         {of(23), "23 bytes"},
		"65 bytes":         {of(65), "65 bytes"},
		"no prefix":        {of(32)[6:], "does not start with whsec_ or whsk_"},
		"not base64":       {"whsec_%%%%" + of(24)[6:], "not base64"},
		"a line end in it": {of(24)[:20] + "\n" + of(24)[20:], "not base64"},
		"url base64":       {"whsec_" + base64.URLEncoding.EncodeToString(bytes.Repeat([]byte{0xFF}, 24)), "not base64"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := ParseSecret(c.secret)
			if c.want == "" {
				if err != nil {
					t.Fatal(err)
				}
				return
			}
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Fatalf("ParseSecret = %v, want an error with %q", err, c.want)
			}
			if len(c.secret) > 12 && strings.Contains(err.Error(), c.secret[8:]) {
				t.Error("the error repeats the secret")
			}
		})
	}
}

func TestNewSecretIsFreshAndParses(t *testing.T) {
	a, err := NewSecret()
	if err != nil {
		t.Fatal(err)
	}
	b, _ := NewSecret()
	if a == b {
		t.Error("two secrets are equal")
	}
	mustSecret(t, a)
}

func TestASecretIsNeverShown(t *testing.T) {
	s := mustSecret(t, vectorSecret)
	holder := struct {
		Secret Secret
		P      *Secret
	}{s, &s}
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "secret", s, "holder", holder)
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "secret", s, "holder", holder)
	encoded, err := json.Marshal(holder)
	if err != nil {
		t.Fatal(err)
	}
	shown := log.String() + string(encoded) + s.String()
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		shown += fmt.Sprintf(verb, s) + fmt.Sprintf(verb, holder)
	}
	if bytes.Contains([]byte(shown), s.key) {
		t.Error("the key's bytes are shown")
	}
	for _, form := range []string{vectorSecret[6:], fmt.Sprintf("%x", s.key), fmt.Sprintf("%d", s.key), fmt.Sprintf("%#v", s.key)} {
		if strings.Contains(shown, form) {
			t.Errorf("the key is shown: %s", shown)
		}
	}
}

// What we sign, the standard's own library accepts, and the reverse.
func TestAgreesWithTheStandardsLibrary(t *testing.T) {
	for i := range 20 {
		text, err := NewSecret()
		if err != nil {
			t.Fatal(err)
		}
		s := mustSecret(t, text)
		theirs, err := standard.NewWebhook(text)
		if err != nil {
			t.Fatal(err)
		}
		now := time.Now()
		id := fmt.Sprintf("msg_%d", i)
		body := []byte(fmt.Sprintf(`{"n": %d, "text": "à 咖啡"}`, i))
		stamp := strconv.FormatInt(now.Unix(), 10)
		if err := theirs.Verify(body, signed(id, stamp, s.Sign(id, now, body))); err != nil {
			t.Errorf("the library refuses our signature: %v", err)
		}
		signature, err := theirs.Sign(id, now, body)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Verify(signed(id, stamp, signature), body, now); err != nil {
			t.Errorf("we refuse the library's signature: %v", err)
		}
	}
}

func FuzzVerify(f *testing.F) {
	f.Add(vectorID, strconv.Itoa(vectorSeconds), vectorSignature, []byte(vectorBody))
	f.Add("", "9223372036854775807", "v1, v1,= v1a,", []byte{})
	s, _ := ParseSecret(vectorSecret)
	f.Fuzz(func(t *testing.T, id, stamp, signatures string, body []byte) {
		if s.Verify(signed(id, stamp, signatures), body, vectorAt) != nil {
			return
		}
		seconds, err := strconv.ParseInt(stamp, 10, 64)
		if err != nil || !strings.Contains(signatures, s.Sign(id, time.Unix(seconds, 0), body)) {
			t.Errorf("accepted %q %q %q", id, stamp, signatures)
		}
	})
}
