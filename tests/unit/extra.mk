# SPDX-License-Identifier: BSD-2-Clause
# Sources outside the kernel that unit tests link: code of the user side that needs no machine.

UNIT_EXTRA += user/lib/io/io_format.cpp
UNIT_EXTRA += user/serv/sigma0/ownership_map.cpp user/serv/root/program_file.cpp
