# SPDX-License-Identifier: BSD-2-Clause
# The demonstration takes the root task's place and runs 1:1 in physical memory.
KIND := root
