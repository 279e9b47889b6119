// SPDX-License-Identifier: BSD-2-Clause
// The layouts and numbers that a driver shares with a virtio block device (Virtual I/O Device
// specification 1.0: sections 2.1 status, 2.4 virtqueues, 5.2 block device).
#ifndef PINYON_VIRTIO_H
#define PINYON_VIRTIO_H

namespace block {

using Word = unsigned long;
using Byte = unsigned char;
using Half = unsigned short;

inline constexpr Word block_device = 2;

// ---- Device status

inline constexpr unsigned status_acknowledge = 1, status_driver = 2, status_driver_ok = 4;
inline constexpr unsigned status_features_ok = 8;

// A device without this feature speaks the interface from before version 1.
inline constexpr Word feature_version_1 = Word{1} << 32;

// ---- Virtqueue: a table of descriptors and two rings

inline constexpr unsigned queue_size = 4;

struct Descriptor {
    Word address;
    unsigned length;
    Half flags;
    Half next;
};
static_assert(sizeof(Descriptor) == 16);

inline constexpr Half descriptor_next = 1, descriptor_device_writes = 2;

struct AvailableRing {
    Half flags;
    Half index;
    Half ring[queue_size];
};

struct UsedRing {
    struct Element {
        unsigned descriptor;
        unsigned written;
    };
    Half flags;
    Half index;
    Element ring[queue_size];
};
static_assert(sizeof(UsedRing) == 4 + 8 * queue_size);

// ---- Block requests: header, data, status

enum class Direction : unsigned { in = 0, out = 1 };

struct RequestHeader {
    Direction direction;
    unsigned reserved;
    Word sector;
};
static_assert(sizeof(RequestHeader) == 16);

inline constexpr Byte request_ok = 0;

// Where driver and device find the queue and the request: one page, at the same place for both but
// for the address.
struct SharedPage {
    alignas(16) Descriptor descriptors[queue_size];
    alignas(2) AvailableRing available;
    alignas(4) UsedRing used;
    alignas(8) RequestHeader header;
    Byte status;
};
static_assert(sizeof(SharedPage) <= 4096);

// What was written to memory before is seen by the device before what is written after, and the
// other way round.
inline void device_barrier()
{
#if defined(__x86_64__)
    asm volatile("mfence" ::: "memory");
#elif defined(__aarch64__)
    asm volatile("dmb osh" ::: "memory");
#elif defined(__riscv)
    asm volatile("fence iorw, iorw" ::: "memory");
#endif
}

}  // namespace block

#endif  // PINYON_VIRTIO_H
