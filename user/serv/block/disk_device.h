// SPDX-License-Identifier: BSD-2-Clause
// A virtio block device behind any transport: its start, and transfers, one at a time.
#ifndef PINYON_DISK_DEVICE_H
#define PINYON_DISK_DEVICE_H

#include "virtio.h"

#include <l4/ipc.h>
#include <l4/schedule.h>
#include <pinyon/block.h>
#include <pinyon/driver.h>

namespace block {

template <class Transport>
class DiskDevice {
public:
    explicit DiskDevice(Transport transport)
        : transport_{transport}, source_{pinyon_interrupt_thread(transport.line())}
    {
    }

    // Obtains memory and interrupt and starts the device. Returns nullptr, or what went wrong.
    char const* start();

    Word sectors() const { return transport_.capacity(); }
    L4_Fpage_t buffer() const { return L4_FpageLog2(buffer_at, PINYON_BLOCK_BUFFER_LOG2); }

    // Moves sectors between the disk and the buffer's start; false if the device reports an error.
    bool transfer(Direction direction, Word sector, Word count);

    Word transfers() const { return transfers_; }
    Word interrupts() const { return interrupts_; }

private:
    // The shared page at the start of the lower half, the buffer as upper half.
    static constexpr int memory_log2 = PINYON_BLOCK_BUFFER_LOG2 + 1;
    static constexpr Word memory_at = PINYON_WINDOW_AREA + 0x1000'0000;
    static constexpr Word buffer_at = memory_at + (Word{1} << PINYON_BLOCK_BUFFER_LOG2);
    static constexpr L4_Word64_t patience_us = 10'000'000;

    char const* negotiate();
    Word physical(void const volatile* at) const
    {
        return physical_ + (reinterpret_cast<Word>(at) - memory_at);
    }
    void describe(Direction direction, Word sector, Word bytes);
    void offer();
    bool await();

    Transport transport_;
    L4_ThreadId_t source_;
    SharedPage volatile& shared_ = *reinterpret_cast<SharedPage volatile*>(memory_at);
    Word physical_ = 0;
    Word transfers_ = 0;
    Word interrupts_ = 0;
    bool stuck_ = false;  // it may still use the buffer
};

// Virtio 1.0, section 3.1.1.
template <class Transport>
char const* DiskDevice<Transport>::start()
{
    physical_ = pinyon_root_memory(memory_at, memory_log2);
    if (physical_ == 0)
        return "no memory that the device can reach";
    if (!pinyon_root_interrupt(transport_.line()))
        return "its interrupt cannot be had";
    if (char const* const wrong = negotiate(); wrong != nullptr)
        return wrong;
    if (!transport_.set_queue(physical(&shared_.descriptors), physical(&shared_.available),
                              physical(&shared_.used)))
        return "its queue is too short";
    transport_.set_status(status_acknowledge | status_driver | status_features_ok |
                          status_driver_ok);
    return nullptr;
}

// Without further features the device writes through, and a request is one run of sectors.
template <class Transport>
char const* DiskDevice<Transport>::negotiate()
{
    transport_.set_status(0);
    while (transport_.get_status() != 0) {
    }
    transport_.set_status(status_acknowledge | status_driver);
    if ((transport_.offered_features() & feature_version_1) == 0)
        return "it is older than virtio 1.0";
    transport_.accept_features(feature_version_1);
    transport_.set_status(status_acknowledge | status_driver | status_features_ok);
    return transport_.get_status() & status_features_ok ? nullptr : "it refuses our features";
}

template <class Transport>
void DiskDevice<Transport>::describe(Direction direction, Word sector, Word bytes)
{
    struct Part {
        Word address;
        Word length;
        bool device_writes;
    };
    Part const parts[] = {
        {physical(&shared_.header), sizeof(RequestHeader), false},
        {physical_ + (buffer_at - memory_at), bytes, direction == Direction::in},
        {physical(&shared_.status), sizeof shared_.status, true},
    };
    shared_.header.direction = direction;
    shared_.header.sector = sector;
    shared_.status = static_cast<Byte>(~request_ok);
    unsigned i = 0;
    for (Part const& part : parts) {
        bool const last = part.address == physical(&shared_.status);
        shared_.descriptors[i].address = part.address;
        shared_.descriptors[i].length = static_cast<unsigned>(part.length);
        shared_.descriptors[i].flags = static_cast<Half>(
            (part.device_writes ? descriptor_device_writes : 0) | (last ? 0 : descriptor_next));
        shared_.descriptors[i].next = static_cast<Half>(last ? 0 : i + 1);
        ++i;
    }
}

// The chain begins with descriptor 0, always; the entries of the ring say so from the start.
template <class Transport>
void DiskDevice<Transport>::offer()
{
    device_barrier();
    shared_.available.index = static_cast<Half>(shared_.available.index + 1);
    device_barrier();
    transport_.notify();
}

// Waits for the interrupt even if the device is quicker: it comes for every transfer. A device that
// shares its line may have to wait for more than one.
template <class Transport>
bool DiskDevice<Transport>::await()
{
    L4_Time_t const patience = L4_TimePeriod(patience_us);
    do {
        stuck_ = L4_IpcFailed(L4_Receive_Timeout(source_, patience));
        if (stuck_)
            return false;
        ++interrupts_;
        transport_.acknowledge_interrupt();
        L4_Msg_t nothing;
        L4_MsgClear(&nothing);
        L4_MsgLoad(&nothing);
        (void)L4_Reply(source_);
    } while (shared_.used.index != shared_.available.index);
    device_barrier();
    return shared_.status == request_ok;
}

template <class Transport>
bool DiskDevice<Transport>::transfer(Direction direction, Word sector, Word count)
{
    if (stuck_ || count == 0 || count > PINYON_BLOCK_BUFFER_SECTORS || sector > sectors() ||
        count > sectors() - sector)
        return false;
    describe(direction, sector, count * PINYON_BLOCK_SECTOR_BYTES);
    offer();
    ++transfers_;
    return await();
}

}  // namespace block

#endif  // PINYON_DISK_DEVICE_H
