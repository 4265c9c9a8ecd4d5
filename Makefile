# qlw: console and simulated module for the LwM2M client in Quectel BG95, BG77 and BG600L-M3.
#
#   make            build/qlw and build/qlw-sim
#   make demo       the console on a simulated module
#   make check      every test, under AddressSanitizer and UBSan
#   make help       all targets
#
# CC, CFLAGS, WERROR=1, PREFIX, DESTDIR are honoured; V=1 shows every command. There is no configure step.

CC       ?= gcc
CFLAGS   ?= -O2 -g
PREFIX   ?= /usr/local
BUILD    ?= build
SAN      ?= $(BUILD)/asan

VERSION := $(shell cat VERSION)
PKGCONF ?= pkg-config

WARN := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes \
        -Wswitch-enum -Wvla $(if $(WERROR),-Werror)
DEFS := -std=c11 -D_XOPEN_SOURCE=700 -D_DEFAULT_SOURCE -DQLW_VERSION='"$(VERSION)"' -DQLW_PREFIX='"$(PREFIX)"' -I.
SANFLAGS := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer

QLW_PKGS := ncursesw readline libcjson
SIM_PKGS := libcoap-3-openssl openssl libcjson
VT_PKGS  := vterm cmocka libcjson
# libserialport ships a .pc file; -lutil is not needed on glibc 2.34 and later
QLW_LIBS  = $(shell $(PKGCONF) --libs $(QLW_PKGS) libserialport)
SIM_LIBS  = $(shell $(PKGCONF) --libs $(SIM_PKGS)) -lm
TEST_LIBS = $(shell $(PKGCONF) --libs $(VT_PKGS))

MODEM := $(wildcard modem/*.c modem/port/*.c modem/journal/*.c)
QLW   := $(MODEM) $(wildcard profiles/*.c views/*.c tui/*.c tui/*/*.c)
SIM   := $(wildcard modem/sim/*.c)
TLIB  := $(wildcard tests/lib/*.c)
UNIT  := $(wildcard tests/unit/test_*.c)
RUN   := $(wildcard tests/screens/test_*.c tests/e2e/test_*.c)
BENCH := $(wildcard tests/bench/*.c)
FUZZ  := $(wildcard tests/fuzz/fuzz_*.c)
# Unit tests of the simulator link its objects, those of the test library nobody's, all others qlw's
SIMUNIT := $(filter tests/unit/test_sim_%,$(UNIT))
LIBUNIT := $(filter tests/unit/test_lib_%,$(UNIT))
QLWUNIT := $(filter-out $(SIMUNIT) $(LIBUNIT),$(UNIT))

# One short line for each file, or with V=1 the command
say = $(if $(V),,@echo "  $(1) $(2)";)

obj = $(patsubst %.c,$(1)/obj/%.o,$(2))

all: $(BUILD)/qlw $(BUILD)/qlw-sim

# --- what the machine needs -------------------------------------------------------------------

# A build that lacks a library says so in one line and installs it through the system's package
# manager (demo, check), or names it (everything else).
HAVE_DEPS := $(shell $(PKGCONF) --exists $(QLW_PKGS) $(SIM_PKGS) $(VT_PKGS) libserialport 2>/dev/null && echo yes)

deps:
	@sh tests/lib/deps.sh install
ready:
	@$(if $(HAVE_DEPS),:,sh tests/lib/deps.sh install)
.PHONY: all deps ready

# --- programs -----------------------------------------------------------------------------------

# $(1) = directory, $(2) = extra flags
define flavour
$(1)/obj/%.o: %.c VERSION | ready
	@mkdir -p $$(@D)
	$$(call say,cc,$$<)$$(CC) $(DEFS) $$(WARN) $(2) -MMD -MP -c -o $$@ $$<
$(1)/qlw: $$(call obj,$(1),$(QLW))
	$$(call say,ld,$$@)$$(CC) $(2) -o $$@ $$^ $$(QLW_LIBS)
$(1)/qlw-sim: $$(call obj,$(1),$(SIM))
	$$(call say,ld,$$@)$$(CC) $(2) -o $$@ $$^ $$(SIM_LIBS)
$(1)/libqlw.a: $$(call obj,$(1),$(filter-out tui/main.c,$(QLW)))
	@rm -f $$@ && ar rcs $$@ $$^
$(1)/libsim.a: $$(call obj,$(1),$(filter-out modem/sim/main.c,$(SIM)))
	@rm -f $$@ && ar rcs $$@ $$^
$(1)/libtest.a: $$(call obj,$(1),$(TLIB))
	@rm -f $$@ && ar rcs $$@ $$^
$(patsubst %.c,$(1)/%,$(QLWUNIT)): $(1)/%: $(1)/obj/%.o $(1)/libqlw.a $(1)/libtest.a
	@mkdir -p $$(@D)
	$$(call say,ld,$$@)$$(CC) $(2) -o $$@ $$^ $$(QLW_LIBS) $$(TEST_LIBS)
$(patsubst %.c,$(1)/%,$(SIMUNIT)): $(1)/%: $(1)/obj/%.o $(1)/libsim.a $(1)/libtest.a
	@mkdir -p $$(@D)
	$$(call say,ld,$$@)$$(CC) $(2) -o $$@ $$^ $$(SIM_LIBS) $$(TEST_LIBS)
$(patsubst %.c,$(1)/%,$(LIBUNIT) $(RUN)): $(1)/%: $(1)/obj/%.o $(1)/libtest.a
	@mkdir -p $$(@D)
	$$(call say,ld,$$@)$$(CC) $(2) -o $$@ $$^ $$(TEST_LIBS)
endef
$(eval $(call flavour,$(BUILD),$$(CFLAGS)))
$(eval $(call flavour,$(SAN),$(SANFLAGS)))
.SECONDARY:

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)

include tests/tests.mk

# --- everyday -----------------------------------------------------------------------------------

demo: ready
	@$(MAKE) --no-print-directory all
	@$(BUILD)/qlw -p 'sim:--scenario demo'

# Man page and completions are made from the program's own tables. $(1) which, $(2) where below share
document = $(BUILD)/qlw --print $(1) >$(BUILD)/share/$(1) && \
	install -D -m 644 $(BUILD)/share/$(1) $(DESTDIR)$(PREFIX)/share/$(2)

install: all
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/qlw/profiles
	install -m 755 $(BUILD)/qlw $(BUILD)/qlw-sim $(DESTDIR)$(PREFIX)/bin
	install -m 644 profiles/*.json $(DESTDIR)$(PREFIX)/share/qlw/profiles
	install -D -m 644 tui/share/qlw_journal.lnav.json $(DESTDIR)$(PREFIX)/share/qlw/lnav/qlw_journal.json
	@mkdir -p $(BUILD)/share
	$(call document,man,man/man1/qlw.1)
	$(call document,bash,bash-completion/completions/qlw)
	$(call document,zsh,zsh/site-functions/_qlw)
	$(call document,fish,fish/vendor_completions.d/qlw.fish)

fmt:
	clang-format -i $$(git ls-files '*.c' '*.h')

clean:
	rm -rf $(BUILD)

help:
	@sed -n '3,7p' Makefile | cut -c3-
	@echo "  make deps tidy fmt bench soak interop kernel fuzz install clean"
.PHONY: demo install fmt clean help
