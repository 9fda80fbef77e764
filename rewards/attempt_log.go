package rewards

import (
	"time"

	"github.com/google/uuid"
)

// Attempt is what the log keeps of one webhook that was sent. It never holds the body, whose values would
// outlive their withdrawal in it, nor the signature, nor a query of the URL, which may be a token.
type Attempt struct {
	Event    uuid.UUID        `json:"event"`
	Type     string           `json:"type"`
	Seq      int64            `json:"seq,omitempty"` // 0 for a ping
	Attempt  int              `json:"attempt"`       // 1 is the first
	At       time.Time        `json:"at"`            // when it ended
	State    string           `json:"state"`         // of the delivery then
	Note     string           `json:"note"`
	Request  AttemptRequest   `json:"request"`
	Response *AttemptResponse `json:"response,omitempty"` // nil: there was none
	Timing   Timing           `json:"timing"`
}

// AttemptRequest is what was sent.
type AttemptRequest struct {
	Method  string            `json:"method"`
	URL     string            `json:"url"` // without its query
	Headers map[string]string `json:"headers"`
	Size    int               `json:"size"`   // of the body, in bytes
	SHA256  string            `json:"sha256"` // of the body, in hex
}

// AttemptResponse is what came back, as far as it is of use.
type AttemptResponse struct {
	Status  int               `json:"status"`
	Headers map[string]string `json:"headers,omitempty"`
	Body    string            `json:"body,omitempty"` // its first KiB as text
	// Withheld tells why Body is missing: "echo" if it repeats what was sent, "binary" if it is no text.
	Withheld string `json:"withheld,omitempty"`
	Cut      bool   `json:"cut,omitempty"` // there was more of it
}

// Timing is how long the parts of an attempt took, in microseconds; 0 for a part that did not take place.
type Timing struct {
	DNS       int64 `json:"dns,omitempty"`
	Connect   int64 `json:"connect,omitempty"`
	TLS       int64 `json:"tls,omitempty"`
	FirstByte int64 `json:"firstByte,omitempty"` // from the request's last byte to the answer's first
	Total     int64 `json:"total"`
}
