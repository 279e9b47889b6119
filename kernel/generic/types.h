// SPDX-License-Identifier: BSD-2-Clause
// The vocabulary of the kernel: integers that belong to one world each and cannot be mixed.
#ifndef PINYON_TYPES_H
#define PINYON_TYPES_H

#include <compare>
#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace pinyon {

using Word = std::uint64_t;

// An integer of one world: it converts from and to raw words only when asked to.
template <class Self, class Raw = Word>
class Ordinal {
public:
    constexpr Ordinal() = default;
    constexpr explicit Ordinal(Raw raw) : raw_{raw} {}
    [[nodiscard]] constexpr Raw raw() const { return raw_; }
    constexpr auto operator<=>(Ordinal const&) const = default;

protected:
    Raw raw_{};
};

// Addresses: address + bytes is an address, address - address is bytes, nothing else exists.
template <class Self>
class Address : public Ordinal<Self> {
public:
    using Ordinal<Self>::Ordinal;
    friend constexpr Self operator+(Self a, Word bytes) { return Self{a.raw() + bytes}; }
    friend constexpr Self operator-(Self a, Word bytes) { return Self{a.raw() - bytes}; }
    friend constexpr Word operator-(Self a, Self b) { return a.raw() - b.raw(); }
};

struct PhysAddr : Address<PhysAddr> { using Address::Address; };  // what the MMU emits
struct VirtAddr : Address<VirtAddr> { using Address::Address; };  // what the kernel reads
struct UserAddr : Address<UserAddr> { using Address::Address; };  // never dereferenced

// The 4 KB unit of physical memory.
inline constexpr unsigned page_bits = 12;
inline constexpr Word page_size = Word{1} << page_bits;

// A physical page frame number.
struct Frame : Ordinal<Frame> { using Ordinal::Ordinal; };
constexpr Frame frame_of(PhysAddr a) { return Frame{a.raw() >> page_bits}; }
constexpr PhysAddr address_of(Frame f) { return PhysAddr{f.raw() << page_bits}; }

struct Priority : Ordinal<Priority, std::uint8_t> { using Ordinal::Ordinal; };  // 255 highest
struct CpuId : Ordinal<CpuId, std::uint16_t> { using Ordinal::Ordinal; };       // 0..n-1
struct IrqLine : Ordinal<IrqLine, std::uint32_t> { using Ordinal::Ordinal; };
struct Asid : Ordinal<Asid, std::uint16_t> { using Ordinal::Ordinal; };         // space tag

// Microseconds since an unspecified start; never wraps in practice.
struct Clock : Ordinal<Clock> {
    using Ordinal::Ordinal;
    friend constexpr Clock operator+(Clock c, Word us) { return Clock{c.raw() + us}; }
    friend constexpr Word operator-(Clock a, Clock b) { return a.raw() - b.raw(); }
};
inline constexpr Clock clock_never{~Word{0}};

constexpr Word round_down(Word value, Word power_of_two) { return value & ~(power_of_two - 1); }
constexpr Word round_up(Word value, Word power_of_two)
{
    return round_down(value + power_of_two - 1, power_of_two);
}

static_assert(sizeof(Word) == sizeof(void*) && sizeof(Word) == 8, "this kernel is 64-bit only");
static_assert(!std::is_convertible_v<PhysAddr, VirtAddr> && !std::is_convertible_v<Word, PhysAddr>);
static_assert(std::is_trivially_copyable_v<PhysAddr> && sizeof(PhysAddr) == sizeof(Word));

}  // namespace pinyon

#endif  // PINYON_TYPES_H
