// SPDX-License-Identifier: BSD-2-Clause
// Writes to an address that nobody gives it; the root server must catch it and remove it.
#include <pinyon/root.h>

namespace {

constexpr L4_Word_t nowhere = 0x12'3456'7000;  // in no segment, not in the stack

}  // namespace

int main()
{
    pinyon_root_hello();
    *reinterpret_cast<L4_Word_t volatile*>(nowhere) = 1;
    return 0;
}
