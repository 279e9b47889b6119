// SPDX-License-Identifier: BSD-2-Clause
// Implements virtio on the PCI bus.
#include "virtio_pci.h"

#include <initializer_list>
#include <pinyon/arguments.h>

namespace block {
namespace {

constexpr unsigned vendor = 0x1AF4, disk_with_old_interface = 0x1001, disk = 0x1040 + block_device;

// Capabilities that say where a structure is (section 4.1.4).
constexpr unsigned vendor_capability = 9;
enum Structure : unsigned { common = 1, notification = 2, cause = 3, device = 4 };
enum Field : unsigned { structure = 3, base_register = 4, offset = 8, notify_step = 16 };

constexpr int page_log2 = 12;
constexpr Word page_size = Word{1} << page_log2;
constexpr Word window = PINYON_WINDOW_AREA;

bool is_disk(PciFunction const& function)
{
    unsigned const identity = function.read(PciFunction::identity);
    return identity == (vendor | disk << 16) ||
           identity == (vendor | disk_with_old_interface << 16);
}

}  // namespace

bool PciTransport::find(char const* arguments)
{
    if (pinyon_argument(arguments, "pci") == nullptr || !PciFunction::obtain_ports())
        return false;
    for (unsigned first = 0; first < PciFunction::count; first += 8) {
        PciFunction const leader{first};
        if (!leader.present())
            continue;
        unsigned const siblings = leader.has_siblings() ? 8 : 1;
        for (unsigned i = 0; i < siblings; ++i)
            if (PciFunction const function{first + i}; is_disk(function) && open(function))
                return true;
    }
    return false;
}

bool PciTransport::open(PciFunction const& function)
{
    unsigned capability = 0;
    common_at_ = map_structure(function, common, capability);
    cause_at_ = map_structure(function, cause, capability);
    device_at_ = map_structure(function, device, capability);
    notify_at_ = map_structure(function, notification, capability);
    if (common_at_ == 0 || cause_at_ == 0 || device_at_ == 0 || notify_at_ == 0)
        return false;
    notify_step_ = function.read(capability + notify_step);
    line_ = function.read_byte(PciFunction::interrupt_line);
    function.enable();
    return true;
}

// Maps the page in which the structure begins, each structure to a page of its own. The result is
// where it appears, 0 if there is no such structure; `capability` becomes that which names it.
Word PciTransport::map_structure(PciFunction const& function, unsigned kind, unsigned& capability)
{
    capability = 0;
    do
        capability = function.capability(vendor_capability, capability);
    while (capability != 0 && function.read_byte(capability + structure) != kind);
    Word const base =
        capability == 0 ? 0 : function.memory_base(function.read_byte(capability + base_register));
    if (base == 0)
        return 0;
    Word const start = base + function.read(capability + offset);
    Word const page = window + kind * page_size;
    return pinyon_root_device(start, page, page_log2) ? page + start % page_size : 0;
}

Word PciTransport::offered_features()
{
    Word features = 0;
    for (unsigned half : {0u, 1u}) {
        write<unsigned>(device_feature_select, half);
        features |= Word{read<unsigned>(device_feature)} << 32 * half;
    }
    return features;
}

void PciTransport::accept_features(Word features)
{
    for (unsigned half : {0u, 1u}) {
        write<unsigned>(driver_feature_select, half);
        write<unsigned>(driver_feature, static_cast<unsigned>(features >> 32 * half));
    }
}

void PciTransport::write_address(Offset offset, Word address) const
{
    write<unsigned>(offset, static_cast<unsigned>(address));
    write<unsigned>(offset + 4, static_cast<unsigned>(address >> 32));
}

bool PciTransport::set_queue(Word descriptors, Word available, Word used)
{
    write<Half>(queue_select, 0);
    if (read<Half>(queue_size_most) < queue_size)
        return false;
    write<Half>(queue_size_most, queue_size);
    write_address(queue_descriptors, descriptors);
    write_address(queue_available, available);
    write_address(queue_used, used);
    Word const place = read<Half>(queue_notify_offset) * notify_step_;
    if (notify_at_ % page_size + place >= page_size)
        return false;
    notify_at_ += place;
    write<Half>(queue_enable, 1);
    return true;
}

Word PciTransport::capacity() const
{
    unsigned const volatile* const words = reinterpret_cast<unsigned const volatile*>(device_at_);
    Word const low = words[0], high = words[1];
    return high << 32 | low;
}

}  // namespace block
