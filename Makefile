# `make` lists what can be done here. Each target needs Go and nothing else, unless its
# line says so.

GO       ?= go
GOLANGCI := $(GO) run github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0

# How many random cases a full run of `make strategies` takes.
KIN_CASES ?= 10000

# Which hostile strings `make injection` sends: all to SQLite and some to the servers, or
# everywhere.
KIN_INJECTION ?= everywhere

# How many random cases or pairs the targets of faults take; each has its own without it.
cases = KIN_CASES=$(if $(filter command line environment,$(origin KIN_CASES)),$(KIN_CASES),$(1))

# What `make bench-hand` is told: BENCH='-only W2 -rounds 99'; or `make bench-live`: BENCH=-short.
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

# figures runs the tests of a pattern, and shows the lines with their figures. A test that did not run
# says so, one that failed says all.
figures = @$(call cases,$(1)) $(GO) test -count=1 -v -timeout 60m -run '$(2)' ./kintest > .figures.out || { cat .figures.out; rm .figures.out; exit 1; }; \
	grep -E '^(torn|stale|pooler|kills|retries|promotion|commit|deadlines|snapshot) |not run:|^ *--- SKIP' .figures.out; rm .figures.out

.PHONY: torn
torn: export KIN_ROUNDS ?= 40
torn: ## a graph is of one state of the database, however many write, and that costs no time
	$(call figures,10000,TestAGraphIsOfOneState|TestASnapshotCostsNoTime)

.PHONY: stale
stale: ## replicas are never behind what was written (makes servers of its own; needs PostgreSQL and MariaDB)
	$(call figures,1000,TestAReadAfter.*IsNeverStale)

.PHONY: pooler
pooler: ## 16 workers on 2 connections of a pooler (makes servers of its own; needs pgbouncer)
	$(call figures,3200,TestAPoolerLosesNoStatement)

.PHONY: kills
kills: ## connections are killed while graphs are written: nothing is lost, doubled or torn
	$(call figures,1000,TestKilledConnectionsLoseDoubleAndTearNothing)

.PHONY: retries
retries: ## transactions that run again count right; a commit whose answer is lost is known; calls end in time
	$(call figures,1000,TestEachAcknowledgedIncrementIsKept|TestALostCommitIsUnknownAndItsTokenKnows|TestACallReturnsWithItsDeadline)

.PHONY: promotion
promotion: ## the primary dies and a replica takes over: nothing acknowledged is lost (makes servers of its own)
	$(call figures,1,TestAPromotionLosesNothingThatWasAcknowledged)

.PHONY: cluster
cluster: ## all of it on servers of its own: replicas, a pooler, three nodes that all write (needs PostgreSQL, MariaDB, galera-4, rsync, pgbouncer)
	cluster/up.sh -- cluster/test.sh

.PHONY: galera
galera: ## what holds on one MariaDB holds on three that all write (makes servers of its own; needs MariaDB, galera-4, rsync)
	@$(call cases,1000) cluster/up.sh galera -- cluster/galera.sh > .galera.out || { cat .galera.out; rm .galera.out; exit 1; }
	@grep -E '^(torn|kills|retries|[a-z]+: cases|--- (PASS|FAIL)| *conform.go.*passed) ?' .galera.out; rm .galera.out

.PHONY: bench-hand
bench-hand: ## Kin beside code by hand over the same driver: time and allocations, a row a workload
	cd bench && $(GO) run ./cmd/byhand $(BENCH)

.PHONY: bench-html
bench-html: ## a page written by html beside templ and gomponents
	cd bench && $(GO) run ./cmd/page $(BENCH)

.PHONY: bench-live
bench-live: ## the blog under load, and what tests say of live pages: each figure beside its goal (Chromium for some)
	cd bench && $(GO) run ./live $(BENCH)

.PHONY: security
security: ## hostile strings, forged frames and foreign origins against live pages (needs Chromium)
	@KIN_BROWSER=1 $(GO) test -count=1 -v -run TestSecurityFigures ./live > .security.out || { cat .security.out; rm .security.out; exit 1; }
	@grep -o 'xss executed .*' .security.out; rm .security.out

.PHONY: blog
blog: ## the example application on http://localhost:8080
	$(GO) run ./examples/blog

.PHONY: dev
dev: ## the example application while you write it: built again at each change, pages load again
	$(GO) run ./cmd/kin dev ./examples/blog -- -dev

.PHONY: gallery
gallery: ## every component of ui on http://localhost:8081
	$(GO) run ./examples/gallery

.PHONY: browser
browser: ## live pages and the example applications in a real browser (needs Chromium; and npm, for axe)
	KIN_BROWSER=1 $(GO) test -count=1 -v -p 1 ./live ./cmd/... ./examples/...

.PHONY: ci
ci: ## what a change must pass, in the order of .ci/run
	.ci/run
