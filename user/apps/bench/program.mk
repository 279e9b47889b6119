# SPDX-License-Identifier: BSD-2-Clause
# The benchmark takes the root task's place and runs 1:1 in physical memory. Only the row that says so
# is of threads that have floating-point state.
KIND      := root
REGISTERS := general
