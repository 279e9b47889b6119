// SPDX-License-Identifier: BSD-2-Clause
// Implements virtio's registers in memory.
#include "virtio_mmio.h"

#include <initializer_list>
#include <pinyon/arguments.h>
#include <pinyon/driver.h>

namespace block {
namespace {

constexpr int page_log2 = 12;
constexpr Word page_size = Word{1} << page_log2;
constexpr Word window = PINYON_WINDOW_AREA;
constexpr Word largest_area = 0x10'0000;

// Maps whole pages around the area; the result is where its first byte appears, 0 on failure.
Word map_area(Word physical, Word size)
{
    Word const start = physical & ~(page_size - 1);
    if (size > largest_area)
        return 0;
    for (Word page = start; page < physical + size; page += page_size)
        if (!pinyon_root_device(page, window + (page - start), page_log2))
            return 0;
    return window + (physical - start);
}

}  // namespace

bool MmioTransport::find(char const* arguments)
{
    Word const base = pinyon_argument_number(arguments, "mmio", 0, 0);
    Word const step = pinyon_argument_number(arguments, "mmio", 1, 0);
    Word const count = pinyon_argument_number(arguments, "mmio", 2, 1);
    Word const first_line = pinyon_argument_number(arguments, "irq", 0, 0);
    Word const area = base == 0 || count > largest_area ? 0 : map_area(base, step * count);
    if (area == 0)
        return false;
    for (Word place = 0; place < count; ++place) {
        registers_ = area + place * step;
        line_ = first_line + place;
        if (is_block_device())
            return true;
    }
    return false;
}

bool MmioTransport::is_block_device() const
{
    constexpr unsigned magic_value = 0x7472'6976, version_1 = 2;  // the latter since virtio 1.0
    return read(magic) == magic_value && read(version) == version_1 &&
           read(device_id) == block_device;
}

Word MmioTransport::offered_features()
{
    Word features = 0;
    for (unsigned half : {0u, 1u}) {
        write(device_features_select, half);
        features |= Word{read(device_features)} << 32 * half;
    }
    return features;
}

void MmioTransport::accept_features(Word features)
{
    for (unsigned half : {0u, 1u}) {
        write(driver_features_select, half);
        write(driver_features, static_cast<unsigned>(features >> 32 * half));
    }
}

void MmioTransport::write_address(Offset offset, Word address) const
{
    write(offset, static_cast<unsigned>(address));
    write(offset + 4, static_cast<unsigned>(address >> 32));
}

bool MmioTransport::set_queue(Word descriptors, Word available, Word used)
{
    write(queue_select, 0);
    if (read(queue_size_most) < queue_size)
        return false;
    write(queue_size_used, queue_size);
    write_address(queue_descriptors, descriptors);
    write_address(queue_available, available);
    write_address(queue_used, used);
    write(queue_ready, 1);
    return true;
}

}  // namespace block
