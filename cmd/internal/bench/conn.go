package bench

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"strconv"
	"time"
)

// conn is one kept-alive HTTP/1.1 connection that sends one request at a time. It understands what
// Proffer sends (a status, a length, a body) and nothing else: a full client costs as much of the
// machine as the server that is measured.
type conn struct {
	host string
	raw  net.Conn
	in   *bufio.Reader
	out  []byte
	body []byte
	// packed asks for compressed bodies.
	packed bool
}

const answerTime = 30 * time.Second

func dial(ctx context.Context, base string) (*conn, error) {
	u, err := url.Parse(base)
	if err != nil || u.Scheme != "http" || u.Host == "" {
		return nil, fmt.Errorf("the server's URL is %q; give http:// and a host: the load generator speaks no TLS", base)
	}
	address := u.Host
	if u.Port() == "" {
		address = net.JoinHostPort(u.Hostname(), "80")
	}
	raw, err := (&net.Dialer{Timeout: 5 * time.Second}).DialContext(ctx, "tcp", address)
	if err != nil {
		return nil, err
	}
	return &conn{host: u.Host, raw: raw, in: bufio.NewReaderSize(raw, 16<<10)}, nil
}

func (c *conn) close() error { return c.raw.Close() }

// do sends a request and returns status and body; the body is valid until the next request.
func (c *conn) do(method, path string, body []byte) (int, []byte, error) {
	out := append(c.out[:0], method...)
	out = append(append(append(out, ' '), path...), " HTTP/1.1\r\nHost: "...)
	out = append(out, c.host...)
	if c.packed {
		out = append(out, "\r\nAccept-Encoding: gzip, deflate, br"...)
	}
	if body != nil {
		out = append(out, "\r\nContent-Type: application/json\r\nContent-Length: "...)
		out = strconv.AppendInt(out, int64(len(body)), 10)
	}
	out = append(append(out, "\r\n\r\n"...), body...)
	c.out = out
	if err := c.raw.SetDeadline(time.Now().Add(answerTime)); err != nil {
		return 0, nil, err
	}
	if _, err := c.raw.Write(out); err != nil {
		return 0, nil, err
	}
	return c.read()
}

var lengthHeader = []byte("content-length:")

func (c *conn) read() (int, []byte, error) {
	line, err := c.in.ReadSlice('\n')
	if err != nil {
		return 0, nil, err
	}
	if len(line) < 12 {
		return 0, nil, errors.New("not an HTTP answer")
	}
	status, err := strconv.Atoi(string(line[9:12]))
	if err != nil {
		return 0, nil, errors.New("an HTTP answer without a status")
	}
	length := -1
	for {
		if line, err = c.in.ReadSlice('\n'); err != nil {
			return 0, nil, err
		}
		if line = bytes.TrimRight(line, "\r\n"); len(line) == 0 {
			break
		}
		if len(line) > len(lengthHeader) && bytes.EqualFold(line[:len(lengthHeader)], lengthHeader) {
			if length, err = strconv.Atoi(string(bytes.TrimSpace(line[len(lengthHeader):]))); err != nil {
				return 0, nil, err
			}
		}
	}
	if length < 0 {
		return 0, nil, errors.New("an HTTP answer without a Content-Length")
	}
	if cap(c.body) < length {
		c.body = make([]byte, length)
	}
	c.body = c.body[:length]
	_, err = io.ReadFull(c.in, c.body)
	return status, c.body, err
}
