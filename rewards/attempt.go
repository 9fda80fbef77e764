package rewards

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"syscall"
	"time"

	"code.dny.dev/ssrf"

	"proffer/forms/fault"
)

const userAgent = "Proffer/1 (+webhook)"

// verdict is what became of one leased delivery: it was attempted and can be settled, or it was not
// and is released.
type verdict struct {
	settlement Settlement
	released   bool
	barren     bool // released, since its body could not be rendered
	gone       bool // the endpoint answered 410: it wants nothing more
	began      time.Time
}

// attempt renders one delivery and sends it. A body that cannot be rendered now is no attempt, and
// neither is one that ends because ctx did: what the receiver got then comes again, under the same
// webhook-id.
func (l *line) attempt(ctx context.Context, delivery Delivery, secrets Secrets) (v verdict) {
	log := l.d.Log.With("brand", l.endpoint.Brand, "endpoint", l.endpoint.ID, "event", delivery.Event.ID, "type", delivery.Event.Type, "attempt", delivery.Attempt+1)
	unattempted := verdict{settlement: Settlement{Delivery: delivery}, released: true}
	defer func() {
		if p := recover(); p != nil {
			// Only its type: a panic's text may hold what was being rendered.
			log.Error("webhook panicked", "panic", fmt.Sprintf("%T", p))
			v = unattempted
			v.barren = true
		}
	}()
	running, cancel := context.WithTimeout(ctx, attemptTimeout)
	defer cancel()
	body, ok, err := l.d.Render(running, delivery.Event, l.endpoint)
	if err != nil {
		log.Warn("webhook not rendered", "error", fault.Of(err).Code)
		unattempted.barren = true
		return unattempted
	}
	if !ok {
		log.Info("webhook dropped")
		return verdict{settlement: Settlement{Delivery: delivery, State: DeliveryDropped, At: l.d.Now(), Note: "nothing to tell this endpoint is held or permitted any more"}}
	}
	began := time.Now()
	sent := l.d.send(running, l.client, l.endpoint, secrets, delivery.Event, body)
	if sent.err != nil && ctx.Err() != nil {
		return unattempted
	}
	s := judge(delivery, sent.status, sent.after, note(sent.status, sent.err), l.d.Now(), l.d.Rand())
	s.Attempt = sent.entry(delivery, s, body)
	level := slog.LevelInfo
	if s.State != DeliveryDelivered {
		level = slog.LevelWarn
	}
	log.Log(ctx, level, "webhook attempted", "status", sent.status, "state", s.State, "note", s.Note, "duration", sent.took.Round(time.Microsecond))
	return verdict{settlement: s, gone: sent.status == http.StatusGone, began: began}
}

// note tells in a few fixed words how an attempt ended. The error's own text is not in it: it can
// hold the URL with its query, or what the other side sent.
func note(status int, err error) string {
	var (
		dns     *net.DNSError
		timeout net.Error
		cert    *tls.CertificateVerificationError
		record  tls.RecordHeaderError
	)
	switch {
	case err == nil && status >= 300 && status <= 399:
		return fmt.Sprintf("HTTP %d; redirects are not followed", status)
	case err == nil:
		return fmt.Sprintf("HTTP %d", status)
	case errors.Is(err, ssrf.ErrProhibitedIP), errors.Is(err, ssrf.ErrProhibitedNetwork), errors.Is(err, ssrf.ErrProhibitedPort):
		return "the address is private or reserved, and no --allow-private-webhooks names its network"
	case errors.As(err, &dns):
		return "the host's name was not found"
	case errors.Is(err, syscall.ECONNREFUSED):
		return "the connection was refused"
	case errors.As(err, &cert), errors.As(err, &record), errors.Is(err, http.ErrSchemeMismatch):
		return "the TLS certificate or handshake is not valid"
	case errors.As(err, &timeout) && timeout.Timeout():
		return fmt.Sprintf("no answer within %s", attemptTimeout)
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, net.ErrClosed), errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		return "the connection was closed without an answer"
	default:
		return "there was no valid HTTP answer"
	}
}
