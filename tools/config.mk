# SPDX-License-Identifier: BSD-2-Clause
# Configuration: from config/<target>_defconfig through .config to generated headers.

CONFIG_TOOL := $(PYTHON) tools/config_tool.py
KCONFIG     := $(O)/.config

# kconfiglib's own programs read these.
export KCONFIG_CONFIG := $(KCONFIG)
export srctree        := $(CURDIR)

.PHONY: menuconfig olddefconfig savedefconfig

%_defconfig: config/%_defconfig
	$(Q)$(CONFIG_TOOL) create --out build/$*/.config $<

menuconfig olddefconfig: $(KCONFIG)
	$(Q)$(PYTHON) -m $@ Kconfig

savedefconfig: $(KCONFIG)
	$(Q)$(PYTHON) -m savedefconfig --kconfig Kconfig --out $(O)/defconfig

# A board's own .config is the user's once it exists; a variant's always follows its sources.
$(KCONFIG): $(if $(VARIANT)$(MORE_CPUS),$(DEFCONFIGS) Kconfig)
	$(Q)$(CONFIG_TOOL) create --out $@ $(if $(MORE_CPUS),--set MAX_CPUS=$(CPUS)) $(DEFCONFIGS)

# The header keeps its date when its text stays; the stamp remembers that it was looked at.
$(GEN)/config.stamp: $(KCONFIG) Kconfig tools/config_tool.py
	$(Q)$(CONFIG_TOOL) generate --config $(KCONFIG) --board $(BOARD) --out $(GEN)
	$(Q)touch $@

$(GEN)/config.h: $(GEN)/config.stamp ;

$(GEN)/build_info.h: FORCE
	$(Q)tools/gen_build_info $(VERSION) | tools/update $@

# Compiles $< to $@ with command $(1) and leaves the fragment that compile_commands.json is made of.
define compile
@mkdir -p $(@D)
$(call say,COMPILE,$@)
$(Q)$(1) -MMD -MP -c -o $@ $<
@printf '{"directory": "%s", "file": "%s", "command": "%s"}\n' \
    '$(CURDIR)' '$<' '$(1) -c -o $@ $<' >$@.json
endef

# Makes the file $(1) change exactly when the text $(2) does: objects depend on their flags so.
define remember
$(1): FORCE
	@echo '$$(strip $(2))' | tools/update $$@
endef
