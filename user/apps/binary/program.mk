# SPDX-License-Identifier: BSD-2-Clause
# A program that knows the system from X.2's documents alone: none of our headers, libraries or
# start-up code. Only amd64 has binary programs to be compatible with.
KIND := foreign
