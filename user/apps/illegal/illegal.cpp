// SPDX-License-Identifier: BSD-2-Clause
// Executes an instruction that does not exist; the root server must hear of it and remove it.
#include <pinyon/root.h>

namespace {

inline void execute_illegal_instruction()
{
#if defined(__x86_64__)
    asm volatile("ud2");
#elif defined(__aarch64__)
    asm volatile(".inst 0");
#elif defined(__riscv)
    asm volatile("unimp");
#endif
}

}  // namespace

int main()
{
    pinyon_root_hello();
    execute_illegal_instruction();
    return 0;
}
