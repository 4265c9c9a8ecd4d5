# Targets that test: check, tidy, bench, soak, fuzz, interop. Included by the Makefile.

SANENV := ASAN_OPTIONS=detect_leaks=1:abort_on_error=0 UBSAN_OPTIONS=print_stacktrace=1

CHECKS := $(patsubst %.c,$(SAN)/%,$(UNIT) $(RUN))

check: ready
	@$(MAKE) --no-print-directory check-run
check-run: $(SAN)/qlw $(SAN)/qlw-sim $(CHECKS)
	@sh tests/lib/includes.sh
	@$(SANENV) QLW_BIN=$(abspath $(SAN)/qlw) QLW_SIM_BIN=$(abspath $(SAN)/qlw-sim) \
		sh tests/lib/run.sh $(CHECKS)

tidy:
	clang-tidy --quiet $(QLW) $(SIM) -- $(DEFS)
	cppcheck --quiet --error-exitcode=1 --std=c11 --enable=warning,portability --inline-suppr \
		--suppress=missingIncludeSystem -I. $(DEFS) modem profiles tui views

.PHONY: check check-run tidy
