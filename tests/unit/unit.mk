# SPDX-License-Identifier: BSD-2-Clause
# Builds the unit tests: the generic kernel and the host port with GoogleTest, under sanitizers.

CXX := g++

# What the tests leave out of kernel/glue because it makes sense only on a machine (MACHINE_ONLY),
# and what they take from elsewhere (UNIT_EXTRA).
-include kernel/glue/machine_only.mk
-include tests/unit/extra.mk

UNIT_DIRS    := kernel/generic $(addprefix kernel/generic/,boot io ipc memory threads time) \
                kernel/glue kernel/glue/io kernel/arch/host tests/unit
UNIT_SOURCES := $(filter-out $(MACHINE_ONLY),$(wildcard $(UNIT_DIRS:=/*.cpp))) $(UNIT_EXTRA)
UNIT_OBJECTS := $(UNIT_SOURCES:%=$(O)/%.o)

SANITIZERS    := -fsanitize=address,undefined -fno-sanitize-recover=all
UNIT_OPTIMISE := -O1 -g
UNIT_CXXFLAGS := -std=c++20 $(UNIT_OPTIMISE) -Wall -Wextra -Werror -fno-omit-frame-pointer \
    $(SANITIZERS) \
    -DPINYON_PORT_host -I kernel -I user/include -I tests/unit -I $(GEN)

$(eval $(call remember,$(O)/unit.cxxflags,$(CXX) $(UNIT_CXXFLAGS)))
$(eval $(call remember,$(O)/unit.list,$(UNIT_OBJECTS)))

$(O)/%.cpp.o: %.cpp $(O)/unit.cxxflags | $(GEN)/config.h $(GEN)/build_info.h
	$(call compile,$(CXX) $(UNIT_CXXFLAGS))

$(O)/unit_tests: $(UNIT_OBJECTS) $(O)/unit.list $(O)/compile_commands.json
	$(call say,LINK,$@)
	$(Q)$(CXX) $(SANITIZERS) -o $@ $(UNIT_OBJECTS) -lgtest -lgtest_main -pthread

$(O)/compile_commands.json: $(UNIT_OBJECTS) tools/compile_commands.py
	$(Q)$(PYTHON) tools/compile_commands.py $@ $(UNIT_OBJECTS)

all: $(O)/unit_tests

-include $(UNIT_OBJECTS:.o=.d)
