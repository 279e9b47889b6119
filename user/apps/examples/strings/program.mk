# SPDX-License-Identifier: BSD-2-Clause
# The example takes the root task's place, because it makes threads and spaces.
KIND    := root
BORROWS := user/apps/examples/common/example_threads.cpp
