# SPDX-License-Identifier: BSD-2-Clause
# The fuzzer takes the root task's place, because it makes and removes threads and spaces.
KIND := root
