// SPDX-License-Identifier: BSD-2-Clause
// What of this CPU the kernel uses, for the boot log.
#include "arch/x86_64/x86_64_cpu.h"
#include "generic/print.h"
#include "glue/binder.h"

namespace pinyon::x86_64 {

void Port::print_features()
{
    struct {
        Word flag;
        char const* name;
    } const optional[] = {{Cr4::pcid, " PCID"},
                          {Cr4::fsgsbase, " FSGSBASE"},
                          {Cr4::smep, " SMEP"},
                          {Cr4::smap, " SMAP"},
                          {Cr4::umip, " UMIP"}};
    Word const used = read_cr4();
    print("features: NX PGE");
    for (auto const& [flag, name] : optional)
        if (used & flag)
            print("%s", name);
    print("\n");
}

}  // namespace pinyon::x86_64
