// SPDX-License-Identifier: BSD-2-Clause
// Virtio devices whose registers are in memory (virtio 1.0, section 4.2), and how one is found.
#ifndef PINYON_VIRTIO_MMIO_H
#define PINYON_VIRTIO_MMIO_H

#include "virtio.h"

namespace block {

class MmioTransport {
public:
    // Finds a block device in one of the places that `mmio=BASE,STEP,COUNT irq=FIRST` names; the
    // line of place n is FIRST + n. False if there is none.
    bool find(char const* arguments);

    Word line() const { return line_; }

    void set_status(unsigned status) { write(device_status, status); }
    unsigned get_status() const { return read(device_status); }
    Word offered_features();
    void accept_features(Word features);

    // Makes queue 0 known by its physical addresses; false if the device's queue is too small.
    bool set_queue(Word descriptors, Word available, Word used);
    void notify() { write(queue_notify, 0); }
    void acknowledge_interrupt() { write(interrupt_acknowledge, read(interrupt_status)); }
    Word capacity() const { return read(configuration) | Word{read(configuration + 4)} << 32; }

private:
    enum Offset : Word {
        magic = 0x000,
        version = 0x004,
        device_id = 0x008,
        device_features = 0x010,
        device_features_select = 0x014,
        driver_features = 0x020,
        driver_features_select = 0x024,
        queue_select = 0x030,
        queue_size_most = 0x034,
        queue_size_used = 0x038,
        queue_ready = 0x044,
        queue_notify = 0x050,
        interrupt_status = 0x060,
        interrupt_acknowledge = 0x064,
        device_status = 0x070,
        queue_descriptors = 0x080,
        queue_available = 0x090,
        queue_used = 0x0a0,
        configuration = 0x100,
    };

    unsigned read(Word offset) const
    {
        return *reinterpret_cast<unsigned volatile*>(registers_ + offset);
    }
    void write(Word offset, unsigned value) const
    {
        *reinterpret_cast<unsigned volatile*>(registers_ + offset) = value;
    }
    void write_address(Offset offset, Word address) const;
    bool is_block_device() const;

    Word registers_ = 0;
    Word line_ = 0;
};

}  // namespace block

#endif  // PINYON_VIRTIO_MMIO_H
