# SPDX-License-Identifier: BSD-2-Clause
# What only a machine needs: an ordinary process has these functions from its C library.
MACHINE_ONLY += kernel/glue/runtime.cpp
