# SPDX-License-Identifier: BSD-2-Clause
# The benchmark takes the root task's place and runs 1:1 in physical memory.
KIND := root
