// SPDX-License-Identifier: BSD-2-Clause
// CRC-32 of IEEE 802.3, as the host's tools compute it.
#ifndef PINYON_CRC32_H
#define PINYON_CRC32_H

struct Crc32Table {
    unsigned entries[256] = {};

    constexpr Crc32Table()
    {
        constexpr unsigned polynomial = 0xedb8'8320;  // bits in reverse order
        for (unsigned i = 0; i < 256; ++i) {
            unsigned value = i;
            for (int bit = 0; bit < 8; ++bit)
                value = value >> 1 ^ (value & 1 ? polynomial : 0);
            entries[i] = value;
        }
    }
};

class Crc32 {
public:
    void add(unsigned char const* bytes, unsigned long size)
    {
        for (unsigned long i = 0; i < size; ++i)
            state_ = table.entries[(state_ ^ bytes[i]) & 0xff] ^ state_ >> 8;
    }
    unsigned value() const { return ~state_; }

private:
    static constexpr Crc32Table table{};

    unsigned state_ = ~0u;
};

#endif  // PINYON_CRC32_H
