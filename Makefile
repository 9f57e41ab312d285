# Builds everything that is written in C.
#
#   make            the library, the worker program and its description, the init of guests
#   make sanitize   the worker program and the library's tests, with AddressSanitizer and UBSan
#   make clean
#
# CC, CFLAGS, LDFLAGS and LDLIBS can be given. WERROR= keeps the warnings of an unknown compiler
# from ending the build; V=1 shows the commands.

CC ?= cc
CFLAGS ?=
LDFLAGS ?=
LDLIBS ?=
WERROR ?= -Werror

BUILD := build
OBJ := $(BUILD)/obj

native_sources := $(sort $(wildcard native/*.c))
worker_sources := $(sort $(wildcard workers/*.c workers/*/*.c))
guest_sources := $(sort $(wildcard native/guest/*.c))
native_test_sources := $(sort $(wildcard tests/native/*.c))

warnings := -Wall -Wextra -Wmissing-prototypes -Wstrict-prototypes $(WERROR)
compile_flags := -std=gnu11 -O2 -g -pthread -fvisibility=hidden -I. $(warnings) $(CFLAGS)
link_flags := -pthread -Wl,-z,defs $(LDFLAGS)
sanitize_flags := -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer

ifneq ($(V),1)
.SILENT:
endif
.SUFFIXES:

products := $(BUILD)/libktstr.so $(BUILD)/ktstr-worker $(BUILD)/ktstr-worker.json \
	$(BUILD)/ktstr-guest-init

.PHONY: all sanitize clean force
all: $(products)
sanitize: $(BUILD)/sanitize/ktstr-worker $(BUILD)/sanitize/native-test

# Nothing is written in place, because a program may be running or have loaded the old file and
# two builds may run at once: a recipe writes a name that only its shell has, then renames it.

# $(call compile,additional flags)
define compile
	mkdir -p $(@D)
	new=$@.$$$$; \
	if $(CC) $(compile_flags) $(1) -MMD -MP -MF $$new.d -MT $@ -c $< -o $$new; \
	then mv -f $$new.d $(@:.o=.d) && mv -f $$new $@; \
	else rm -f $$new $$new.d; exit 1; fi
endef

# $(call link,additional flags)
define link
	mkdir -p $(@D)
	echo "  link  $@"
	new=$@.$$$$; \
	if $(CC) $(1) -o $$new $(filter %.o,$^) $(link_flags) $(LDLIBS); \
	then mv -f $$new $@; \
	else rm -f $$new; exit 1; fi
endef

# What a file depends on beside its sources: the compiler and its flags, and which sources there
# are, so that a removed source leads to a new link. Each record changes only with its content.
records := $(OBJ)/flags $(OBJ)/native-sources $(OBJ)/worker-sources $(OBJ)/guest-sources
$(OBJ)/flags: record = $(CC) $(compile_flags) $(link_flags) $(LDLIBS)
$(OBJ)/native-sources: record = $(native_sources) $(native_test_sources)
$(OBJ)/worker-sources: record = $(worker_sources)
$(OBJ)/guest-sources: record = $(guest_sources)
$(records): force
	mkdir -p $(@D)
	printf '%s\n' '$(record)' | cmp -s - $@ || printf '%s\n' '$(record)' >$@

$(OBJ)/native/%.o: native/%.c $(OBJ)/flags
	$(call compile,-fPIC)

$(OBJ)/workers/%.o: workers/%.c $(OBJ)/flags
	$(call compile)

$(OBJ)/guest/%.o: native/guest/%.c $(OBJ)/flags
	$(call compile)

$(OBJ)/sanitize/%.o: %.c $(OBJ)/flags
	$(call compile,$(sanitize_flags))

native_objects := $(native_sources:%.c=$(OBJ)/%.o)
worker_objects := $(worker_sources:%.c=$(OBJ)/%.o)
guest_objects := $(guest_sources:native/%.c=$(OBJ)/%.o)
sanitized = $(patsubst %.c,$(OBJ)/sanitize/%.o,$(1))
sanitized_objects := $(call sanitized,$(native_sources) $(native_test_sources) $(worker_sources))

$(BUILD)/libktstr.so: $(native_objects) native/ktstr.map $(OBJ)/native-sources
	$(call link,-shared -Wl$(comma)--version-script=native/ktstr.map)

$(BUILD)/ktstr-worker: $(worker_objects) $(OBJ)/worker-sources
	$(call link)

# Static: in a guest there may be no libraries.
$(BUILD)/ktstr-guest-init: $(guest_objects) $(OBJ)/guest-sources
	$(call link,-static)

$(BUILD)/ktstr-worker.json: $(BUILD)/ktstr-worker
	echo "  write $@"
	new=$@.$$$$; \
	if $< --describe >$$new; then mv -f $$new $@; else rm -f $$new; exit 1; fi

$(BUILD)/sanitize/native-test: $(call sanitized,$(native_sources) $(native_test_sources)) $(OBJ)/native-sources
	$(call link,$(sanitize_flags))

$(BUILD)/sanitize/ktstr-worker: $(call sanitized,$(worker_sources)) $(OBJ)/worker-sources
	$(call link,$(sanitize_flags))

# Without the comma, $(call) would take what follows it for another argument.
comma := ,

clean:
	rm -rf $(OBJ) $(BUILD)/sanitize $(products)

-include $(patsubst %.o,%.d,$(native_objects) $(worker_objects) $(guest_objects) $(sanitized_objects))
