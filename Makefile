# `make` lists what can be done here. Each target needs Go and nothing else, unless its
# line says so.

GO       ?= go
GOLANGCI := $(GO) run github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0

# How many random cases a full run of `make strategies` takes.
KIN_CASES ?= 10000

# What `make bench-hand` is told: BENCH='-only W2 -rounds 99'.
BENCH ?=

# The packages where goroutines meet.
CORE := . ./internal/... ./load ./sqlite ./kintest

.PHONY: help
help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: test
test: ## all tests: the library on each engine, the example, the benchmarks' answers
	$(GO) test ./...
	cd bench && $(GO) test ./...

.PHONY: race
race: ## the core packages under the race detector (needs a C compiler)
	$(GO) test -race $(CORE)

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
conformance: ## what must be true on every engine, named one by one
	$(GO) test -count=1 -v -run Conformance ./kintest

.PHONY: strategies
strategies: ## all strategies give the same graph: KIN_CASES=10000 random cases on every engine
	KIN_CASES=$(KIN_CASES) $(GO) test -count=1 -v -timeout 60m -run Strategies ./kintest

.PHONY: injection
injection: ## hostile strings × every door: no statement's text changes (reads sqlmap's and wfuzz's lists)
	KIN_INJECTION=all $(GO) test -count=1 -v -timeout 30m -run Injection ./kintest

.PHONY: bench-hand
bench-hand: ## Kin beside code by hand over the same driver: time and allocations, a row a workload
	cd bench && $(GO) run ./cmd/byhand $(BENCH)

.PHONY: blog
blog: ## the example application on http://localhost:8080
	$(GO) run ./examples/blog

.PHONY: browser
browser: ## the example application in a real browser (needs Chromium)
	KIN_BROWSER=1 $(GO) test -count=1 -v ./examples/...

.PHONY: ci
ci: ## what a change must pass, in the order of .ci/run
	.ci/run
