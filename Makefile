# wmsterm and wmsd.  `make help` says what there is.
#
#   SAN=address,undefined   build with these sanitizers (into build/san-...)
#   CC=clang                build with another compiler
SHELL   = /bin/sh
PREFIX  = /usr/local
PKGS    = libsodium libcjson sqlite3 libutf8proc inih
B       = build$(if $(SAN),/san-$(subst $(comma),-,$(SAN)))
comma   = ,

WARN    = -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla -Wwrite-strings -Wformat=2 -Werror
HARDEN  = -O2 -g -fstack-protector-strong -fstack-clash-protection -fPIE -ftrapv -U_FORTIFY_SOURCE $(if $(SAN),,-D_FORTIFY_SOURCE=2)
SANFLAG = $(if $(SAN),-fsanitize=$(SAN) -fno-omit-frame-pointer -fno-sanitize-recover=all)
CFLAGS  = -std=gnu11 -pthread $(WARN) $(HARDEN) $(SANFLAG) -MMD -MP -Isrc $(shell pkg-config --cflags $(PKGS))
LDFLAGS = -pthread -pie -Wl,-z,relro,-z,now $(SANFLAG)
LIBS_COMMON = $(shell pkg-config --libs $(PKGS)) -lm
LIBS_CLIENT = $(shell pkg-config --libs ncursesw libcurl)
LIBS_SERVER = $(shell pkg-config --libs libmicrohttpd gnutls)

# Layers, lowest first; the order is checked by tests/check/layers.
COMMON  = base proto secure store model floor
src_of  = $(sort $(wildcard $(addsuffix /*.c,$(addprefix src/,$(1)))))
obj_of  = $(patsubst src/%.c,$(B)/%.o,$(1))
COMMON_OBJ = $(call obj_of,$(call src_of,$(COMMON))) $(B)/embed.o
CLIENT_OBJ = $(call obj_of,$(filter-out src/client/app/main.c,$(call src_of,client/tui client/queue client/net client/screen client/app)))
SERVER_OBJ = $(call obj_of,$(filter-out src/server/main/main.c,$(call src_of,server/auth server/access server/ledger server/order server/mail server/api server/main)))
EMBED   = $(sort $(wildcard src/model/*.tsv src/model/*.json src/model/*/*.json src/model/sql/*/*.sql screens/*.json screens/*/*.json keymaps/*))

UNIT    = $(patsubst tests/unit/%.c,$(B)/unit/%,$(wildcard tests/unit/*/*_test.c tests/unit/*/*/*_test.c))

all: $(B)/wmsterm $(B)/wmsd

$(B)/wmsterm: $(B)/client/app/main.o $(B)/libclient.a $(B)/libcommon.a
	$(CC) $(LDFLAGS) -o $@ $^ $(LIBS_COMMON) $(LIBS_CLIENT)
$(B)/wmsd: $(B)/server/main/main.o $(B)/libserver.a $(B)/libcommon.a
	$(CC) $(LDFLAGS) -o $@ $^ $(LIBS_COMMON) $(LIBS_SERVER)
$(B)/libcommon.a: $(COMMON_OBJ)
$(B)/libclient.a: $(CLIENT_OBJ)
$(B)/libserver.a: $(SERVER_OBJ)
$(B)/%.a:
	@rm -f $@
	ar rcs $@ $^

$(B)/%.o: src/%.c
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) -c -o $@ $<

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
	$(CC) -c -o $@ $<

# Unit tests mirror src/: tests/unit/base/json_test.c tests src/base/json.c.
unit: $(UNIT)
$(B)/unit/%: tests/unit/%.c $(B)/libcommon.a $(B)/libclient.a $(B)/libserver.a
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(LDFLAGS) -Itests -o $@ $< $(if $(findstring /client/,$@),$(B)/libclient.a) $(if $(findstring /server/,$@),$(B)/libserver.a) $(B)/libcommon.a -lcmocka $(LIBS_COMMON) $(if $(findstring /client/,$@),$(LIBS_CLIENT)) $(if $(findstring /server/,$@),$(LIBS_SERVER))

clean:
	rm -rf build

.PHONY: all unit clean
.SECONDARY:
-include $(shell find $(B) -name '*.d' 2>/dev/null)
