package rewards

import (
	"bytes"
	"fmt"
	"log/slog"
	"reflect"
	"slices"
	"strings"
	"testing"
)

const goodEndpoint = `{"endpoint": "shop", "brand": "fieldnote", "recipient": "shop", "purposes": ["recommend"],
  "events": ["response.completed", "reward.granted"], "url": "http://127.0.0.1:8081/hooks/shop", "secret": "` + vectorSecret + `"}`

func TestParseEndpoints(t *testing.T) {
	other := strings.ReplaceAll(goodEndpoint, `"shop"`, `"mailer"`)
	endpoints, fields := ParseEndpoints([]byte(`{"$schema": "x", "endpoints": [` + goodEndpoint + "," + other + "]}"))
	if len(fields) != 0 || len(endpoints) != 2 {
		t.Fatalf("%v, %v", endpoints, fields)
	}
	want := Endpoint{
		ID: "shop", Brand: "fieldnote", Recipient: "shop", Purposes: []string{"recommend"},
		Events: []string{EventResponseCompleted, EventRewardGranted}, URL: "http://127.0.0.1:8081/hooks/shop", Secret: vectorSecret, Origin: OriginFile,
	}
	if !reflect.DeepEqual(endpoints[0], want) || endpoints[1].ID != "mailer" {
		t.Error("the endpoints are not those of the file")
	}
	if endpoints, fields := ParseEndpoints([]byte(`{"endpoints": []}`)); len(endpoints) != 0 || len(fields) != 0 {
		t.Errorf("no endpoints: %v, %v", endpoints, fields)
	}
}

func TestParseEndpointsReportsWhatIsWrong(t *testing.T) {
	change := func(from, to string) string {
		if !strings.Contains(goodEndpoint, from) {
			t.Fatalf("%q is not in the good endpoint", from)
		}
		return `{"endpoints": [` + strings.Replace(goodEndpoint, from, to, 1) + `]}`
	}
	url := `"http://127.0.0.1:8081/hooks/shop"`
	for name, c := range map[string]struct {
		file string
		want []string
	}{
		"empty":                    {"", []string{" bad_json"}},
		"not JSON":                 {`{"endpoints": [}`, []string{" bad_json"}},
		"trailing data":            {`{"endpoints": []} {}`, []string{" bad_json"}},
		"not UTF-8":                {"{\"endpoints\": \"\xff\"}", []string{" bad_json"}},
		"an array":                 {`[]`, []string{" wrong_type"}},
		"no endpoints":             {`{}`, []string{" required"}},
		"null endpoints":           {`{"endpoints": null}`, []string{"/endpoints wrong_type"}},
		"an object of endpoints":   {`{"endpoints": {}}`, []string{"/endpoints wrong_type"}},
		"endpoints twice":          {`{"endpoints": [], "endpoints": []}`, []string{"/endpoints duplicate_key"}},
		"unknown on top":           {`{"endpoints": [], "endpoint": 1}`, []string{"/endpoint unknown_field"}},
		"not an endpoint":          {`{"endpoints": [7]}`, []string{"/endpoints/0 wrong_type"}},
		"unknown field":            {change(`"brand"`, `"Brand"`), []string{"/endpoints/0 required", "/endpoints/0/Brand unknown_field"}},
		"a field twice":            {change(`"brand"`, `"url": "x", "brand"`), []string{"/endpoints/0/url bad_url", "/endpoints/0/url duplicate_key"}},
		"nothing in it":            {`{"endpoints": [{}]}`, slices.Repeat([]string{"/endpoints/0 required"}, 7)},
		"bad id":                   {change(`"endpoint": "shop"`, `"endpoint": "Shop"`), []string{"/endpoints/0/endpoint bad_id"}},
		"a number for the id":      {change(`"endpoint": "shop"`, `"endpoint": 7`), []string{"/endpoints/0/endpoint wrong_type"}},
		"null for the brand":       {change(`"fieldnote"`, `null`), []string{"/endpoints/0/brand wrong_type"}},
		"no purposes":              {change(`["recommend"]`, `[]`), []string{"/endpoints/0/purposes required"}},
		"a purpose twice":          {change(`["recommend"]`, `["recommend", "recommend"]`), []string{"/endpoints/0/purposes/1 duplicate"}},
		"a null purpose":           {change(`["recommend"]`, `[null]`), []string{"/endpoints/0/purposes/0 bad_id"}},
		"purposes as text":         {change(`["recommend"]`, `"recommend"`), []string{"/endpoints/0/purposes wrong_type"}},
		"no events":                {change(`["response.completed", "reward.granted"]`, `[]`), []string{"/endpoints/0/events required"}},
		"an unknown event":         {change(`"reward.granted"`, `"reward.given"`), []string{"/endpoints/0/events/1 unknown_choice"}},
		"an empty URL":             {change(url, `""`), []string{"/endpoints/0/url required"}},
		"a URL without scheme":     {change(url, `"shop.example/hooks"`), []string{"/endpoints/0/url bad_url"}},
		"another scheme":           {change(url, `"file:///etc/passwd"`), []string{"/endpoints/0/url bad_url"}},
		"no host":                  {change(url, `"https:///hooks"`), []string{"/endpoints/0/url bad_url"}},
		"only a port":              {change(url, `"https://:443/hooks"`), []string{"/endpoints/0/url bad_url"}},
		"a user":                   {change(url, `"https://me:hunter2@shop.example/"`), []string{"/endpoints/0/url bad_url"}},
		"a fragment":               {change(url, `"https://shop.example/#x"`), []string{"/endpoints/0/url bad_url"}},
		"a port out of range":      {change(url, `"https://shop.example:65536/"`), []string{"/endpoints/0/url bad_url"}},
		"not a URL":                {change(url, `"https://shop.example/%zz"`), []string{"/endpoints/0/url bad_url"}},
		"an empty secret":          {change(vectorSecret, ""), []string{"/endpoints/0/secret bad_secret"}},
		"a short secret":           {change(vectorSecret, "whsec_aHVudGVyMg=="), []string{"/endpoints/0/secret bad_secret"}},
		"an Ed25519 secret":        {change(vectorSecret, "whsk_aHVudGVyMg=="), []string{"/endpoints/0/secret bad_secret"}},
		"the same twice":           {`{"endpoints": [` + goodEndpoint + "," + goodEndpoint + `]}`, []string{"/endpoints/1/endpoint duplicate"}},
		"everything wrong at once": {`{"endpoints": [{"endpoint": "", "brand": "", "recipient": "", "purposes": [], "events": [], "url": "", "secret": ""}]}`, []string{"/endpoints/0/brand bad_id", "/endpoints/0/endpoint bad_id", "/endpoints/0/events required", "/endpoints/0/purposes required", "/endpoints/0/recipient bad_id", "/endpoints/0/secret bad_secret", "/endpoints/0/url required"}},
	} {
		t.Run(name, func(t *testing.T) {
			endpoints, fields := ParseEndpoints([]byte(c.file))
			if got := found(fields); !slices.Equal(got, c.want) {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
			if endpoints != nil {
				t.Error("endpoints of a file that is wrong")
			}
			for _, f := range fields {
				for _, secret := range []string{"aHVudGVyMg", "hunter2", vectorSecret[6:], "shop.example/%"} {
					if strings.Contains(f.String(), secret) {
						t.Errorf("%s repeats a secret or the URL", f)
					}
				}
			}
		})
	}
}

func TestParseEndpointsSameIDInAnotherBrand(t *testing.T) {
	other := strings.Replace(goodEndpoint, `"fieldnote"`, `"teahouse"`, 1)
	if endpoints, fields := ParseEndpoints([]byte(`{"endpoints": [` + goodEndpoint + "," + other + "]}")); len(endpoints) != 2 || fields != nil {
		t.Errorf("%v, %v", endpoints, fields)
	}
}

func TestParseEndpointsSaysWhereTheJSONBreaks(t *testing.T) {
	_, fields := ParseEndpoints([]byte("{\n  \"endpoints\": [\n    x\n  ]\n}"))
	if len(fields) != 1 || !strings.Contains(fields[0].Detail, "line 3, column 5") {
		t.Errorf("%v", fields)
	}
}

func TestAnEndpointShowsNeitherURLNorSecret(t *testing.T) {
	e := Endpoint{ID: "shop", Brand: "fieldnote", URL: "https://shop.example/?token=hunter2", Secret: vectorSecret}
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "endpoint", e)
	shown := log.String()
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q"} {
		shown += fmt.Sprintf(verb, e) + fmt.Sprintf(verb, &e) + fmt.Sprintf(verb, []Endpoint{e})
	}
	if strings.Contains(shown, "hunter2") || strings.Contains(shown, vectorSecret[6:]) {
		t.Error(shown)
	}
	if !strings.Contains(shown, "fieldnote/shop") {
		t.Errorf("%s does not name the endpoint", shown)
	}
}

func FuzzParseEndpoints(f *testing.F) {
	f.Add([]byte(`{"endpoints": [` + goodEndpoint + `]}`))
	f.Add([]byte(`{"endpoints": [{"url": null, "a/b": 1}]}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		endpoints, fields := ParseEndpoints(raw)
		if endpoints != nil && fields != nil {
			t.Error("both endpoints and defects")
		}
		for _, e := range endpoints {
			if _, err := ParseSecret(e.Secret); err != nil || e.URL == "" || len(e.Purposes) == 0 || len(e.Events) == 0 {
				t.Error("an endpoint that is not complete")
			}
		}
	})
}
