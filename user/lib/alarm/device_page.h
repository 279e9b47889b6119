// SPDX-License-Identifier: BSD-2-Clause
// Registers of a device at their physical addresses, as sigma0 maps them to who asks first.
#ifndef PINYON_DEVICE_PAGE_H
#define PINYON_DEVICE_PAGE_H

#include <l4/sigma0.h>

namespace pinyon {

using Word = L4_Word_t;

// Maps the 4 KB page of registers at `page`; false if it has an owner, or is none.
inline bool obtain_page(Word page)
{
    constexpr int page_log2 = 12;
    L4_Fpage_t const registers = L4_FpageLog2(page, page_log2);
    return !L4_IsNilFpage(L4_Sigma0_GetPage_RcvWindow(L4_nilthread, registers, registers));
}

inline unsigned volatile& reg(Word address)
{
    return *reinterpret_cast<unsigned volatile*>(address);
}

}  // namespace pinyon

#endif  // PINYON_DEVICE_PAGE_H
