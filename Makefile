# `make` alone lists the targets. Everything that a target needs it installs itself, or says what to
# install; nothing is written outside this folder and the Go and npm caches.

SHELL := /bin/sh
GO ?= go
GOLANGCI_VERSION := 2.15.0
GOLANGCI := .bin/golangci-lint-$(GOLANGCI_VERSION)
NPM_STAMP := embed/node_modules/.package-lock.json
FUZZTIME ?= 20s
# What every test run fuzzes for a moment, beside all seeds: what reads definitions, rules, answers, tickets, context.
BRIEF := forms:FuzzLoad forms:FuzzAnswer forms/rule:FuzzParse engine:FuzzResponses engine:FuzzTicket engine:FuzzContext
# What draws thousands of forms and answers with one goroutine: the race detector has nothing to see there, and takes ten times as long.
DRAWN := ^Test(Whole[A-Z].*|WidgetAgrees|ReasonsAreTheItems|WalkAgreesWithASecondWalker|NothingStandsWithoutPurpose|StoredOutcomeIsReproduced|ResultFollowsFromAnswers|AheadIsTheWalk|RewardIgnoresAnswers|EveryPreferenceIsAnAnswer|KnownIsAsGoodAsAnswered)$$
BENCHFLAGS ?= --baseline
CRASH_KILLS ?= 100

.DEFAULT_GOAL := help
.PHONY: help test test-go test-fuzz test-widget test-browser lint lint-go lint-widget format build widget demo bench crash fuzz tools clean

help: ## List the targets.
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

test: tools test-go test-fuzz test-widget test-browser ## Install what is missing and run every test.

test-go: $(NPM_STAMP) ## Go tests with the race detector (needs a C compiler; one runs the widget's logic in Node).
	$(GO) mod download
	CGO_ENABLED=1 $(GO) test -race -timeout 20m -skip '$(DRAWN)' ./...
	$(GO) test -timeout 20m -run '$(DRAWN)' ./engine

test-fuzz: ## A moment of fuzzing what reads what others wrote; make fuzz is the long run.
	@set -e; for target in $(BRIEF); do \
	  $(GO) test -run '^$$' -fuzz "^$${target##*:}\$$" -fuzztime 500x ./$${target%%:*}; \
	done

test-widget: $(NPM_STAMP) ## Widget unit tests, its size limit, and that dist/ is fresh.
	cd embed && npm test && npm run size && npm run fresh

test-browser: $(NPM_STAMP) ## The quiz in Chromium, as a person answers it.
	cd embed && npm run test:browser

lint: lint-go lint-widget ## Import rules, linters, types and formatting.

lint-go: $(GOLANGCI) ## golangci-lint with depguard, and gofmt.
	@unformatted=$$(gofmt -l cmd engine forms rewards storage embed/*.go); \
	if [ -n "$$unformatted" ]; then echo "not formatted, run make format:"; echo "$$unformatted"; exit 1; fi
	$(GOLANGCI) run ./...

lint-widget: $(NPM_STAMP) ## tsc and prettier.
	cd embed && npm run check

format: $(NPM_STAMP) ## Format Go and TypeScript in place.
	gofmt -w cmd engine forms rewards storage embed/*.go
	cd embed && npm run format

build: ## Build bin/proffer.
	CGO_ENABLED=0 $(GO) build -trimpath -o bin/proffer ./cmd/proffer

widget: $(NPM_STAMP) ## Rebuild embed/dist from the TypeScript sources.
	cd embed && npm run build

demo: ## Run the demo (Ctrl-C ends it).
	$(GO) run ./cmd/proffer demo

bench: build ## Measure a whole exchange over HTTP; see BENCHFLAGS.
	bin/proffer bench $(BENCHFLAGS)

crash: ## Kill the program under load CRASH_KILLS times, fill its disk, take its file away; then nothing may be lost or given twice.
	CRASH_KILLS=$(CRASH_KILLS) $(GO) test ./cmd/proffer -run '^(TestKilledUnderLoad|TestFull|TestReadOnly)' -count=1 -v -timeout 30m

fuzz: ## Run every fuzz test for FUZZTIME each.
	@set -e; for package in $$($(GO) list ./...); do \
	  for name in $$($(GO) test -list '^Fuzz' $$package | grep '^Fuzz' || true); do \
	    echo "$$package $$name"; \
	    $(GO) test -run '^$$' -fuzz "^$$name\$$" -fuzztime $(FUZZTIME) $$package; \
	  done; \
	done

tools: ## Check for, or as root install, what the tests need from the system.
	@.ci/tools

clean: ## Remove what the targets above built.
	rm -rf bin .bin embed/node_modules embed/screenshots

$(NPM_STAMP): embed/package-lock.json
	cd embed && npm ci --no-audit --no-fund
	@touch $(NPM_STAMP)

$(GOLANGCI):
	@mkdir -p .bin
	GOBIN=$(CURDIR)/.bin $(GO) install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v$(GOLANGCI_VERSION)
	mv .bin/golangci-lint $(GOLANGCI)
