// SPDX-License-Identifier: BSD-2-Clause
// Storage of the kernel's own translation tables.
#ifndef PINYON_ARM64_TABLES_H
#define PINYON_ARM64_TABLES_H

#include "arch/arm64/arm64_layout.h"

namespace pinyon::arm64 {

struct alignas(page_size) Table {
    Word entry[512];
};

// The tables of one tree, taken in order; the first is its root.
template <unsigned n>
struct TablePool {
    static constexpr unsigned capacity = n;
    Table tables[capacity];
};

// An image, a handful of RAM ranges with ragged ends and the devices need about 16 tables; the
// direct map needs one for each 512 GB.
using KernelPool = TablePool<24 + (direct_size >> 39)>;
extern KernelPool kernel_pool;

// What TTBR0 holds until there is a user's tree: nothing is mapped.
extern Table empty_root;

}  // namespace pinyon::arm64

#endif  // PINYON_ARM64_TABLES_H
