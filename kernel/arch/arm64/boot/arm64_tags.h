// SPDX-License-Identifier: BSD-2-Clause
// Reads the list of tags that loaders without device trees pass. Never trusts a size.
#ifndef PINYON_ARM64_TAGS_H
#define PINYON_ARM64_TAGS_H

#include "generic/boot/boot_facts.h"

namespace pinyon::arm64 {

// Archive and command line from the list that begins at `list`, of which `words` can be read.
// What is no such list changes nothing.
void facts_from_tags(std::uint32_t const* list, Word words, BootFacts& facts);

}  // namespace pinyon::arm64

#endif  // PINYON_ARM64_TAGS_H
