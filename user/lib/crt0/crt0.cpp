// SPDX-License-Identifier: BSD-2-Clause
// Brings a program to its main() and takes its result: relocation, entry points, exit.
#include "self_relocation.h"

#include <l4/entry.h>
#include <l4/ipc.h>
#include <l4/kdebug.h>
#include <pinyon/exit.h>

int main();

namespace {

#ifdef PINYON_KIND_ROOT

// The kernel put the image anywhere in memory, with addresses as if it were at 0.
void prepare_image()
{
    pinyon::relocate_self();
}

// The status of the root program is the status of the machine.
[[noreturn]] void leave(L4_Word_t status)
{
    L4_KDB_Exit(status);
    for (;;)
        L4_Sleep(L4_Never);
}

#else

// The root server put the image where it was linked.
void prepare_image() {}

[[noreturn]] void leave(L4_Word_t status)
{
    pinyon_exit(status, 0);
}

#endif

}  // namespace

// Called by _start, on a stack. No global may be used before prepare_image() is through.
extern "C" [[noreturn]] void __crt0_start()
{
    prepare_image();
    __L4_Init();
    leave(static_cast<L4_Word_t>(main()));
}
