# Targets that test: check, tidy, fuzz, soak, bench, interop, kernel. Included by the Makefile.
#
#   TESTS=substring  SEED=n  JOBS=n  TEST_TIMEOUT=s   see tests/lib/run.sh
#   UPDATE=1         store golden screens anew instead of comparing
#   FUZZ_SECONDS=60  for each target of make fuzz
#   FUZZ_RUNS=n      mutated inputs for each target in make check
#   SOAK_ROUNDS=1    of make soak, each with its own seed: 20,000 mutated inputs a target, 1,000,000 for
#                    the file parsers, 1,000 kills, an hour of six servers, a transfer cut at each kB

SANENV := ASAN_OPTIONS=detect_leaks=1:abort_on_error=0 UBSAN_OPTIONS=print_stacktrace=1

# --- fuzz targets: a corpus replay under ASan in check, libFuzzer in fuzz ------------------------------

FUZZ_SECONDS ?= 60
FUZZDIR  := $(BUILD)/fuzz
FUZZFLAGS := -O1 -g -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined
FUZZSIM  := $(filter tests/fuzz/fuzz_sim_%,$(FUZZ))
FUZZQLW  := $(filter-out $(FUZZSIM),$(FUZZ))

$(patsubst %.c,$(SAN)/%,$(FUZZQLW)): $(SAN)/%: $(SAN)/obj/%.o $(SAN)/obj/tests/fuzz/replay.o \
		$(SAN)/libqlw.a $(SAN)/libtest.a
	@mkdir -p $(@D)
	$(call say,ld,$@)$(CC) $(SANFLAGS) -o $@ $^ $(QLW_LIBS) $(TEST_LIBS)
$(patsubst %.c,$(SAN)/%,$(FUZZSIM)): $(SAN)/%: $(SAN)/obj/%.o $(SAN)/obj/tests/fuzz/replay.o \
		$(SAN)/libsim.a $(SAN)/libtest.a
	@mkdir -p $(@D)
	$(call say,ld,$@)$(CC) $(SANFLAGS) -o $@ $^ $(SIM_LIBS) $(TEST_LIBS)

$(eval $(call flavour,$(FUZZDIR),$(FUZZFLAGS)))
$(FUZZDIR)/%: CC = clang
$(patsubst tests/fuzz/%.c,$(FUZZDIR)/%,$(FUZZQLW)): $(FUZZDIR)/%: $(FUZZDIR)/obj/tests/fuzz/%.o $(FUZZDIR)/libqlw.a
	$(call say,ld,$@)$(CC) $(FUZZFLAGS) -fsanitize=fuzzer -o $@ $^ $(QLW_LIBS) $(TEST_LIBS)
$(patsubst tests/fuzz/%.c,$(FUZZDIR)/%,$(FUZZSIM)): $(FUZZDIR)/%: $(FUZZDIR)/obj/tests/fuzz/%.o $(FUZZDIR)/libsim.a
	$(call say,ld,$@)$(CC) $(FUZZFLAGS) -fsanitize=fuzzer -o $@ $^ $(SIM_LIBS) $(TEST_LIBS)

# What a run finds stays in $(FUZZDIR)/corpus; fuzz-keep moves what reaches new code into the kept corpus
fuzz: ready
	@sh tests/lib/deps.sh install fuzz
	@$(MAKE) --no-print-directory fuzz-run
fuzz-run: $(patsubst tests/fuzz/%.c,$(FUZZDIR)/%,$(FUZZ))
	@for t in $(^F); do \
		n=$${t#fuzz_} log=$(FUZZDIR)/$$t.log; \
		case $$n in *$(TESTS)*) ;; *) continue ;; esac; \
		mkdir -p $(FUZZDIR)/corpus/$$n; \
		echo "== $$t, $(FUZZ_SECONDS) s"; \
		$(FUZZDIR)/$$t -max_total_time=$(FUZZ_SECONDS) -timeout=10 -rss_limit_mb=1024 -max_len=4096 \
			-artifact_prefix=$(FUZZDIR)/$$t- -verbosity=0 -print_final_stats=1 \
			$(FUZZDIR)/corpus/$$n tests/fuzz/corpus/$$n >$$log 2>&1 || { cat $$log; exit 1; }; \
		grep -e executed_units -e new_units $$log; \
	done
fuzz-keep:
	@for t in $(patsubst tests/fuzz/fuzz_%.c,%,$(FUZZ)); do \
		$(FUZZDIR)/fuzz_$$t -merge=1 -verbosity=0 tests/fuzz/corpus/$$t $(FUZZDIR)/corpus/$$t; \
	done
.PHONY: fuzz fuzz-run fuzz-keep

# --- check ------------------------------------------------------------------------------------------

CHECKS := $(patsubst %.c,$(SAN)/%,$(UNIT) $(FUZZ) $(RUN))

check: ready
	@$(MAKE) --no-print-directory check-run
check-run: $(SAN)/qlw $(SAN)/qlw-sim $(CHECKS)
	@sh tests/lib/includes.sh
	@$(SANENV) QLW_BIN=$(abspath $(SAN)/qlw) QLW_SIM_BIN=$(abspath $(SAN)/qlw-sim) \
		sh tests/lib/run.sh $(CHECKS)

# Every test program without running it, in $(BUILD), for another compiler
programs: $(patsubst %.c,$(BUILD)/%,$(UNIT) $(RUN)) $(call obj,$(BUILD),$(FUZZ) $(BENCH))

# The same as check with other seeds, and the counts that are worth waiting for
SOAK_ROUNDS ?= 1
soak: ready
	@for round in $$(seq $(SOAK_ROUNDS)); do \
		SEED=$$round FUZZ_RUNS=20000 SOAK=1 TEST_TIMEOUT=1800 \
			$(MAKE) --no-print-directory check-run || exit 1; \
	done
.PHONY: check check-run programs soak

# --- tidy -------------------------------------------------------------------------------------------

# One file for each run of clang-tidy: with several it reports va_lists that are none. What passed is
# stamped with its preprocessed content, and cppcheck keeps its own results, so that only what
# changed is looked at again; the stamps may be carried from one tree to another.
TIDY := $(QLW) $(SIM) $(TLIB) $(BENCH) $(wildcard tests/fuzz/*.c)
TIDYDIR := $(BUILD)/tidy

$(TIDYDIR)/%.c: %.c FORCE
	@sh tests/lib/tidy.sh $(TIDYDIR) $< $(DEFS)
tidy: ready
	@sh tests/lib/deps.sh install tidy
	@$(MAKE) --no-print-directory -k -j $$(nproc) tidy-run
tidy-run: $(addprefix $(TIDYDIR)/,$(TIDY)) $(TIDYDIR)/cppcheck
$(TIDYDIR)/cppcheck: FORCE
	@mkdir -p $@
	@echo "  cppcheck"
	@cppcheck --quiet --error-exitcode=1 --std=c11 --enable=warning,portability --inline-suppr \
		--suppress=missingIncludeSystem --cppcheck-build-dir=$@ -I. $(filter-out -std=%,$(DEFS)) \
		modem profiles tui views tests/lib tests/bench
FORCE:
.PHONY: tidy tidy-run FORCE

# --- bench ------------------------------------------------------------------------------------------

$(BUILD)/bench: $(call obj,$(BUILD),$(BENCH)) $(BUILD)/libtest.a
	$(call say,ld,$@)$(CC) $(CFLAGS) -o $@ $^ $(TEST_LIBS)

bench: ready
	@sh tests/lib/deps.sh install bench
	@$(MAKE) --no-print-directory all $(BUILD)/bench
	@QLW_BIN=$(abspath $(BUILD)/qlw) $(BUILD)/bench $(BENCH_ARGS)
.PHONY: bench

# --- interop ----------------------------------------------------------------------------------------

# The simulated module against Eclipse Leshan's servers, which Maven Central has; without them every
# case is skipped. INTEROP_ARGS="--only 0,101 --jobs 2"
INTEROP_SECONDS ?= 600
interop: ready
	@sh tests/lib/deps.sh install interop || echo "interop: going on with what there is"
	@$(MAKE) --no-print-directory $(BUILD)/qlw-sim
	@timeout $(INTEROP_SECONDS) python3 -B tests/interop/run.py --sim $(BUILD)/qlw-sim \
		--cache $(BUILD)/interop $(INTEROP_ARGS)
.PHONY: interop

# --- kernel -----------------------------------------------------------------------------------------

# Real ports: qlw on the distribution's kernel in QEMU, a USB device and qlw-sim behind it; without QEMU
# or that kernel every case is skipped. KERNEL_ARGS="--only list,stuck"
KERNEL_SECONDS ?= 600
kernel: ready
	@sh tests/lib/deps.sh install kernel || echo "kernel: going on with what there is"
	@$(MAKE) --no-print-directory all
	@timeout $(KERNEL_SECONDS) python3 -B tests/kernel/run.py --qlw $(BUILD)/qlw \
		--sim $(BUILD)/qlw-sim --cache $(BUILD)/kernel $(KERNEL_ARGS)
.PHONY: kernel
