package cli

import (
	"net/url"
	"path/filepath"
	"slices"
	"strings"

	"proffer/forms"
)

// SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/), as far as findings need it.
type (
	sarifLog struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct {
		Tool       sarifTool     `json:"tool"`
		ColumnKind string        `json:"columnKind"`
		Results    []sarifResult `json:"results"`
	}
	sarifTool struct {
		Driver sarifDriver `json:"driver"`
	}
	sarifDriver struct {
		Name    string      `json:"name"`
		Version string      `json:"version"`
		Rules   []sarifRule `json:"rules"`
	}
	sarifRule struct {
		ID      string    `json:"id"`
		Short   sarifText `json:"shortDescription"`
		Help    sarifText `json:"help"`
		Default struct {
			Level string `json:"level"`
		} `json:"defaultConfiguration"`
	}
	sarifText struct {
		Text string `json:"text"`
	}
	sarifResult struct {
		RuleID    string          `json:"ruleId"`
		RuleIndex int             `json:"ruleIndex"`
		Level     string          `json:"level"`
		Message   sarifText       `json:"message"`
		Locations []sarifLocation `json:"locations"`
	}
	sarifLocation struct {
		Physical struct {
			Artifact struct {
				URI string `json:"uri"`
			} `json:"artifactLocation"`
			Region struct {
				Line   int `json:"startLine"`
				Column int `json:"startColumn"`
			} `json:"region"`
		} `json:"physicalLocation"`
		Logical []sarifLogical `json:"logicalLocations,omitempty"`
	}
	sarifLogical struct {
		Name string `json:"fullyQualifiedName"` // the JSON pointer
	}
)

// braces are doubled in a text, since in a single pair stands an argument's number (section 3.11.5).
var braces = strings.NewReplacer("{", "{{", "}", "}}")

func plain(text string) sarifText { return sarifText{braces.Replace(text)} }

// sarif gives the findings as one run. SARIF's levels are called as our severities are.
func sarif(findings []forms.Finding) sarifLog {
	run := sarifRun{
		Tool:       sarifTool{sarifDriver{Name: "proffer", Version: version(), Rules: []sarifRule{}}},
		ColumnKind: "unicodeCodePoints", Results: []sarifResult{},
	}
	rules := &run.Tool.Driver.Rules
	for _, f := range findings {
		index := slices.IndexFunc(*rules, func(r sarifRule) bool { return r.ID == f.Code })
		if index < 0 {
			index = len(*rules)
			meaning := forms.Meaning(f.Code)
			if meaning == "" {
				meaning = f.Detail
			}
			rule := sarifRule{ID: f.Code, Short: plain(meaning), Help: plain(meaning)}
			rule.Default.Level = f.Severity
			*rules = append(*rules, rule)
		}
		message := f.Detail
		if f.Right != "" {
			message += "; " + f.Right
		}
		result := sarifResult{RuleID: f.Code, RuleIndex: index, Level: f.Severity, Message: plain(message)}
		var at sarifLocation
		at.Physical.Artifact.URI = fileURI(f.File)
		at.Physical.Region.Line, at.Physical.Region.Column = f.Line, f.Column
		if f.Pointer != "" {
			at.Logical = []sarifLogical{{f.Pointer}}
		}
		result.Locations = []sarifLocation{at}
		run.Results = append(run.Results, result)
	}
	return sarifLog{Schema: "https://json.schemastore.org/sarif-2.1.0.json", Version: "2.1.0", Runs: []sarifRun{run}}
}

// fileURI is a relative reference for a relative path, which a reader resolves against the checkout.
func fileURI(file string) string {
	u := url.URL{Path: filepath.ToSlash(file)}
	if filepath.IsAbs(file) {
		u.Scheme = "file"
	}
	return u.String()
}
