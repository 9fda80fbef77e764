package server

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"
)

// prepared is a body that is sent many times: it is compressed once.
type prepared struct {
	kind         string
	etag         string
	plain        []byte
	gzip, brotli []byte
}

func prepare(body []byte, kind string) prepared {
	sum := sha256.Sum256(body)
	return prepared{
		kind: kind, plain: body, etag: `W/"` + hex.EncodeToString(sum[:12]) + `"`,
		gzip:   fasthttp.AppendGzipBytesLevel(nil, body, fasthttp.CompressBestCompression),
		brotli: fasthttp.AppendBrotliBytesLevel(nil, body, fasthttp.CompressBrotliBestCompression),
	}
}

// send answers with the smallest form that the client takes, or with 304 if it has it already.
func (p prepared) send(c *fiber.Ctx, cacheControl string) error {
	c.Set(fiber.HeaderCacheControl, cacheControl)
	c.Set(fiber.HeaderETag, p.etag)
	c.Vary(fiber.HeaderAcceptEncoding)
	if has(c.Get(fiber.HeaderIfNoneMatch), p.etag) {
		return c.SendStatus(fiber.StatusNotModified)
	}
	c.Set(fiber.HeaderContentType, p.kind)
	accepted := c.Get(fiber.HeaderAcceptEncoding)
	switch {
	case takes(accepted, "br"):
		c.Set(fiber.HeaderContentEncoding, "br")
		return c.Send(p.brotli)
	case takes(accepted, "gzip"):
		c.Set(fiber.HeaderContentEncoding, "gzip")
		return c.Send(p.gzip)
	}
	return c.Send(p.plain)
}

func has(ifNoneMatch, etag string) bool {
	for tag := range strings.SplitSeq(ifNoneMatch, ",") {
		if tag = strings.TrimSpace(tag); tag == "*" || strings.TrimPrefix(tag, "W/") == strings.TrimPrefix(etag, "W/") {
			return true
		}
	}
	return false
}

func takes(acceptEncoding, encoding string) bool {
	for part := range strings.SplitSeq(acceptEncoding, ",") {
		name, quality, _ := strings.Cut(part, ";")
		if strings.TrimSpace(name) == encoding {
			q := strings.ReplaceAll(quality, " ", "")
			return q != "q=0" && q != "q=0.0" && q != "q=0.00" && q != "q=0.000"
		}
	}
	return false
}
