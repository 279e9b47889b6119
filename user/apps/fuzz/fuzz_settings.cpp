// SPDX-License-Identifier: BSD-2-Clause
// Finds the module in the boot information, whose pages sigma0 gives to who asks for them.
#include "fuzz_settings.h"

#include "fuzz_arena.h"

#include <l4/bootinfo.h>
#include <l4/kip.h>
#include <l4/sigma0.h>
#include <pinyon/arguments.h>

namespace fuzz {
namespace {

bool obtain(Word low, Word end)
{
    for (Word page = low & ~(page_bytes - 1); page < end; page += page_bytes) {
        L4_Fpage_t const wanted = L4_FpageLog2(page, page_log2);
        if (L4_IsNilFpage(L4_Sigma0_GetPage_RcvWindow(L4_nilthread, wanted, wanted)))
            return false;
    }
    return true;
}

// An empty text if there is none.
char const* module_text()
{
    Word const address = L4_BootInfo(L4_GetKernelInterface());
    void const* const info = reinterpret_cast<void const*>(address);
    if (address == 0 || !obtain(address, address + page_bytes) || !L4_BootInfo_Valid(info) ||
        !obtain(address, address + L4_BootInfo_Size(info)))
        return "";
    L4_BootRec_t const* record = L4_BootInfo_FirstEntry(info);
    for (Word i = 0; i < L4_BootInfo_Entries(info); ++i, record = L4_BootRec_Next(record)) {
        char const* const text = L4_BootRec_Type(record) == PINYON_BOOTREC_MODULE
                                     ? L4_Module_Cmdline(record)
                                     : nullptr;
        if (text != nullptr && pinyon_argument(text, "fuzz") == text + 4)
            return text;
    }
    return "";
}

}  // namespace

Settings read_settings()
{
    char const* const text = module_text();
    Settings const usual;
    return {.seed = pinyon_argument_number(text, "seed", 0, usual.seed),
            .seconds = pinyon_argument_number(text, "seconds", 0, usual.seconds)};
}

}  // namespace fuzz
