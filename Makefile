# `make` lists what can be done here. Each target needs Go and nothing else, unless its
# line says so.

GO       ?= go
GOLANGCI := $(GO) run github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0

# How many random cases a full run of `make strategies` takes.
KIN_CASES ?= 10000

# Which hostile strings `make injection` sends: all to SQLite and some to the servers, or
# everywhere.
KIN_INJECTION ?= everywhere

# What `make bench-hand` is told: BENCH='-only W2 -rounds 99'.
BENCH ?=

# The packages where goroutines meet.
CORE := . ./internal/... ./load ./sqlite ./postgres ./mysql ./kintest ./html ./live/... ./livedb

.PHONY: help
help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: test
test: ## all tests, on SQLite and on the servers that KIN_POSTGRES_URL and KIN_MYSQL_URL name
	$(GO) test ./...
	cd bench && $(GO) test ./...
	@$(GO) test -count=1 -v -run TestTheEnginesThatRun ./kintest | grep '^engines: '

.PHONY: race
race: ## the core packages under the race detector (needs a C compiler)
	$(GO) test -race -short $(CORE)

.PHONY: lint
lint: ## go vet, gofmt and all checks of .golangci.yml, in every module
	$(GO) vet ./...
	$(GOLANGCI) run ./...
	cd bench && $(GO) vet ./... && $(GOLANGCI) run --config ../.golangci.yml ./...

.PHONY: fmt
fmt: ## format every file, imports in order
	$(GOLANGCI) fmt ./...
	cd bench && $(GOLANGCI) fmt --config ../.golangci.yml ./...

.PHONY: conformance
conformance: ## what must be true on every engine, named one by one; how many cases ran and passed
	$(GO) test -count=1 -v -run Conformance ./kintest

.PHONY: strategies
strategies: ## all strategies give the same graph: KIN_CASES=10000 random cases on every engine
	@KIN_CASES=$(KIN_CASES) $(GO) test -count=1 -v -timeout 60m -run Strategies ./kintest > .strategies.out || { cat .strategies.out; rm .strategies.out; exit 1; }
	@grep -E '^( *--- |[a-z_]+: cases )' .strategies.out; grep -E '^cases ' .strategies.out; rm .strategies.out

.PHONY: injection
injection: ## hostile strings × every door: no statement's text changes (reads sqlmap's and wfuzz's lists)
	@KIN_INJECTION=$(KIN_INJECTION) $(GO) test -count=1 -v -timeout 40m -run Injection ./kintest > .injection.out || { cat .injection.out; rm .injection.out; exit 1; }
	@grep -vE '^(=== |PASS|ok|strings )' .injection.out; grep -E '^strings ' .injection.out; rm .injection.out

.PHONY: bench-hand
bench-hand: ## Kin beside code by hand over the same driver: time and allocations, a row a workload
	cd bench && $(GO) run ./cmd/byhand $(BENCH)

.PHONY: blog
blog: ## the example application on http://localhost:8080
	$(GO) run ./examples/blog

.PHONY: gallery
gallery: ## every component of ui on http://localhost:8081
	$(GO) run ./examples/gallery

.PHONY: browser
browser: ## live pages and the example applications in a real browser (needs Chromium; and npm, for axe)
	KIN_BROWSER=1 $(GO) test -count=1 -v -p 1 ./live ./examples/...

.PHONY: ci
ci: ## what a change must pass, in the order of .ci/run
	.ci/run
