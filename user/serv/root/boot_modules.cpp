// SPDX-License-Identifier: BSD-2-Clause
// Walks the boot information; sigma0 gives its pages and those of the modules only on request.
#include "boot_modules.h"

#include <l4/bootinfo.h>
#include <l4/kip.h>
#include <l4/sigma0.h>
#include <l4io.h>
#include <pinyon/abi.h>

namespace root {
namespace {

// Makes physical memory [low, end) readable at its own address.
bool obtain(Word low, Word end)
{
    for (Word page = low & ~(page_size - 1); page < end; page += page_size) {
        L4_Fpage_t const wanted = L4_FpageLog2(page, __L4_Lsb(page_size));
        if (L4_IsNilFpage(L4_Sigma0_GetPage_RcvWindow(L4_nilthread, wanted, wanted)))
            return false;
    }
    return true;
}

bool obtain_boot_info(Word address)
{
    if (address == 0 || !obtain(address, address + page_size))
        return false;
    void const* const info = reinterpret_cast<void const*>(address);
    return L4_BootInfo_Valid(info) && obtain(address, address + L4_BootInfo_Size(info));
}

}  // namespace

unsigned find_boot_modules(BootModule (&modules)[max_modules])
{
    Word const address = L4_BootInfo(L4_GetKernelInterface());
    if (!obtain_boot_info(address)) {
        printf("root: no boot information at %lx\n", address);
        return 0;
    }

    void const* const info = reinterpret_cast<void const*>(address);
    L4_BootRec_t const* record = L4_BootInfo_FirstEntry(info);
    unsigned count = 0;
    for (Word i = 0; i < L4_BootInfo_Entries(info); ++i, record = L4_BootRec_Next(record)) {
        if (L4_BootRec_Type(record) != PINYON_BOOTREC_MODULE)
            continue;
        BootModule const module = {
            .name = L4_Module_Cmdline(record),
            .bytes = reinterpret_cast<void const*>(L4_Module_Start(record)),
            .size = L4_Module_Size(record),
        };
        Word const start = L4_Module_Start(record);
        if (count == max_modules || !obtain(start, start + module.size))
            printf("root: module %s is left out: no room or no memory\n", module.name);
        else
            modules[count++] = module;
    }
    return count;
}

}  // namespace root
