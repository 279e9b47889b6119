# SPDX-License-Identifier: BSD-2-Clause
# The suite takes the root task's place and runs 1:1 in physical memory, wherever the kernel put it.
KIND := root
