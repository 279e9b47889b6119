# SPDX-License-Identifier: BSD-2-Clause
# A program for another system: none of our headers, libraries or start-up code.
KIND := foreign
