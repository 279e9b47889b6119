// SPDX-License-Identifier: BSD-2-Clause
// Console requests of user programs (docs/abi/), the counts of kernel memory, and the end of the
// machine. They exist in every configuration.
#include "generic/print.h"
#include "glue/event.h"

namespace pinyon {

namespace {

constexpr Word longest_string = 4096;

// Stops at the first byte that cannot be read: nobody's fault but the caller's.
void print_user_string(Cpu& cpu, Tcb& self, UserAddr text)
{
    for (Word i = 0; i < longest_string; ++i) {
        char c = 0;
        if (!read_space(*cpu.kernel, *self.space, text + i, &c, 1) || c == 0)
            return;
        Arch::console_put(c);
    }
}

// All ones for what is not counted.
Word kernel_memory_count(Kernel const& kernel, Word what)
{
    switch (what) {
    case PINYON_KMEM_FREE_FRAMES:
        return kernel.frames.free_frames();
    case PINYON_KMEM_FRAMES:
        return kernel.frames.total_frames();
    case PINYON_KMEM_THREADS:
        return kernel.tcbs.used();
    case PINYON_KMEM_SPACES:
        return kernel.spaces.used();
    case PINYON_KMEM_MAPPINGS:
        return kernel.mapping.nodes_used();
    default:
        return ~Word{0};
    }
}

}  // namespace

void debugger_request(Cpu& cpu, Tcb& self, Word operation)
{
    auto const& b = Arch::binding.debugger;
    Word const argument = self.reg(b.argument);
    switch (operation) {
    case PINYON_KDB_PRINT_CHAR:
        return Arch::console_put(char(argument));
    case PINYON_KDB_PRINT_STRING:
        return print_user_string(cpu, self, UserAddr{argument});
    case PINYON_KDB_CLEAR_PAGE:
        return print("\033[2J\033[H");
    case PINYON_KDB_READ_CHAR:
    case PINYON_KDB_READ_CHAR_BLOCKED:  // the library waits: nothing sleeps in the kernel
        self.reg(b.result) = Word(std::int64_t{Arch::console_get()});
        return;
    case PINYON_KDB_KERNEL_MEMORY:
        self.reg(b.result) =
            self.space->privileged ? kernel_memory_count(*cpu.kernel, argument) : ~Word{0};
        return;
    case PINYON_KDB_EXIT:
        if (self.space->privileged)
            Arch::exit_machine(unsigned(argument & 0xFF));
        return;
    default:
        return;
    }
}

bool read_space(Kernel& kernel, Space& space, UserAddr from, void* to, Word size)
{
    auto* out = static_cast<std::byte*>(to);
    while (size > 0) {
        PhysAddr const at = kernel.mapping.readable_at(space, from);
        if (at == PhysAddr{})
            return false;
        Word const in_page = page_size - from.raw() % page_size;
        Word const bytes = size < in_page ? size : in_page;
        __builtin_memcpy(out, Arch::direct(at), bytes);
        out += bytes;
        from = from + bytes;
        size -= bytes;
    }
    return true;
}

}  // namespace pinyon
