// SPDX-License-Identifier: BSD-2-Clause
// Finds a module's command line in the boot information, which sigma0 gives to who asks for it.
#include <pinyon/boot_arguments.h>

#include <l4/bootinfo.h>
#include <l4/fpage.h>
#include <l4/kip.h>
#include <l4/sigma0.h>

namespace {

// Makes physical memory [low, end) readable at its own address.
bool obtain(L4_Word_t low, L4_Word_t end)
{
    L4_Word_t const page_size = L4_Word_t{1} << __L4_Lsb(L4_PageSizeMask(L4_GetKernelInterface()));
    for (L4_Word_t page = low & ~(page_size - 1); page < end; page += page_size) {
        L4_Fpage_t const wanted = L4_Fpage(page, page_size);
        if (L4_IsNilFpage(L4_Sigma0_GetPage_RcvWindow(L4_nilthread, wanted, wanted)))
            return false;
    }
    return true;
}

bool begins_with_word(char const* text, char const* word)
{
    for (; *word != '\0'; ++text, ++word)
        if (*text != *word)
            return false;
    return *text == '\0' || *text == ' ';
}

}  // namespace

extern "C" char const* pinyon_boot_arguments(char const* module)
{
    L4_Word_t const address = L4_BootInfo(L4_GetKernelInterface());
    void const* const info = reinterpret_cast<void const*>(address);
    if (address == 0 || !obtain(address, address + sizeof(L4_BootInfo_t)) ||
        !L4_BootInfo_Valid(info) || !obtain(address, address + L4_BootInfo_Size(info)))
        return "";
    L4_BootRec_t const* record = L4_BootInfo_FirstEntry(info);
    for (L4_Word_t i = 0; i < L4_BootInfo_Entries(info); ++i, record = L4_BootRec_Next(record)) {
        char const* const text =
            L4_BootRec_Type(record) == L4_BootInfo_Module ? L4_Module_Cmdline(record) : nullptr;
        if (text != nullptr && begins_with_word(text, module))
            return text;
    }
    return "";
}
