# SPDX-License-Identifier: BSD-2-Clause
# Sources that unit tests link besides the generic kernel: code that needs no machine.

UNIT_EXTRA += user/lib/io/io_format.cpp
UNIT_EXTRA += user/serv/sigma0/ownership_map.cpp user/serv/root/program_file.cpp
UNIT_EXTRA += kernel/arch/arm64/boot/arm64_tags.cpp kernel/arch/arm64/boot/arm64_processor_list.cpp
