# SPDX-License-Identifier: BSD-2-Clause
# Takes the root task's place, and loads a program as the root server does.
KIND    := root
BORROWS := user/serv/root/boot_modules.cpp user/serv/root/page_store.cpp \
    user/serv/root/program_file.cpp
