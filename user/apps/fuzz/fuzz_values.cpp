// SPDX-License-Identifier: BSD-2-Clause
// Makes words that are interesting: near limits, of the right form, or just wrong.
//
// sigma0's id is not among them. It gives memory, devices and on x86_64 ports to whoever asks
// first: with those a fuzzed thread could rightfully end the machine.
#include "fuzz_values.h"

#include <l4/fpage.h>
#include <l4/threadid.h>
#include <l4/utcb.h>

namespace fuzz {

Word Values::number()
{
    switch (random_.below(6)) {
    case 0:
        return random_.below(16);
    case 1:
        return ~random_.below(16);
    case 2:
        return (Word{1} << random_.below(64)) + random_.below(3) - 1;
    case 3:
        return random_.next() & 0xFFFF'FFFF;
    case 4:
        return random_.next() >> random_.below(64);
    default:
        return random_.next();
    }
}

Word Values::word()
{
    switch (random_.below(8)) {
    case 0:
    case 1:
        return id().raw;
    case 2:
        return address();
    case 3:
        return fpage().raw;
    case 4:
        return tag();
    case 5:
        return timeouts();
    default:
        return number();
    }
}

L4_ThreadId_t Values::rival()
{
    return {board_.ids[random_.below(fuzzed_threads)]};
}

L4_ThreadId_t Values::id()
{
    constexpr Word first_free_number = 8;  // those below are the root servers'
    constexpr Word known = 8;
    Word const choice = random_.below(16);
    if (choice < known)
        return random_.one_in(2) ? rival() : L4_ThreadId_t{board_.ids[random_.below(id_count)]};
    switch (choice - known) {
    case 0:
        return L4_nilthread;
    case 1:
        return L4_anythread;
    case 2:
        return L4_anylocalthread;
    case 3:
    case 4:
        return {board_.utcb_area + random_.below(8) * PINYON_UTCB_SIZE +
                PINYON_UTCB_POINTER_OFFSET};
    case 5:
        return {board_.ids[random_.below(id_count)] ^ random_.below(64)};
    case 6:
        return L4_GlobalId(board_.first_user + first_free_number + random_.below(64),
                           random_.below(64));
    default:
        return L4_GlobalId(random_.below(board_.first_user), 1);
    }
}

Word Values::kernel_address()
{
    constexpr Word highest[] = {0xFFFF'FFFF'8000'0000, 0xFFFF'8000'0000'0000, 0xFFFF'FFC0'0000'0000,
                                0xFFFF'FFFF'FFFF'F000};
    return highest[random_.below(4)] + random_.below(page_bytes);
}

Word Values::address()
{
    constexpr Word edges[] = {0, Word{1} << 38, Word{1} << 47, Word{1} << 48, ~Word{0}};
    switch (random_.below(8)) {
    case 0:
    case 1:
    case 2:
        return arena_base + random_.below(arena_bytes);
    case 3:
    case 4:
        return window_base + random_.below(window_bytes);
    case 5:
        return board_.utcb_area + random_.below(2 * page_bytes);
    case 6:
        return random_.one_in(2) ? kernel_address() : board_.kip + random_.below(page_bytes);
    default:
        return edges[random_.below(5)] + random_.below(2 * page_bytes) - page_bytes;
    }
}

L4_Fpage_t Values::fpage()
{
    constexpr Word complete = 1;
    Word log2 = page_log2;
    switch (random_.below(8)) {
    case 0:
        log2 = random_.below(64);
        break;
    case 1:
        log2 = complete;
        break;
    case 2:
    case 3:
        log2 = page_log2 + random_.below(10);
        break;
    default:
        break;
    }
    constexpr Word low_bits = 0x3FF;
    return {(address() & ~low_bits) | log2 << 4 | random_.below(16)};
}

Word Values::short_time()
{
    constexpr Word unit_4_us = 2 << 10;
    return unit_4_us | (1 + random_.below(1000));
}

// Long waits are rare: who waits is woken only by being removed.
Word Values::time()
{
    constexpr Word point = 0x8000;
    switch (random_.below(64)) {
    case 0:
        return PINYON_TIME_NEVER;
    case 1:
        return point | random_.below(point);
    case 2:
        return random_.below(2 * point);
    default:
        return random_.one_in(2) ? PINYON_TIME_ZERO : short_time();
    }
}

Word Values::timeouts()
{
    return time() << 16 | time();
}

Word Values::tag()
{
    bool const small = !random_.one_in(4);
    Word const untyped = random_.below(small ? 8 : 64);
    Word const typed = random_.one_in(2) ? 0 : random_.below(small ? 7 : 64);
    Word const flags = random_.one_in(4) ? random_.below(16) : 0;
    Word const protocol = ~random_.below(9) << 4 | random_.below(16);
    Word const label = random_.one_in(2) ? protocol : random_.next();
    return label << 16 | flags << 12 | typed << 6 | untyped;
}

Word Values::item_head()
{
    constexpr Word low_bits = 0x3FF;
    Word const base = random_.one_in(2) ? address() & ~low_bits : random_.below(64) << 10;
    switch (random_.below(4)) {
    case 0:
        return base | PINYON_ITEM_GRANT | random_.below(2);
    case 1:
        return base | random_.below(low_bits + 1);
    default:
        return base | PINYON_ITEM_MAP | random_.below(2);
    }
}

void Values::fill_message()
{
    Word const first = tag();
    int const untyped = static_cast<int>(first & 0x3F);
    L4_LoadMR(0, first);
    for (int i = 1; i < PINYON_MESSAGE_REGISTERS; ++i) {
        bool const in_items = i > untyped;
        bool const at_head = (i - untyped) % 2 == 1;
        L4_LoadMR(i, !in_items ? word() : at_head ? item_head() : fpage().raw);
    }
}

void Values::fill_acceptor()
{
    L4_LoadBR(0, random_.one_in(2) ? fpage().raw : L4_CompleteAddressSpace.raw | random_.below(16));
    for (int i = 1; i < PINYON_BUFFER_REGISTERS; i += 2) {
        L4_LoadBR(i, random_.below(page_bytes) << 10 | random_.below(1024));
        L4_LoadBR(i + 1, address());
    }
    if (random_.one_in(2))
        L4_LoadBR(0, 0);
}

}  // namespace fuzz
