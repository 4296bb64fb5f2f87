# wmsterm and wmsd.  `make help` says what there is.
#
#   CC=clang                build with another compiler    (into build/clang)
#   SAN=address,undefined   build with these sanitizers    (into build/san-...)
#   T=queue                 `make test` runs only the suites whose name has this
#   SANS=thread             `make test` runs all again with these sanitizers (a list)
#   V=1                     show the commands
SHELL   = /bin/sh
CC      = gcc
PREFIX  = /usr/local
DESTDIR =
PYTHON  = /usr/bin/python3
comma   = ,
B       = build$(if $(findstring clang,$(CC)),/clang)$(if $(SAN),/san-$(subst $(comma),-,$(SAN)))
SANS    = address,undefined
JOBS    = -j$(shell nproc)
run     = $(if $(V),,@printf '  %-5s %s\n' $(1) '$@';)

# pkg-config is asked once, and only when something is compiled: `make demo`
# may have to install it first.
once    = $(eval $(1) := $$(shell pkg-config $(2)))$($(1))
PKGS    = libsodium libcjson sqlite3 libutf8proc inih gnutls liboath
PKG_CFLAGS = $(call once,PKG_CFLAGS,--cflags $(PKGS))
PKG_COMMON = $(call once,PKG_COMMON,--libs $(PKGS))
PKG_CLIENT = $(call once,PKG_CLIENT,--libs ncursesw libcurl libqrencode)
PKG_SERVER = $(call once,PKG_SERVER,--libs libmicrohttpd gnutls libcurl)

WARN    = -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla -Wwrite-strings -Wformat=2 -Werror
# A signed overflow ends the program; -ftrapv does so, too, by a call for each sum.
OVERFLOW = $(if $(SAN),,-fsanitize=signed-integer-overflow -fsanitize-undefined-trap-on-error)
HARDEN  = -O2 -g -fstack-protector-strong -fstack-clash-protection -fPIE $(OVERFLOW) -U_FORTIFY_SOURCE $(if $(SAN),,-D_FORTIFY_SOURCE=2)
SANFLAG = $(if $(SAN),-fsanitize=$(SAN) -fno-omit-frame-pointer -fno-sanitize-recover=all)
CFLAGS  = -std=gnu11 -pthread $(WARN) $(HARDEN) $(SANFLAG) -Isrc $(PKG_CFLAGS)
DEPS    = -MMD -MP
LDFLAGS = -pthread -pie -Wl,-z,relro,-z,now -Wl,--as-needed $(SANFLAG)
LIBS_COMMON = $(PKG_COMMON) -lm
LIBS_CLIENT = $(PKG_CLIENT)
LIBS_SERVER = $(PKG_SERVER)

# Layers, lowest first; tests/check/layers holds them to it.
COMMON  = base proto secure store model floor
CLIENT  = $(addprefix client/,tui queue net screen app)
SERVER  = $(addprefix server/,access auth ledger order remote mail sso edit people api main)
src_of  = $(sort $(wildcard $(addsuffix /*.c,$(addprefix src/,$(1)))))
obj_of  = $(patsubst src/%.c,$(B)/%.o,$(1))
COMMON_OBJ = $(call obj_of,$(call src_of,$(COMMON))) $(B)/embed.o
CLIENT_OBJ = $(call obj_of,$(filter-out src/client/app/main.c,$(call src_of,$(CLIENT))))
SERVER_OBJ = $(call obj_of,$(filter-out src/server/main/main.c,$(call src_of,$(SERVER))))
EMBED   = $(sort $(wildcard src/model/*.tsv src/model/*.json src/model/*/*.json src/model/sql/*/*.sql screens/*.json screens/*/*.json keymaps/*))
HEADERS = $(sort $(wildcard src/*/*.h src/*/*/*.h))

# Programs of the tests: a file with a main() is a program, the rest of
# tests/lib, tests/golden and tests/bench is linked where it is used.  Those of
# tests/chaos are killed, and started again, by tests/e2e; those of tests/api
# are parts of the server, alone.
UNIT    = $(patsubst tests/%.c,$(B)/%,$(wildcard tests/unit/*/*_test.c tests/unit/*/*/*_test.c))
HARNESS = $(wildcard tests/lib/*.c tests/golden/*.c tests/bench/*.c)
WITH_MAIN = $(if $(HARNESS),$(shell grep -l '^int main\b' $(HARNESS)))
GOLDEN  = $(patsubst tests/%.c,$(B)/%,$(filter tests/golden/%,$(WITH_MAIN)))
BENCH   = $(patsubst tests/%.c,$(B)/%,$(filter tests/bench/%,$(WITH_MAIN)))
CHAOS   = $(patsubst tests/%.c,$(B)/%,$(wildcard tests/chaos/*.c))
PARTS   = $(patsubst tests/%.c,$(B)/%,$(wildcard tests/api/*.c))
TEST_OBJ = $(patsubst tests/%.c,$(B)/tests/%.o,$(filter-out $(WITH_MAIN),$(HARNESS)))

PO      = $(wildcard src/client/po/*.po)
MO      = $(patsubst src/client/po/%.po,$(B)/locale/%/LC_MESSAGES/wmsterm.mo,$(PO))
POTFILES = src/base/error.h src/client/tui/keymap.h $(call src_of,$(CLIENT))

all: $(B)/wmsterm $(B)/wmsd $(MO) ## build wmsterm and wmsd (the default)

demo: ## make a demonstration warehouse, start wmsd and open wmsterm on it
	@tests/need build
	@$(MAKE) --no-print-directory $(JOBS) all
	@tests/demo $(B)

test: ## build, run every test, then all again with sanitizers, then the static checks
	@tests/need build test
	@$(MAKE) --no-print-directory $(JOBS) all programs
	@for san in $(SANS); do $(MAKE) --no-print-directory $(JOBS) all programs SAN=$$san || exit 1; done
	@tests/npm.sh
	@$(PYTHON) tests/run --build build $(foreach san,$(SANS),--build build/san-$(subst $(comma),-,$(san))) --check $(T)

check: ## run the static checks alone
	@$(PYTHON) tests/run --check $(T)

bench: all $(BENCH) ## measure against the raw limits of this machine (build/bench.json)
	@B=$(abspath $(B)) tests/bench/run

unit: $(UNIT) ## build the unit tests
programs: $(UNIT) $(GOLDEN) $(CHAOS) $(PARTS) $(BENCH) # everything in C that the tests run

$(B)/wmsterm: $(B)/client/app/main.o $(B)/libclient.a $(B)/libcommon.a
	$(call run,LINK)$(CC) $(LDFLAGS) -o $@ $^ $(LIBS_COMMON) $(LIBS_CLIENT)
$(B)/wmsd: $(B)/server/main/main.o $(B)/libserver.a $(B)/libcommon.a
	$(call run,LINK)$(CC) $(LDFLAGS) -o $@ $^ $(LIBS_COMMON) $(LIBS_SERVER)
$(B)/libcommon.a: $(COMMON_OBJ)
$(B)/libclient.a: $(CLIENT_OBJ)
$(B)/libserver.a: $(SERVER_OBJ)
$(B)/libtest.a: $(TEST_OBJ)
$(B)/%.a:
	@mkdir -p $(@D)
	@rm -f $@
	$(call run,AR)ar rcs $@ $^

$(B)/tests/%.o: tests/%.c
	@mkdir -p $(@D)
	$(call run,CC)$(CC) $(CFLAGS) $(DEPS) -Itests -c -o $@ $<
$(B)/%.o: src/%.c
	@mkdir -p $(@D)
	$(call run,CC)$(CC) $(CFLAGS) $(DEPS) -c -o $@ $<

# Files the programs carry inside them (src/base/embed.h).
$(B)/embed.S: $(EMBED) Makefile
	@mkdir -p $(@D)
	@{ echo '.section .rodata'; n=0; for f in $(EMBED); do \
	  printf 'p%d: .asciz "%s"\nd%d: .incbin "%s"\ne%d: .byte 0\n' $$n $$f $$n $$f $$n; n=$$((n+1)); done; \
	  echo '.section .data.rel.ro,"aw"'; echo '.balign 8'; echo '.global embed_table'; echo 'embed_table:'; \
	  n=0; for f in $(EMBED); do echo ".quad p$$n, d$$n, e$$n - d$$n"; n=$$((n+1)); done; \
	  echo '.global embed_count'; echo '.balign 8'; echo "embed_count: .quad $(words $(EMBED))"; \
	  echo '.section .note.GNU-stack,"",@progbits'; } > $@
$(B)/embed.o: $(B)/embed.S
	$(call run,AS)$(CC) -c -o $@ $<

# Unit tests mirror src/: tests/unit/base/json_test.c tests src/base/json.c.
# A test of client/ or server/ is linked with that side, a bench with both.
side    = $(if $(filter $(B)/unit/$(1)/% $(if $(filter client,$(1)),$(B)/golden/% $(B)/chaos/%,$(B)/api/%) $(B)/bench/%,$(2)),$(3))
TEST_LIBS = $(B)/libtest.a $(call side,client,$@,$(B)/libclient.a) $(call side,server,$@,$(B)/libserver.a) $(B)/libcommon.a \
	-lcmocka $(LIBS_COMMON) $(call side,client,$@,$(LIBS_CLIENT)) $(call side,server,$@,$(LIBS_SERVER))
TEST_CC = $(call run,TEST)mkdir -p $(@D) && $(CC) $(CFLAGS) $(DEPS) -MT $@ -MF $@.d -Itests $(LDFLAGS) -o $@ $< $(TEST_LIBS)
$(filter $(B)/unit/client/%,$(UNIT)) $(GOLDEN) $(CHAOS) $(BENCH): $(B)/libclient.a
$(filter $(B)/unit/server/%,$(UNIT)) $(PARTS) $(BENCH): $(B)/libserver.a
$(B)/unit/%: tests/unit/%.c $(B)/libcommon.a $(B)/libtest.a
	$(TEST_CC)
$(B)/golden/%: tests/golden/%.c $(B)/libcommon.a $(B)/libtest.a
	$(TEST_CC)
$(B)/chaos/%: tests/chaos/%.c $(B)/libcommon.a $(B)/libtest.a
	$(TEST_CC)
$(B)/api/%: tests/api/%.c $(B)/libcommon.a $(B)/libtest.a
	$(TEST_CC)
$(B)/bench/%: tests/bench/%.c $(B)/libcommon.a $(B)/libtest.a
	$(TEST_CC)

# The words of the client.  An untranslated, fuzzy or missing message ends the
# build: write its translation into src/client/po (`make po-update` helps).
$(B)/wmsterm.pot: $(POTFILES) Makefile
	@mkdir -p $(@D)
	@xgettext --language=C --from-code=UTF-8 --keyword=_ --keyword=N_ --keyword=ngettext:1,2 --sort-output --no-location \
	  --add-comments=TRANSLATORS --package-name=wmsterm -o - $(POTFILES) | sed '/^"POT-Creation-Date/d' > $@
$(B)/locale/%/LC_MESSAGES/wmsterm.mo: src/client/po/%.po $(B)/wmsterm.pot
	@mkdir -p $(@D)
	@msgcmp $< $(B)/wmsterm.pot || { echo '$<: translate what is named above (make po-update adds it)' >&2; exit 1; }
	@msgfmt --check -o $@ $<
pot: $(B)/wmsterm.pot ## extract the words of the client into build/wmsterm.pot
po-update: $(B)/wmsterm.pot ## put new words into src/client/po/*.po, drop those that are gone
	@for po in $(PO); do \
	  msgmerge --quiet --no-fuzzy-matching --no-location --sort-output --no-wrap -o $(B)/new.po $$po $< && \
	  msgattrib --no-obsolete --no-wrap -o $$po $(B)/new.po && \
	  msgattrib --untranslated --no-wrap $$po; done

install: all ## install programs, manual, examples and translations (PREFIX=, DESTDIR=)
	install -d $(DESTDIR)$(PREFIX)/bin
	install $(B)/wmsterm $(B)/wmsd $(DESTDIR)$(PREFIX)/bin
	@for f in $(wildcard man/*.[1-8]); do \
	  set -x; install -D -m 644 $$f $(DESTDIR)$(PREFIX)/share/man/man$${f##*.}/$${f##*/} || exit 1; done
	@for f in $(wildcard config/*); do \
	  set -x; install -D -m 644 $$f $(DESTDIR)$(PREFIX)/share/doc/wmsterm/examples/$${f##*/} || exit 1; done
	@for f in $(MO:$(B)/%=%); do \
	  set -x; install -D -m 644 $(B)/$$f $(DESTDIR)$(PREFIX)/share/$$f || exit 1; done

hdr-check: ## compile every header alone
	@printf '%s\n' $(HEADERS) | xargs -P2 -I@ sh -c 'echo "#include \"@\"" | \
	  $(CC) $(CFLAGS) -I. -fsyntax-only -x c - || { echo "@ does not compile alone"; exit 1; }'

compile_commands.json: FORCE ## what clangd and clang-tidy want to know
	@{ echo '['; for f in $(wildcard src/*/*.c src/*/*/*.c tests/*/*.c tests/*/*/*.c tests/*/*/*/*.c); do \
	  printf '{"directory": "%s", "file": "%s", "command": "%s"},\n' '$(CURDIR)' $$f "$(CC) $(CFLAGS) -Itests -c $$f"; \
	  done | sed '$$s/,$$//'; echo ']'; } > $@

check-requirements: ## print the requirements that no test names
	@tests/requirements
check-pages: ## print the pages that have no screen
	@tail -n +2 src/model/pages.tsv | cut -f1 | while read -r id; do \
	  set -- screens/*/"$$id".json; [ -e "$$1" ] || echo "$$id"; done

modules: ## add new modules to src/README.md
	@PYTHONPATH=tests PYTHONDONTWRITEBYTECODE=1 $(PYTHON) tests/check/modules --add

help: ## this list
	@sed -n 's/^\([a-z][a-z_.-]*\):[^#]*## \(.*\)/\1\t\2/p' Makefile | while IFS="$$(printf '\t')" read -r t d; do printf '  %-22s %s\n' "$$t" "$$d"; done

clean: ## remove build/ (the demonstration warehouse, too)
	rm -rf build compile_commands.json

.PHONY: all demo test check bench unit programs pot po-update install hdr-check check-requirements check-pages modules help clean FORCE
.SECONDARY:
.DELETE_ON_ERROR:
-include $(shell find $(B) -name '*.d' 2>/dev/null)
