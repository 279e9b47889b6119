// SPDX-License-Identifier: BSD-2-Clause
// Virtio devices on the PCI bus (virtio 1.0, section 4.1), with an interrupt pin, not messages.
#ifndef PINYON_VIRTIO_PCI_H
#define PINYON_VIRTIO_PCI_H

#include "../../virtio.h"
#include "pci_function.h"

namespace block {

class PciTransport {
public:
    // Finds a block device on any bus, if the arguments contain the word `pci`.
    bool find(char const* arguments);

    Word line() const { return line_; }

    void set_status(unsigned status) { write<Byte>(device_status, static_cast<Byte>(status)); }
    unsigned get_status() const { return read<Byte>(device_status); }
    Word offered_features();
    void accept_features(Word features);

    // Makes queue 0 known by its physical addresses; false if the device's queue is too small.
    bool set_queue(Word descriptors, Word available, Word used);
    void notify() { *reinterpret_cast<Half volatile*>(notify_at_) = 0; }
    // The device forgets the interrupt when its cause is read.
    void acknowledge_interrupt() { (void)*reinterpret_cast<Byte volatile*>(cause_at_); }
    Word capacity() const;

private:
    enum Offset : Word {  // of the common configuration
        device_feature_select = 0,
        device_feature = 4,
        driver_feature_select = 8,
        driver_feature = 12,
        device_status = 20,
        queue_select = 22,
        queue_size_most = 24,
        queue_enable = 28,
        queue_notify_offset = 30,
        queue_descriptors = 32,
        queue_available = 40,
        queue_used = 48,
    };

    bool open(PciFunction const& function);
    Word map_structure(PciFunction const& function, unsigned kind, unsigned& capability);

    template <class Unit>
    Unit read(Word offset) const
    {
        return *reinterpret_cast<Unit volatile*>(common_at_ + offset);
    }
    template <class Unit>
    void write(Word offset, Unit value) const
    {
        *reinterpret_cast<Unit volatile*>(common_at_ + offset) = value;
    }
    void write_address(Offset offset, Word address) const;

    Word common_at_ = 0;
    Word notify_at_ = 0;
    Word notify_step_ = 0;
    Word cause_at_ = 0;
    Word device_at_ = 0;
    Word line_ = 0;
};

}  // namespace block

#endif  // PINYON_VIRTIO_PCI_H
