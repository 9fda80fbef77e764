package demo

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"sync"
	"time"

	"proffer/rewards"
)

// maxHook is the largest webhook body that is read.
const maxHook = 256 << 10

// receiver is what a shop or a mailer would run: it verifies each webhook before it believes a
// word of it, answers, and prints what arrived.
type receiver struct {
	secrets map[string]rewards.Secret
	now     func() time.Time
	log     *hookLog

	printing sync.Mutex
	out      io.Writer
}

// receive answers POST /hooks/{recipient}: 204 when the signature is good, 200 when the webhook-id
// was here before, 401 when the signature is wrong, 400 when a signed body is not an event, 413
// above 256 KiB, 404 for a recipient that is not configured. Every one that has a recipient and a
// body within the limit is shown and printed, a refused one without its body.
func (r *receiver) receive(w http.ResponseWriter, req *http.Request) {
	recipient := req.PathValue("recipient")
	secret, known := r.secrets[recipient]
	if !known {
		http.Error(w, "no such recipient", http.StatusNotFound)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, req.Body, maxHook))
	if err != nil {
		var large *http.MaxBytesError
		if errors.As(err, &large) {
			http.Error(w, "a webhook body has at most 256 KiB", http.StatusRequestEntityTooLarge)
			return
		}
		http.Error(w, "the body could not be read", http.StatusBadRequest)
		return
	}
	at := r.now()
	if secret.Verify(req.Header, body, at) != nil {
		r.show(hook{Recipient: recipient, State: hookRefused, At: at})
		http.Error(w, "the signature is wrong", http.StatusUnauthorized)
		return
	}
	var e event
	if json.Unmarshal(body, &e) != nil || e.Type == "" {
		http.Error(w, "the body is not an event", http.StatusBadRequest)
		return
	}
	h := r.show(hook{Recipient: recipient, State: hookOK, ID: req.Header.Get("webhook-id"), At: at, Body: body})
	if h.State == hookDuplicate {
		w.WriteHeader(http.StatusOK)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

func (r *receiver) show(h hook) hook {
	r.printing.Lock()
	defer r.printing.Unlock()
	h = r.log.add(h)
	_, _ = io.WriteString(r.out, block(h)) // a closed terminal is no reason to refuse a webhook
	return h
}
