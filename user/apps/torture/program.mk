# SPDX-License-Identifier: BSD-2-Clause
# Takes the root task's place, because its keepers make and remove threads and spaces.
KIND := root
