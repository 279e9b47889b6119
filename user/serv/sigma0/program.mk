# SPDX-License-Identifier: BSD-2-Clause
# sigma0 runs 1:1 in physical memory, wherever the kernel put it.
KIND := root
