# `make test` sets everything up and runs every test and check. `make help` lists the targets.
# What gets downloaded or built for it is kept in .cache/ and made only once.

SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

# Pinned tools; docs/dependencies.md says what each is for. A new version is a new file name, so it is built by itself.
GOLANGCI_LINT := .cache/bin/golangci-lint-v2.15.0
GOVULNCHECK   := .cache/bin/govulncheck-v1.9.0
ACTIONLINT    := .cache/bin/actionlint-v1.7.12
GORELEASER    := .cache/bin/goreleaser-v2.15.1

# Regions are read in parallel, so the tests run under the race detector, which needs a C compiler: `make test RACE=`
# does without. Every check uses the same flags, because the AWS SDK takes minutes to compile once for each set of them.
RACE  ?= -race
FLAGS := $(strip $(RACE) -tags emulator)

PYTHON := .cache/venv/bin/python
BINARY := .cache/computelint

# The SARIF gate is a Linux program. Elsewhere it is left out, and said so.
ON_LINUX := $(filter Linux,$(shell uname -s))
ifdef ON_LINUX
export SARIF_TOOLS := $(CURDIR)/.cache/sarif
GATE := .cache/sarif/ready
endif

##@ Every day

.PHONY: test
test: prerequisites fmt-check tidy-check vet go-test lint workflows release-check sarif docs-check vulnerabilities ## set everything up, run every test and check
	@echo "==> all passed"

.PHONY: build
build: ## build ./computelint
	@echo "==> building ./computelint"
	@CGO_ENABLED=0 go build -trimpath -o computelint ./cmd/computelint

.PHONY: unit
unit: ## the Go tests that need nothing but Go: the quick loop
	@echo "==> unit tests"
	@go test ./...

.PHONY: emulator
emulator: $(PYTHON) ## only the packages that talk to the emulated AWS
	@echo "==> emulator tests"
	@go test $(FLAGS) -timeout 20m $$(grep -rlx --include='*_test.go' '//go:build emulator' . | xargs -n1 dirname | sort -u)

.PHONY: fmt
fmt: $(GOLANGCI_LINT) ## format the Go code
	@echo "==> formatting"
	@$(GOLANGCI_LINT) fmt

.PHONY: fix
fix: $(GOLANGCI_LINT) ## apply the fixes that the linters know
	@echo "==> fixing what can be fixed"
	@$(lint) --fix

.PHONY: docs
docs: $(BINARY) ## regenerate the generated documentation
	@echo "==> writing docs/checks.md, docs/prices.md, docs/computelint.schema.json and the README's list"
	@$(BINARY) checks -o markdown >docs/checks.md
	@go test $(FLAGS) ./cmd/computelint -run 'README|Schema|Coverage' -update >/dev/null

.PHONY: demo
demo: $(PYTHON) ## record the demo account anew; then update the README's example of it
	@echo "==> recording fixtures/demo"
	@rm -rf fixtures/demo/tape
	@COMPUTELINT_PYTHON=$(CURDIR)/$(PYTHON) go run ./fixtures/record

.PHONY: requests
requests: $(PYTHON) ## measure at the wire what each check costs, and write docs/requests-by-check.md
	@echo "==> requests by check"
	@go test -tags emulator -timeout 60m ./cmd/computelint -run TestRequestsByCheck -args -measure

.PHONY: sizing
sizing: ## score the sizing of provisioned concurrency anew
	@echo "==> writing docs/provisioned-sizing.md"
	@go run ./internal/placement/score docs/provisioned-sizing.md

.PHONY: seasons
seasons: ## look for daily and weekly shapes in recorded and made loads anew
	@echo "==> writing docs/seasonality.md and its plots"
	@go run ./internal/timeseries/seasons docs/seasonality.md docs/seasonality

##@ Parts of `make test`

.PHONY: prerequisites
prerequisites:
	@for command in go python3 npm jq git $(if $(RACE),gcc); do \
		command -v $$command >/dev/null || { echo "make test needs $$command; see CONTRIBUTING.md" >&2; exit 1; }; \
	done
	@echo "==> modules"
	@go mod download

.PHONY: fmt-check
fmt-check: ## is the Go code formatted?
	@echo "==> gofmt"
	@unformatted=$$(gofmt -l .); \
	if [[ -n $$unformatted ]]; then echo "not formatted (make fmt):" $$unformatted >&2; exit 1; fi

.PHONY: tidy-check
tidy-check: ## do go.mod and go.sum say what the code uses?
	@echo "==> go mod tidy"
	@go mod tidy -diff || { echo "go.mod or go.sum is stale: run go mod tidy" >&2; exit 1; }

# First of what compiles: those that run beside each other wait for it, or they would compile the same packages twice.
.PHONY: vet
vet: ## go vet
	@echo "==> go vet (a cold cache compiles the AWS SDK first)"
	@go vet $(FLAGS) ./...

.PHONY: go-test
go-test: $(PYTHON) $(GATE) | vet ## every Go test, those against the emulator included
	@echo "==> go test $(FLAGS)"
	@go test $(FLAGS) -timeout 20m ./...

lint = GOLANGCI_LINT_CACHE=$(CURDIR)/.cache/golangci-lint GOFLAGS="$$(go env GOFLAGS) $(RACE)" $(GOLANGCI_LINT) run

.PHONY: lint
lint: $(GOLANGCI_LINT) | vet ## golangci-lint, with the import rule
	@echo "==> golangci-lint"
	@$(lint)

.PHONY: sarif
sarif: $(BINARY) $(GATE) ## would GitHub code scanning take the demo's SARIF?
ifdef ON_LINUX
	@echo "==> SARIF gate"
	@$(BINARY) audit --demo -o sarif=.cache/demo.sarif
	@report/testdata/sarif-gate.sh .cache/demo.sarif
else
	@echo "==> SARIF gate: LEFT OUT, it runs on Linux only"
endif

.PHONY: docs-check
docs-check: $(BINARY) ## is the generated documentation current?
	@echo "==> generated documentation"
	@diff -u docs/checks.md <($(BINARY) checks -o markdown) || { echo "docs/checks.md is stale: run make docs" >&2; exit 1; }

.PHONY: workflows
workflows: $(ACTIONLINT) ## actionlint on the GitHub workflows
	@echo "==> actionlint"
	@$(ACTIONLINT) -shellcheck= -pyflakes=

.PHONY: release-check
release-check: $(GORELEASER) ## is the release configuration sound?
	@echo "==> goreleaser check"
	@$(GORELEASER) check --quiet

.PHONY: vulnerabilities
vulnerabilities: $(GOVULNCHECK) | vet ## known vulnerabilities in code that is reached
	@echo "==> govulncheck"
	@scripts/vulnerabilities.sh $(GOVULNCHECK) $(FLAGS) ./...

##@ Release

.PHONY: snapshot
snapshot: $(GORELEASER) ## build what a release would hold into dist/; publishes nothing
	@echo "==> building a snapshot release into dist/"
	@$(GORELEASER) release --snapshot --clean

.PHONY: release
release: $(GORELEASER) ## publish the tag that is checked out; for the release workflow
	@echo "==> releasing $$(git describe --tags --exact-match)"
	@mkdir -p .cache
	@scripts/release-notes.sh "$$(git describe --tags --exact-match)" >.cache/release-notes.md
	@$(GORELEASER) release --clean --release-notes .cache/release-notes.md

##@ Other

.PHONY: tools
tools: $(GOLANGCI_LINT) $(GOVULNCHECK) $(ACTIONLINT) $(GORELEASER) $(PYTHON) $(GATE) ## only get the tools

.PHONY: clean
clean: ## remove everything that was built or downloaded
	@echo "==> removing .cache, dist and built files"
	@rm -rf .cache dist completions THIRD_PARTY_LICENSES computelint

.PHONY: help
help: ## this list
	@awk 'BEGIN {FS = ":.*## "} /^##@/ {print "\n" substr($$0, 5)} /^[a-z-]+:.*## / {printf "  %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# What the targets above are made from.

# Go decides what has to be compiled again; FORCE only asks it.
.PHONY: FORCE
$(BINARY): FORCE
	@go build $(RACE) -o $@ ./cmd/computelint

$(PYTHON): internal/emulator/requirements.txt
	@echo "==> setting up Python for the emulator (once)"
	@python3 -m venv --clear .cache/venv || { echo "python3 cannot make virtual environments: on Debian, apt-get install python3-venv" >&2; exit 1; }
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check -r $<
	@touch $@

# The gate gets its validator by itself when it is first asked; here, so that two steps do not get it at the same time.
ifdef ON_LINUX
$(GATE):
	@echo "==> getting the SARIF validator (once)"
	@report/testdata/sarif-gate.sh report/testdata/sarif.golden >/dev/null
	@touch $@
endif

$(GOLANGCI_LINT):
	$(call go-tool,github.com/golangci/golangci-lint/v2/cmd/golangci-lint)
$(GOVULNCHECK):
	$(call go-tool,golang.org/x/vuln/cmd/govulncheck)
$(ACTIONLINT):
	$(call go-tool,github.com/rhysd/actionlint/cmd/actionlint)
$(GORELEASER):
	$(call go-tool,github.com/goreleaser/goreleaser/v2)

# The version is what follows the last "-" of the file's name.
go-tool = @echo "==> building $(@F) (once)"; rm -rf $@.new; \
	output=$$(GOFLAGS= CGO_ENABLED=0 GOBIN=$(CURDIR)/$@.new go install $(1)@$(lastword $(subst -, ,$(@F))) 2>&1) || \
		{ echo "$$output" >&2; exit 1; }; \
	mv $@.new/* $@; rmdir $@.new
