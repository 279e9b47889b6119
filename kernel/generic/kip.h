// SPDX-License-Identifier: BSD-2-Clause
// The kernel interface page (reference 2): its layout as the kernel writes it.
#ifndef PINYON_KIP_H
#define PINYON_KIP_H

#include <pinyon/abi.h>

#include "generic/types.h"

namespace pinyon {

struct KernelInterfacePage {
    struct Server {
        Word sp, ip;
        Word low, high;  // the image's first byte and the first behind it
    };
    struct OldStyleRange {
        Word low, high;
    };

    Word magic;
    Word api_version;
    Word api_flags;
    Word kernel_descriptor;  // byte offset, like all places in the page
    Word debugger[4];
    Server sigma0, sigma1, root;
    Word reserved0;
    Word memory_info;  // number of memory descriptors [31:0], their offset [63:32]
    Word debugger_config[2];
    OldStyleRange old_memory[8];  // superseded by the descriptors
    Word reserved1[2];
    Word utcb_info;
    Word kip_area_info;
    Word reserved2[2];
    Word boot_info;
    Word processor_descriptors;
    Word clock_info;
    Word thread_info;
    Word page_info;
    Word processor_info;
    Word entry[11];  // SpaceControl .. Schedule
    Word reserved3[5];
    Word arch_entry[4];

    // Private to the kernel's SystemClock stub.
    Word clock_scale;
    Word clock_base;

    std::byte descriptors[PINYON_KIP_STUBS - PINYON_KIP_DESCRIPTORS];
    std::byte stubs[(1 << PINYON_KIP_SIZE_LOG2) - PINYON_KIP_STUBS];
};

static_assert(sizeof(KernelInterfacePage) == 1 << PINYON_KIP_SIZE_LOG2);
static_assert(sizeof(KernelInterfacePage) == page_size);
static_assert(offsetof(KernelInterfacePage, magic) == PINYON_KIP_MAGIC);
static_assert(offsetof(KernelInterfacePage, api_version) == PINYON_KIP_API_VERSION);
static_assert(offsetof(KernelInterfacePage, api_flags) == PINYON_KIP_API_FLAGS);
static_assert(offsetof(KernelInterfacePage, kernel_descriptor) == PINYON_KIP_KERN_DESC_PTR);
static_assert(offsetof(KernelInterfacePage, sigma0) == PINYON_KIP_SIGMA0);
static_assert(offsetof(KernelInterfacePage, sigma1) == PINYON_KIP_SIGMA1);
static_assert(offsetof(KernelInterfacePage, root) == PINYON_KIP_ROOT);
static_assert(offsetof(KernelInterfacePage, memory_info) == PINYON_KIP_MEMORY_INFO);
static_assert(offsetof(KernelInterfacePage, utcb_info) == PINYON_KIP_UTCB_INFO);
static_assert(offsetof(KernelInterfacePage, kip_area_info) == PINYON_KIP_AREA_INFO);
static_assert(offsetof(KernelInterfacePage, boot_info) == PINYON_KIP_BOOT_INFO);
static_assert(offsetof(KernelInterfacePage, processor_descriptors) == PINYON_KIP_PROC_DESC_PTR);
static_assert(offsetof(KernelInterfacePage, clock_info) == PINYON_KIP_CLOCK_INFO);
static_assert(offsetof(KernelInterfacePage, thread_info) == PINYON_KIP_THREAD_INFO);
static_assert(offsetof(KernelInterfacePage, page_info) == PINYON_KIP_PAGE_INFO);
static_assert(offsetof(KernelInterfacePage, processor_info) == PINYON_KIP_PROCESSOR_INFO);
static_assert(offsetof(KernelInterfacePage, entry) == PINYON_KIP_SPACE_CONTROL);
static_assert(offsetof(KernelInterfacePage, entry[10]) == PINYON_KIP_SCHEDULE);
static_assert(offsetof(KernelInterfacePage, arch_entry) == PINYON_KIP_ARCH_SYSCALL0);
static_assert(offsetof(KernelInterfacePage, clock_scale) == PINYON_KIP_CLOCK_SCALE);
static_assert(offsetof(KernelInterfacePage, clock_base) == PINYON_KIP_CLOCK_BASE);
static_assert(offsetof(KernelInterfacePage, descriptors) == PINYON_KIP_DESCRIPTORS);
static_assert(offsetof(KernelInterfacePage, stubs) == PINYON_KIP_STUBS);

// UtcbInfo: the size of a UTCB is the multiplier [9:0] times its alignment, whose log2 is [15:10];
// [21:16] is the log2 of the smallest UTCB area.
inline constexpr Word utcb_info =
    1 | PINYON_UTCB_SIZE_LOG2 << 10 | PINYON_UTCB_AREA_MIN_LOG2 << 16;

// PageInfo [2:0]: reading goes with the page.
inline constexpr Word revocable_rights = PINYON_RIGHT_W | PINYON_RIGHT_X;

// The feature strings: in the page, each is closed by a zero byte, and an empty one ends the list.
inline constexpr char accounts_feature[] = "kmem-accounts";
inline constexpr char ports_feature[] = "ioflexpages";  // where the architecture has I/O ports

// The kernel descriptor; the version string and the feature strings follow it.
struct KernelDescriptor {
    Word kernel_id;
    Word generation_date;  // year - 2000 [15:9], month [8:5], day [4:0]
    Word version;          // major [31:24], minor [23:16], patch [15:0]
    Word supplier;         // four characters in memory order
};

struct ProcessorDescriptor {
    static constexpr unsigned size_log2 = 5;

    Word external_khz;
    Word internal_khz;
    Word reserved[2];
};
static_assert(sizeof(ProcessorDescriptor) == 1 << ProcessorDescriptor::size_log2);

}  // namespace pinyon

#endif  // PINYON_KIP_H
