package server

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"proffer/engine"
	"proffer/forms/fault"
	"proffer/rewards"
)

const (
	importLimit = 8 << 20
	importTime  = 2 * time.Minute // for the body to arrive
)

// importing lets an import have a longer body than anything else: only who shows a key that may import makes the server
// hold so much in memory.
func (s *Server) importing(h *fasthttp.RequestHeader) (config fasthttp.RequestConfig) {
	if !isImport(h) {
		return config
	}
	scheme, text, ok := strings.Cut(string(h.Peek(fiber.HeaderAuthorization)), " ")
	if !ok || !strings.EqualFold(scheme, "Bearer") {
		return config
	}
	ctx, cancel := context.WithTimeout(context.Background(), readTimeout)
	defer cancel()
	client, err := s.o.Engine.Client(ctx, strings.TrimSpace(text))
	if err == nil && client.Key.May(rewards.ScopeCodesWrite) {
		config.MaxRequestBodySize, config.ReadTimeout = importLimit, importTime
	}
	return config
}

// isImport tells by a request's head whether it is for postCodes.
func isImport(h *fasthttp.RequestHeader) bool {
	if string(h.Method()) != fiber.MethodPost {
		return false
	}
	path, _, _ := bytes.Cut(h.RequestURI(), []byte("?"))
	rest, is := bytes.CutPrefix(path, []byte("/v1/programs/"))
	_, what, _ := bytes.Cut(rest, []byte("/"))
	return is && string(what) == "codes"
}

// postCodes imports codes into a pool.
func (s *Server) postCodes(c *fiber.Ctx, client engine.Client) error {
	body := c.Request().Body()
	if len(body) > importLimit {
		return errImportTooLarge()
	}
	if packed := c.Get(fiber.HeaderContentEncoding); packed != "" && packed != "identity" {
		return fault.At(fault.Malformed, "", "bad_json", "the body is compressed; send it as it is")
	}
	var codes engine.Codes
	kind, _, err := mime.ParseMediaType(c.Get(fiber.HeaderContentType))
	switch {
	case err == nil && kind == "text/csv":
		codes = engine.Codes{Pool: strings.Clone(c.Query("pool")), File: bytes.NewReader(body)}
	case err == nil && kind == fiber.MIMEApplicationJSON:
		if codes, err = readCodes(body); err != nil {
			return err
		}
	default:
		return fault.At(fault.Malformed, "", "bad_json", "the body is declared neither as CSV nor as JSON; send Content-Type: text/csv or application/json")
	}
	reply, err := s.o.Engine.ImportCodes(c.UserContext(), client, c.Params("program"), codes)
	if err != nil {
		return err
	}
	return c.JSON(reply)
}

func errImportTooLarge() error {
	return fault.New(fault.TooLarge, "the body has more than %d bytes; send the codes in several, or import the file with proffer codes import", importLimit)
}

// readCodes reads {"pool", "codes"} as strictly as any body, without a tree of it: that would take many times its size.
func readCodes(body []byte) (engine.Codes, error) {
	out := engine.Codes{}
	d := json.NewDecoder(bytes.NewReader(body))
	bad := func(err error) error {
		return &fault.Error{Code: fault.Malformed, Title: "The body is not good JSON", Detail: "nothing of it was used", Err: err,
			Fields: []fault.Field{{Code: "bad_json", Detail: "it is not JSON from byte " + strconv.FormatInt(d.InputOffset(), 10) + " on", Right: `write {"pool": "...", "codes": ["..."]}`}}}
	}
	wrong := func(pointer, detail string) error {
		return fault.At(fault.Invalid, pointer, "wrong_type", "%s", detail)
	}
	token, err := d.Token()
	if err != nil {
		return out, bad(err)
	}
	if token != json.Delim('{') {
		return out, wrong("", `this is no object; write {"pool": "...", "codes": ["..."]}`)
	}
	seen := map[string]bool{}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return out, bad(err)
		}
		name, _ := key.(string)
		if seen[name] {
			return out, fault.At(fault.Malformed, "/"+fault.Escape(name), "duplicate_key", "this member stands here twice; leave one out")
		}
		seen[name] = true
		switch name {
		case "pool":
			if token, err = d.Token(); err != nil {
				return out, bad(err)
			}
			var is bool
			if out.Pool, is = token.(string); !is {
				return out, wrong("/pool", "the pool is no text")
			}
		case "codes":
			if out.List, err = readList(d); err != nil {
				if fault.Is(err, fault.Invalid) {
					return out, err
				}
				return out, bad(err)
			}
		default:
			return out, fault.At(fault.Invalid, "/"+fault.Escape(name), "unknown_field", "there is no such member; known here: pool, codes")
		}
	}
	if _, err := d.Token(); err != nil {
		return out, bad(err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return out, bad(err)
	}
	if out.List == nil {
		return out, fault.At(fault.Invalid, "/codes", "required", "the codes are missing; write a list of texts")
	}
	return out, nil
}

func readList(d *json.Decoder) ([]string, error) {
	list := []string{}
	token, err := d.Token()
	if err != nil {
		return nil, err
	}
	if token != json.Delim('[') {
		return nil, fault.At(fault.Invalid, "/codes", "wrong_type", "the codes are no list; write a list of texts")
	}
	for d.More() {
		if token, err = d.Token(); err != nil {
			return nil, err
		}
		code, is := token.(string)
		if !is {
			return nil, fault.At(fault.Invalid, "/codes/"+strconv.Itoa(len(list)), "wrong_type", "this code is no text; write it between quotes")
		}
		list = append(list, code)
	}
	_, err = d.Token()
	return list, err
}
