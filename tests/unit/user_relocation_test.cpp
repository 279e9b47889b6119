// SPDX-License-Identifier: BSD-2-Clause
// Tests of the self-relocation of position-independent programs on an image made by hand.
#include "../../user/lib/crt0/self_relocation.h"

#include <gtest/gtest.h>

namespace {

using namespace pinyon;

struct Image {
    uint64_t words[4] = {1, 2, 3, 4};
    Relocation relocations[2];
    DynamicEntry dynamic[3];

    Image()
        : relocations{{offsetof(Image, words[1]), relative_type, 0, 0x100},
                      {offsetof(Image, words[3]), relative_type, 0, 0x200}},
          dynamic{{dynamic_rela, offsetof(Image, relocations)},
                  {dynamic_rela_size, sizeof relocations},
                  {dynamic_end, 0}}
    {}

    uint64_t base() const { return reinterpret_cast<uint64_t>(this); }
};

TEST(UserRelocation, only_the_listed_words_become_addresses)
{
    Image image;
    relocate(image.base(), image.dynamic);
    EXPECT_EQ(image.words[0], 1u);
    EXPECT_EQ(image.words[1], image.base() + 0x100);
    EXPECT_EQ(image.words[2], 3u);
    EXPECT_EQ(image.words[3], image.base() + 0x200);
}

TEST(UserRelocation, an_image_without_relocations_stays_as_it_is)
{
    Image image;
    relocate(image.base(), &image.dynamic[2]);
    EXPECT_EQ(image.words[1], 2u);
}

TEST(UserRelocationDeathTest, a_relocation_that_needs_a_dynamic_linker_stops_the_program)
{
    Image image;
    image.relocations[1].type = relative_type + 1;
    EXPECT_DEATH(relocate(image.base(), image.dynamic), "");
}

}  // namespace
