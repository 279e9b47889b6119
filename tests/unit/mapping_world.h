// SPDX-License-Identifier: BSD-2-Clause
// A world for tests of the mapping database: kernel memory, sigma0 and four spaces on the simulated
// machine, and short ways to say what happens between them.
#ifndef PINYON_MAPPING_WORLD_H
#define PINYON_MAPPING_WORLD_H

#include <gtest/gtest.h>

#include <array>
#include <vector>

#include "arch/host/host_machine.h"
#include "generic/memory/mapping.h"

namespace pinyon::test {

inline constexpr unsigned space_count = 4;
inline constexpr unsigned page_count = 64;

// Page `i` of a space: the pages lie on both sides of the border of two leaf tables.
constexpr UserAddr page(unsigned i)
{
    return UserAddr{0x20'0000 + (i - Word{page_count / 2}) * page_size};
}
// Frame `i` of RAM, and of a device, by their addresses in sigma0.
constexpr UserAddr ram_page(unsigned i)
{
    return UserAddr{host::ram_base.raw() + 0x80'0000 + i * page_size};
}
constexpr UserAddr device_page(unsigned i)
{
    return UserAddr{0xF000'0000 + i * page_size};
}
constexpr PhysAddr physical(UserAddr sigma0_page)
{
    return PhysAddr{sigma0_page.raw()};
}

struct MappingWorld {
    static constexpr Word kernel_memory = Word{4} << 20;

    explicit MappingWorld(Word memory = kernel_memory)
    {
        host::power_on();
        frames.initialise(host::ram_base, memory);
        mapping.initialise(frames, kernel_account);
        EXPECT_TRUE(mapping.add_ram(host::ram_base, host::default_ram_size));
        EXPECT_TRUE(mapping.add_reserved(host::ram_base, memory));
        open(sigma0, 1);
        sigma0.owns_all = true;
        for (unsigned i = 0; i < space_count; ++i)
            open(space[i], 2 + i);
    }

    MapOutcome map_once(Space& from, UserAddr at, Space& dest, UserAddr to,
                        Rights rights = rights_all, MapMode mode = MapMode::map)
    {
        Word size = page_size - 1;
        return mapping.map_page(from, at, dest, to, rights, mode, size);
    }
    // Until it is no longer `again`. Every other item tries the short way first.
    MapOutcome map(Space& from, UserAddr at, Space& dest, UserAddr to, Rights rights = rights_all,
                   MapMode mode = MapMode::map)
    {
        if (mode == MapMode::map && ++items % 2 == 0 &&
            mapping.map_run(from, at, dest, to, rights, 1) == 1) {
            check_all();
            return MapOutcome::done;
        }
        for (unsigned round = 0; round < 10'000; ++round) {
            MapOutcome const outcome = map_once(from, at, dest, to, rights, mode);
            check_all();
            if (outcome != MapOutcome::again)
                return outcome;
        }
        ADD_FAILURE() << "a map item that never ends";
        return MapOutcome::again;
    }
    MapOutcome grant(Space& from, UserAddr at, Space& dest, UserAddr to, Rights rights = rights_all)
    {
        return map(from, at, dest, to, rights, MapMode::grant);
    }
    // From sigma0.
    void give(unsigned frame, Space& dest, UserAddr to, Rights rights = rights_all)
    {
        EXPECT_EQ(map(sigma0, ram_page(frame), dest, to, rights), MapOutcome::done);
    }
    Rights revoke(Space& holder, UserAddr at, Rights rights, bool flush)
    {
        Revocation work;
        unsigned rounds = 0;
        while (!mapping.revoke_page(holder, at, page_bits, rights, flush, work)) {
            check_all();
            if (++rounds == 10'000) {
                ADD_FAILURE() << "a revocation that never ends";
                break;
            }
        }
        check_all();
        return work.status;
    }
    Rights unmap(Space& s, UserAddr at, Rights rights = rights_all)
    {
        return revoke(s, at, rights, false);
    }
    Rights flush(Space& s, UserAddr at, Rights rights = rights_all)
    {
        return revoke(s, at, rights, true);
    }

    // A user-mode access that sigma0 or a pager would not hear of.
    bool touch(Space& s, UserAddr at, Rights access) { return mapping.cure(s, at, access); }

    void destroy(Space& s)
    {
        UserAddr cursor{};
        for (unsigned round = 0; !mapping.destroy(s, cursor); ++round) {
            check_others(s);
            ASSERT_LT(round, 2'000'000u);
        }
        check_others(s);
    }

    [[nodiscard]] Mapping::Translation at(Space const& s, UserAddr where) const
    {
        return mapping.translate(s, where);
    }
    [[nodiscard]] bool present(Space const& s, UserAddr where) const
    {
        return at(s, where).present;
    }
    [[nodiscard]] Rights rights(Space const& s, UserAddr where) const
    {
        return at(s, where).rights;
    }

    void check_all() const { check_others(sigma0), mapping.check_space(sigma0); }
    void check_others(Space const& left_out) const
    {
        for (Space const& s : space)
            if (&s != &left_out && s.root != PhysAddr{})
                mapping.check_space(s);
    }

    // All that a failed operation must leave as it was.
    struct Snapshot {
        std::vector<Word> words;
        bool operator==(Snapshot const&) const = default;
    };
    [[nodiscard]] Snapshot snapshot() const
    {
        Snapshot s;
        for (Space const& each : space) {
            s.words.push_back(each.account.used);
            for (unsigned i = 0; i < page_count; ++i) {
                auto const t = at(each, page(i));
                s.words.push_back(t.address.raw() + t.rights.raw() + (t.present ? 8 : 0));
            }
        }
        s.words.insert(s.words.end(),
                       {mapping.nodes_used(), frames.free_frames(), kernel_account.used});
        return s;
    }

    unsigned items = 0;
    KernelFrames frames;
    Account kernel_account;
    Mapping mapping;
    Space sigma0;
    std::array<Space, space_count> space{};

private:
    void open(Space& s, unsigned tag)
    {
        auto const root = mapping.new_root(s.account);
        EXPECT_TRUE(bool(root));
        s.root = root.value();
        s.tag = Asid{std::uint16_t(tag)};
        s.was_loaded = true;
    }
};

}  // namespace pinyon::test

#endif  // PINYON_MAPPING_WORLD_H
