// SPDX-License-Identifier: BSD-2-Clause
// Reads 4 MB of a disk, fills the second half with a pattern, and reads that back. The checksums on
// the console are what the test driver compares with the image.
#include "crc32.h"

#include <l4io.h>
#include <pinyon/block.h>
#include <pinyon/driver.h>
#include <pinyon/exit.h>

namespace {

using Word = L4_Word_t;

constexpr Word all_sectors = 8192;
constexpr Word half = all_sectors / 2;
constexpr Word step = PINYON_BLOCK_BUFFER_SECTORS;
constexpr Word step_bytes = step * PINYON_BLOCK_SECTOR_BYTES;
static_assert(half % step == 0);

constexpr Word buffer_at = PINYON_WINDOW_AREA;

L4_ThreadId_t block;
Word messages;

unsigned char* buffer_bytes()
{
    return reinterpret_cast<unsigned char*>(buffer_at);
}

Word* buffer_words()
{
    return reinterpret_cast<Word*>(buffer_at);
}

// Every word of the disk has another pattern; the host computes the same.
Word pattern(Word index)
{
    return (index + 1) * 0x9E37'79B9'7F4A'7C15;
}

bool transfer(Word label, Word sector)
{
    messages += 2;
    if (pinyon_block_transfer(block, label, sector, step))
        return true;
    printf("disk: sector %lu cannot be %s\n", sector,
           label == PINYON_BLOCK_READ ? "read" : "written");
    return false;
}

bool read_and_report(char const* what, Word from, Word end)
{
    Crc32 sum;
    for (Word sector = from; sector < end; sector += step) {
        if (!transfer(PINYON_BLOCK_READ, sector))
            return false;
        sum.add(buffer_bytes(), step_bytes);
    }
    printf("disk: %s %lu bytes, crc32 %08x\n", what, (end - from) * PINYON_BLOCK_SECTOR_BYTES,
           sum.value());
    return true;
}

bool write_pattern(Word from, Word end)
{
    for (Word sector = from; sector < end; sector += step) {
        Word const first = sector * (PINYON_BLOCK_SECTOR_BYTES / sizeof(Word));
        for (Word i = 0; i < step_bytes / sizeof(Word); ++i)
            buffer_words()[i] = pattern(first + i);
        if (!transfer(PINYON_BLOCK_WRITE, sector))
            return false;
    }
    return true;
}

// Reaching beyond the disk, by one sector or by far, must be refused.
bool refuses_beyond_end(Word sectors)
{
    messages += 4;
    return !pinyon_block_transfer(block, PINYON_BLOCK_READ, sectors - step + 1, step) &&
           !pinyon_block_transfer(block, PINYON_BLOCK_WRITE, ~Word{0}, step);
}

// Nobody polls: each transfer ends with an interrupt.
bool interrupts_came()
{
    Word transfers, interrupts;
    pinyon_block_statistics(block, &transfers, &interrupts);
    messages += 2;
    printf("disk: %lu transfers, %lu interrupts\n", transfers, interrupts);
    return interrupts >= transfers && transfers > 0;
}

bool test()
{
    block = pinyon_root_lookup("block");
    Word const sectors = L4_IsNilThread(block) ? 0 : pinyon_block_open(block, buffer_at);
    messages += 2;
    if (sectors < all_sectors) {
        printf("disk: no disk of 4 MB\n");
        return false;
    }
    return read_and_report("read", 0, all_sectors) && write_pattern(half, all_sectors) &&
           read_and_report("wrote", half, all_sectors) && refuses_beyond_end(sectors) &&
           interrupts_came();
}

}  // namespace

int main()
{
    pinyon_root_hello();
    bool const well = test();
    pinyon_exit(well ? 0 : 1, messages);
}
