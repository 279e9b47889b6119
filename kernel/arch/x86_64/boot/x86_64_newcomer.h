// SPDX-License-Identifier: BSD-2-Clause
// What a further processor says of itself where boot loaders say who they are.
#ifndef PINYON_X86_64_NEWCOMER_H
#define PINYON_X86_64_NEWCOMER_H

#define NEWCOMER_MAGIC 0x50494e59

#endif  // PINYON_X86_64_NEWCOMER_H
