# SPDX-License-Identifier: BSD-2-Clause
# Builds the kernel for $(ARCH): $(O)/kernel.elf and, where the port asks for it, $(O)/kernel.img.

PORT := kernel/arch/$(ARCH)
include $(PORT)/$(ARCH).mk

CXX := $(CROSS)g++
LD  := $(CROSS)ld

KERNEL_DIRS    := kernel/generic $(addprefix kernel/generic/,boot ipc memory threads time) \
                  kernel/glue $(PORT) \
                  $(if $(ARCH_IO_PORTS),kernel/generic/io kernel/glue/io) \
                  $(patsubst %/,%,$(wildcard $(PORT)/*/))
KERNEL_SOURCES := $(filter-out $(PORT)/$(ARCH)_offsets.cpp,$(wildcard $(KERNEL_DIRS:=/*.cpp))) \
                  $(wildcard $(KERNEL_DIRS:=/*.S))
# Start-up objects come last: an inline function that both parts use is then the resident one.
STARTUP_SOURCES := $(foreach source,$(KERNEL_SOURCES),\
                   $(if $(findstring /boot/,$(source)),$(source)))
KERNEL_OBJECTS  := $(patsubst %,$(O)/%.o,$(filter-out $(STARTUP_SOURCES),$(KERNEL_SOURCES)) \
                   $(STARTUP_SOURCES))
OFFSETS        := $(patsubst $(PORT)/%.cpp,$(GEN)/%.h,$(wildcard $(PORT)/$(ARCH)_offsets.cpp))

# What happens at every IPC, page fault and switch is compiled for speed; everything else for size,
# as are the cold functions in these files.
HOT_SOURCES := $(addprefix kernel/generic/,ipc/ipc.cpp ipc/matching.cpp ipc/message_words.cpp \
                   ipc/faults.cpp ipc/transfer.cpp time/scheduler.cpp time/ready_queues.cpp \
                   time/timer_queue.cpp ipc/string_copy.cpp $(addprefix memory/,mapping.cpp \
                   mapping_run.cpp mapping_tree.cpp mapping_revoke.cpp mapping_walk.cpp \
                   map_directory.cpp map_range.cpp kernel_memory.cpp object_frames.cpp) \
                   $(addprefix threads/,threads.cpp thread_control.cpp long_ops.cpp)) \
               $(addprefix kernel/glue/,entry.cpp event.cpp runtime.cpp switch.cpp syscalls.cpp) \
               $(PORT)/$(ARCH)_fast_path.cpp

FOR_SPEED := -O2 $(addprefix -fno-align-,functions jumps loops labels)

-include $(KCONFIG)
FRAME_POINTER := $(if $(CONFIG_BACK_TRACE),-fno-omit-frame-pointer,-fomit-frame-pointer)

INCLUDES := -I kernel -I user/include -I $(GEN)

KERNEL_CXXFLAGS := -std=c++20 -ffreestanding -fno-exceptions -fno-rtti -fno-threadsafe-statics \
    -fno-stack-protector -fno-pic -fno-asynchronous-unwind-tables \
    $(FRAME_POINTER) -ffunction-sections -g -Wall -Wextra -Werror -ffile-prefix-map=$(CURDIR)=. \
    $(ARCH_CXXFLAGS) $(ARCH_DEFINE) $(INCLUDES)
KERNEL_ASFLAGS := -g -fno-pic -ffile-prefix-map=$(CURDIR)=. \
    $(ARCH_ASFLAGS) $(ARCH_DEFINE) $(INCLUDES)
KERNEL_LDFLAGS := -nostdlib -static --gc-sections --build-id=none -z max-page-size=4096 \
    -z noexecstack \
    $(ARCH_LDFLAGS) -T $(ARCH_LDSCRIPT)

LIBGCC := $(shell $(CXX) -print-libgcc-file-name)

$(eval $(call remember,$(O)/kernel.cxxflags,$(CXX) $(KERNEL_CXXFLAGS) $(FOR_SPEED) $(HOT_SOURCES)))
$(eval $(call remember,$(O)/kernel.asflags,$(CXX) $(KERNEL_ASFLAGS)))
$(eval $(call remember,$(O)/kernel.ldflags,$(LD) $(KERNEL_LDFLAGS) $(KERNEL_OBJECTS)))

GENERATED := $(GEN)/config.h $(GEN)/build_info.h

$(O)/kernel/%.cpp.o: OPTIMISE := -Os
$(HOT_SOURCES:%=$(O)/%.o): OPTIMISE := $(FOR_SPEED)
$(O)/kernel/%.cpp.o: kernel/%.cpp $(O)/kernel.cxxflags | $(GENERATED)
	$(call compile,$(CXX) $(KERNEL_CXXFLAGS) $(OPTIMISE))

$(O)/kernel/%.S.o: kernel/%.S $(O)/kernel.asflags | $(GENERATED) $(OFFSETS)
	$(call compile,$(CXX) $(KERNEL_ASFLAGS))

# The fast path of IPC, if the port has one, is looked at before anything is linked with it.
FAST_PATH := $(addprefix $(O)/,$(addsuffix .o,$(wildcard $(PORT)/$(ARCH)_fast_path.cpp)))
FAST_PATH_CHECK := tools/check_fast_path.py tools/fast_path_lengths.json

$(FAST_PATH): KERNEL_CXXFLAGS += $(FAST_PATH_CXXFLAGS)

# With several processors it is a little longer: lengths are recorded for either.
FAST_PATH_KIND := $(ARCH)$(if $(filter-out 1,$(CONFIG_MAX_CPUS)),.smp)

$(O)/fast_path.checked: $(FAST_PATH) $(FAST_PATH_CHECK)
	$(Q)$(if $(FAST_PATH),$(PYTHON) $(FAST_PATH_CHECK) $(FAST_PATH_KIND) $< $(CROSS)objdump,:) >$@

.SECONDARY: $(OFFSETS)

# Structure offsets for assembly: the C++ compiler prints them as `@@ NAME value`.
$(GEN)/%_offsets.h: $(PORT)/%_offsets.cpp $(O)/kernel.cxxflags | $(GENERATED)
	$(call say,OFFSETS,$@)
	$(Q)$(CXX) $(KERNEL_CXXFLAGS) -MMD -MP -MT $@ -MF $@.d -S -o $@.s $<
	$(Q)sed -n 's/^.*@@ \([A-Z0-9_]*\) [#$$]*\(-\{0,1\}[0-9]*\)".*$$/#define \1 \2/p' $@.s >$@

# The kernel is linked twice, the second time with the table of its own symbols (see gen_ksyms.py).
KSYMS := $(PYTHON) tools/gen_ksyms.py --nm $(CROSS)nm

$(O)/ksyms_empty.S: tools/gen_ksyms.py
	$(Q)$(KSYMS) >$@

$(O)/ksyms_full.S: $(O)/kernel_pass1.elf tools/gen_ksyms.py
	$(Q)$(KSYMS) $< >$@

$(O)/ksyms_%.o: $(O)/ksyms_%.S $(O)/kernel.asflags
	$(Q)$(CXX) $(KERNEL_ASFLAGS) -c -o $@ $<

KERNEL_LINK = $(LD) $(KERNEL_LDFLAGS) -o $@ $(filter %.o,$^) $(LIBGCC)

$(O)/kernel_pass1.elf: $(O)/fast_path.checked $(KERNEL_OBJECTS) $(O)/ksyms_empty.o $(ARCH_LDSCRIPT) $(O)/kernel.ldflags
	$(Q)$(KERNEL_LINK)

$(O)/kernel.elf: $(KERNEL_OBJECTS) $(O)/ksyms_full.o $(ARCH_LDSCRIPT) $(O)/kernel.ldflags
	$(call say,LINK,$@)
	$(Q)$(KERNEL_LINK)
	$(Q)$(KSYMS) --check $(O)/ksyms_full.S $@

$(O)/kernel.img: $(O)/kernel.elf
	$(call say,IMAGE,$@)
	$(Q)$(CROSS)objcopy -O binary $< $@

KERNEL := $(O)/kernel.elf $(if $(ARCH_RAW_IMAGE),$(O)/kernel.img)

.PHONY: kernel
all kernel: $(KERNEL)

-include $(KERNEL_OBJECTS:.o=.d) $(OFFSETS:=.d)
