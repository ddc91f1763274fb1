# Two commands do everything:
#
#     make verify     installs what is missing, builds, runs `verify all`, writes Reports/
#     make test       the same set-up, then all tests
#
# Both share one optimised build with testability; a debug build of the C loops would be many times slower.

SWIFT ?= swift
FLAGS = -c release -Xswiftc -enable-testing
VERIFY = .build/release/verify
ARGUMENTS ?=
FRESH = $(CURDIR)/.build/report-check

ifeq ($(shell uname -s),Darwin)
# Homebrew keeps OpenBLAS out of the default search path.
export PKG_CONFIG_PATH := $(shell brew --prefix openblas 2>/dev/null)/lib/pkgconfig:$(PKG_CONFIG_PATH)
endif

.PHONY: verify test build manual completions libraries fresh-report test-browser picture format check-format check-report check-certificates clean

verify: build
	$(VERIFY) all $(ARGUMENTS)

test: libraries
	$(SWIFT) build $(FLAGS) --build-tests
	$(SWIFT) test $(FLAGS) --skip-build

# The report in a real browser: Chromium, installed if it is missing. Where no browser can be had this fails, unless
# PLUMBLINE_WITHOUT_BROWSER=1 says to go on without.
test-browser: fresh-report
	@browser=$$(Scripts/find-browser.sh) || exit 1; \
	if [ -z "$$browser" ]; then exit 0; fi; \
	$(SWIFT) build $(FLAGS) --build-tests && \
	PLUMBLINE_BROWSER="$$browser" PLUMBLINE_REPORT="$(FRESH)" \
	$(SWIFT) test $(FLAGS) --skip-build --filter BrowserTests

# The picture of the report that README.md shows.
picture: fresh-report
	@browser=$$(Scripts/find-browser.sh) || exit 1; \
	if [ -z "$$browser" ]; then exit 0; fi; \
	Scripts/take-picture.sh "$$browser" "$(FRESH)/stability-report.html" logSigmoid Documentation/report.png

build: libraries
	$(SWIFT) build $(FLAGS) --product verify

# The manual page and completions, generated from the command line itself.
manual: build
	@mkdir -p .build/share/man/man1
	@$(VERIFY) manual > .build/share/man/man1/verify.1
	@echo "man .build/share/man/man1/verify.1"

completions: build
	@mkdir -p .build/share/completions
	@for shell in bash zsh fish; do $(VERIFY) completions $$shell > .build/share/completions/verify.$$shell; done
	@echo "source .build/share/completions/verify.bash    (or verify.zsh, verify.fish)"

libraries:
	@Scripts/install-libraries.sh

# Rewrites the sources in the one committed style.
format:
	$(SWIFT) format --in-place --parallel --recursive Package.swift Sources Tests Benchmarks Examples

check-format:
	$(SWIFT) format lint --strict --parallel --recursive Package.swift Sources Tests Benchmarks Examples

# A report in a folder that is in nobody's way.
fresh-report: build
	@$(VERIFY) all --no-store --output $(FRESH) >/dev/null

# The published report must be what a fresh run finds, with its charts and the pages of operations.
check-report: fresh-report
	@diff -u Reports/stability-report.md $(FRESH)/stability-report.md \
		&& diff -ru Reports/stability-report-charts $(FRESH)/stability-report-charts \
		&& diff -ru Reports/stability-report-operations $(FRESH)/stability-report-operations \
		|| { echo "Reports holds not what 'make verify' writes; run it and commit the result." >&2; exit 1; }
	@echo "The published report is what a fresh run finds."

# A shard of every certificate is proved again, another one with every commit.
check-certificates: build
	$(VERIFY) recheck Reports/certificates --shards 1 --seed $$(git rev-list --count HEAD 2>/dev/null || echo 0)

clean:
	$(SWIFT) package clean
