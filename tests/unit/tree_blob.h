// SPDX-License-Identifier: BSD-2-Clause
// A writer of flattened device trees for the tests of their reader (Devicetree Specification 0.4,
// chapter 5).
#ifndef PINYON_TREE_BLOB_H
#define PINYON_TREE_BLOB_H

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "generic/boot/device_tree.h"

namespace pinyon::test {

class TreeBlob {
public:
    TreeBlob& begin(std::string const& name)
    {
        cell(structs, 1);
        return text(structs, name);
    }
    TreeBlob& end()
    {
        cell(structs, 2);
        return *this;
    }
    TreeBlob& nop()
    {
        cell(structs, 4);
        return *this;
    }
    // A property of raw bytes.
    TreeBlob& bytes(std::string const& name, std::string const& value)
    {
        cell(structs, 3);
        cell(structs, std::uint32_t(value.size()));
        cell(structs, std::uint32_t(strings.size()));
        strings += name + '\0';
        structs += value;
        return pad(structs);
    }
    TreeBlob& string(std::string const& name, std::string const& value)
    {
        return bytes(name, value + '\0');
    }
    TreeBlob& cells(std::string const& name, std::vector<std::uint32_t> const& values)
    {
        std::string raw;
        for (std::uint32_t const value : values)
            cell(raw, value);
        return bytes(name, raw);
    }
    TreeBlob& reserve(Word base, Word size)
    {
        for (Word const value : {base, size}) {
            cell(reservations, std::uint32_t(value >> 32));
            cell(reservations, std::uint32_t(value));
        }
        return *this;
    }

    // The whole blob. The pointer that DeviceTree gets stays good as long as the result.
    [[nodiscard]] std::string blob() const
    {
        std::string const last_reservation(16, '\0');
        std::string body = structs;
        cell(body, 9);
        constexpr std::uint32_t header = 40;
        auto const reservations_size = std::uint32_t(reservations.size() + 16);
        auto const size = std::uint32_t(body.size());
        auto const strings_size = std::uint32_t(strings.size());
        std::string result;
        for (std::uint32_t const field :
             {0xd00dfeedu, header + reservations_size + size + strings_size,
              header + reservations_size, header + reservations_size + size, header, 17u, 16u, 0u,
              strings_size, size})
            cell(result, field);
        return result + reservations + last_reservation + body + strings;
    }

private:
    static void cell(std::string& to, std::uint32_t value)
    {
        for (int shift = 24; shift >= 0; shift -= 8)
            to += char(value >> shift);
    }
    TreeBlob& text(std::string& to, std::string const& value)
    {
        to += value + '\0';
        return pad(to);
    }
    TreeBlob& pad(std::string& to)
    {
        to.resize(round_up(to.size(), 4));
        return *this;
    }

    std::string structs, strings, reservations;
};

}  // namespace pinyon::test

#endif  // PINYON_TREE_BLOB_H
