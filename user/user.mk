# SPDX-License-Identifier: BSD-2-Clause
# Builds libraries, programs and boot images. Each folder of user/serv, user/apps and
# user/apps/examples is one program made of all its sources, with libraries and start-up code; its
# program.mk may say of which KIND it is, which sources of others it BORROWS, and that its own use
# only general REGISTERS. `root` is a static position-independent executable that relocates itself;
# a `program` is linked where the root server has room, a `foreign` one where RAM is free, and
# without the libraries, the start-up code and the headers.

include user/images.mk

USER_ARCH_arm64   := -mno-outline-atomics
USER_ARCH_riscv64 := -msmall-data-limit=0

# For code that leaves floating-point and vector registers to others. Compilers use those for plain
# copies, too, but not on riscv64.
GENERAL_REGISTERS_x86_64 := -mgeneral-regs-only
GENERAL_REGISTERS_arm64  := -mgeneral-regs-only

USER_ASFLAGS  := -g -ffile-prefix-map=$(CURDIR)=.
CC := $(CROSS)gcc

USER_CFLAGS   := -std=c11 -ffreestanding -fno-stack-protector -fno-asynchronous-unwind-tables \
    -O2 -Wall -Wextra -Werror $(USER_ARCH_$(ARCH)) $(USER_ASFLAGS)
USER_CXXFLAGS := -std=c++20 -ffreestanding -fno-exceptions -fno-rtti -fno-threadsafe-statics \
    -fno-stack-protector -fno-asynchronous-unwind-tables -O2 -Wall -Wextra -Werror \
    $(USER_ARCH_$(ARCH)) $(USER_ASFLAGS)
USER_LDSCRIPT := user/lib/user.ld
USER_LDFLAGS  := -nostdlib -static --build-id=none -z max-page-size=4096 -z noexecstack -z norelro \
    -z separate-code \
    -T $(USER_LDSCRIPT)

LIBRARY_KINDS    := root program
KINDS            := $(LIBRARY_KINDS) foreign
KIND_cpp_root    := -I user/include -fPIE -DPINYON_KIND_ROOT
KIND_cpp_program := -I user/include -fno-pic
KIND_cpp_foreign := -fno-pic -fno-tree-loop-distribute-patterns
KIND_ld_root     := -pie --no-dynamic-linker -z text
KIND_ld_program  := -no-pie -Ttext-segment=0x400000
KIND_ld_foreign  := -no-pie -Ttext-segment=0x2000000

# The sources of folder $(1): what lies in it and in its folders for this architecture and board.
sources_of = $(foreach dir,$(1) $(1)/$(ARCH) $(1)/arch/$(ARCH) $(1)/board/$(BOARD),$(wildcard $(dir)/*.cpp $(dir)/*.c $(dir)/*.S))
# The objects of sources $(2), compiled for programs of kind $(1).
objects_of = $(patsubst %,$(O)/$(1)/%.o,$(2))

LIBRARIES    := l4 io alarm
CRT0         := user/lib/crt0/crt0_$(ARCH).S user/lib/crt0/crt0.cpp
# What programs of kind $(1) have of these.
libraries_of  = $(if $(filter $(LIBRARY_KINDS),$(1)),$(LIBRARIES:%=$(O)/$(1)/lib%.a))
start_up_of   = $(if $(filter $(LIBRARY_KINDS),$(1)),$(CRT0))
# A program may have sources for this architecture only. What examples share is no program.
PROGRAM_DIRS := $(filter-out user/apps/examples/common,$(sort $(patsubst %/arch/$(ARCH),%,\
$(patsubst %/,%,$(dir $(wildcard user/serv/*/*.cpp user/apps/*/*.cpp user/apps/*/*.c \
    user/apps/examples/*/*.cpp user/apps/*/arch/$(ARCH)/*.cpp))))))
PROGRAMS     := $(notdir $(PROGRAM_DIRS))

define read_kind
KIND := program
BORROWS :=
REGISTERS :=
-include $(1)/program.mk
KIND_of_$(notdir $(1)) := $$(KIND)
$$(if $$(filter general,$$(REGISTERS)),$$(eval \
$(O)/$$(KIND)/$(1)/%.o: REGISTER_FLAGS := $(GENERAL_REGISTERS_$(ARCH))))
BORROWS_of_$(notdir $(1)) := $$(BORROWS)
endef
$(foreach dir,$(PROGRAM_DIRS),$(eval $(call read_kind,$(dir))))

define kind_rules
$(call remember,$(O)/$(1).cxxflags,$(CXX) $(USER_CXXFLAGS) $(KIND_cpp_$(1)) \
    $(GENERAL_REGISTERS_$(ARCH)))
$(call remember,$(O)/$(1).cflags,$(CC) $(USER_CFLAGS) $(KIND_cpp_$(1)))
$(call remember,$(O)/$(1).ldflags,$(LD) $(USER_LDFLAGS) $(KIND_ld_$(1)))

# Libraries give no thread a state that it did not ask for.
$(O)/$(1)/user/lib/%.o: REGISTER_FLAGS := $(GENERAL_REGISTERS_$(ARCH))

$(O)/$(1)/%.cpp.o: %.cpp $(O)/$(1).cxxflags
	$$(call compile,$(CXX) $(USER_CXXFLAGS) $(KIND_cpp_$(1)) $$(REGISTER_FLAGS))

$(O)/$(1)/%.c.o: %.c $(O)/$(1).cflags
	$$(call compile,$(CC) $(USER_CFLAGS) $(KIND_cpp_$(1)))

$(O)/$(1)/%.S.o: %.S $(O)/$(1).cxxflags
	$$(call compile,$(CXX) $(USER_ASFLAGS) $(KIND_cpp_$(1)))
endef
$(foreach kind,$(KINDS),$(eval $(call kind_rules,$(kind))))

# $(1) kind, $(2) name, $(3) objects
define library_rules
USER_OBJECTS += $(3)
$(call remember,$(O)/$(1)/lib$(2).list,$(3))

$(O)/$(1)/lib$(2).a: $(3) $(O)/$(1)/lib$(2).list
	$$(call say,ARCHIVE,$$@)
	$$(Q)rm -f $$@ && $(CROSS)ar rcsD $$@ $(3)
endef
$(foreach kind,$(LIBRARY_KINDS),$(foreach lib,$(LIBRARIES),$(eval $(call library_rules,$(kind),$(lib),\
$(call objects_of,$(kind),$(call sources_of,user/lib/$(lib)))))))

# $(1) kind, $(2) name, $(3) objects: NAME.elf has symbols, NAME is what goes into boot images.
define program_rules
USER_OBJECTS += $(3)
$(call remember,$(O)/programs/$(2).list,$(3))

$(O)/programs/$(2).elf: $(3) $(call libraries_of,$(1)) $(USER_LDSCRIPT) \
    $(O)/$(1).ldflags $(O)/programs/$(2).list
	$$(call say,LINK,$$@)
	$$(Q)$(LD) $(USER_LDFLAGS) $(KIND_ld_$(1)) -o $$@ $(3) \
	    --start-group $(call libraries_of,$(1)) $(LIBGCC) --end-group

$(O)/programs/$(2): $(O)/programs/$(2).elf
	$$(Q)$(CROSS)objcopy --strip-all $$< $$@
endef
$(foreach dir,$(PROGRAM_DIRS),$(foreach kind,$(KIND_of_$(notdir $(dir))),\
$(eval $(call program_rules,$(kind),$(notdir $(dir)),\
$(call objects_of,$(kind),$(call start_up_of,$(kind)) $(call sources_of,$(dir)) \
$(BORROWS_of_$(notdir $(dir))))))))

# $(1) image, $(2) members as NAME=PROGRAM
define image_rules
$(call remember,$(O)/$(1).list,$(2))

$(O)/$(1).cpio: $(foreach member,$(2),$(O)/programs/$(lastword $(subst =, ,$(member)))) \
    $(O)/$(1).list tools/make_initrd.py config/boards/$(BOARD).json
	$$(call say,IMAGE,$$@)
	$$(Q)$(PYTHON) tools/make_initrd.py --board config/boards/$(BOARD).json $$@ \
	    $(foreach member,$(2),$(firstword $(subst =, ,$(member)))=$(O)/programs/$(lastword \
	    $(subst =, ,$(member))))
endef
$(foreach image,$(IMAGES),$(eval $(call image_rules,$(image),$(IMAGE_$(image)))))

$(O)/compile_commands.json: $(KERNEL_OBJECTS) $(sort $(USER_OBJECTS)) tools/compile_commands.py
	$(Q)$(PYTHON) tools/compile_commands.py --copy build/compile_commands.json $@ \
	    $(KERNEL_OBJECTS) $(sort $(USER_OBJECTS))

.PHONY: programs images
programs: $(PROGRAMS:%=$(O)/programs/%)
images: $(IMAGES:%=$(O)/%.cpio)
all: programs images $(O)/compile_commands.json

-include $(patsubst %.o,%.d,$(sort $(USER_OBJECTS)))
