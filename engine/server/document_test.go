package server_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"
)

// document is openapi.json with a router over its paths.
type document struct {
	*openapi3.T
	router routers.Router
}

// theDocument loads and validates openapi.json once.
var theDocument = sync.OnceValues(func() (*document, error) {
	openapi3.DefineStringFormatValidator("uuid", openapi3.NewRegexpFormatValidator(`^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`))
	openapi3.DefineStringFormatValidator("date-time", openapi3.NewRegexpFormatValidator(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$`))
	openapi3.DefineStringFormatValidator("uri", openapi3.NewRegexpFormatValidator(`^https?://[^/ ]+(/[^ ]*)?$`))
	for _, kind := range []string{"text/html", "text/css", "text/javascript", "text/csv"} {
		openapi3filter.RegisterBodyDecoder(kind, openapi3filter.PlainBodyDecoder)
	}
	openapi3filter.RegisterBodyDecoder("image/svg+xml", openapi3filter.FileBodyDecoder)
	raw, err := os.ReadFile("openapi.json")
	if err != nil {
		return nil, err
	}
	doc, err := openapi3.NewLoader().LoadFromData(raw)
	if err != nil {
		return nil, err
	}
	if err := doc.Validate(context.Background()); err != nil {
		return nil, err
	}
	router, err := gorillamux.NewRouter(doc)
	return &document{doc, router}, err
})

func loadDocument(t *testing.T) *document {
	t.Helper()
	doc, err := theDocument()
	if err != nil {
		t.Fatalf("openapi.json: %v", err)
	}
	return doc
}

var errNotInDocument = errors.New("the document has no such operation")

var filterOptions = &openapi3filter.Options{
	MultiError: true, IncludeResponseStatus: true,
	AuthenticationFunc: func(_ context.Context, in *openapi3filter.AuthenticationInput) error {
		if !strings.HasPrefix(in.RequestValidationInput.Request.Header.Get("Authorization"), "Bearer ") {
			return errors.New("no bearer token")
		}
		return nil
	},
}

// request tells what the document has against a request.
func (d *document) request(r *http.Request) (*openapi3filter.RequestValidationInput, error) {
	route, params, err := d.router.FindRoute(r)
	if err != nil {
		return nil, errNotInDocument
	}
	in := &openapi3filter.RequestValidationInput{Request: r, PathParams: params, Route: route, Options: filterOptions}
	return in, openapi3filter.ValidateRequest(r.Context(), in)
}

// reply tells what the document has against the reply to a request; in is nil where the document
// has no such operation, in which case only a problem is a fitting reply.
func (d *document) reply(in *openapi3filter.RequestValidationInput, status int, header http.Header, body []byte) error {
	if in == nil {
		if kind := header.Get("Content-Type"); status < 400 || kind != "application/problem+json" {
			return errNotInDocument
		}
		var problem any
		if err := json.Unmarshal(body, &problem); err != nil {
			return err
		}
		return d.Components.Schemas["Problem"].Value.VisitJSON(problem, openapi3.EnableFormatValidation())
	}
	return openapi3filter.ValidateResponse(context.Background(), &openapi3filter.ResponseValidationInput{
		RequestValidationInput: in, Status: status, Header: header, Body: io.NopCloser(bytes.NewReader(body)), Options: filterOptions,
	})
}
