// SPDX-License-Identifier: BSD-2-Clause
// Which driver has which interrupt line, as the root server remembers it.
#include "../../user/serv/root/line_owners.h"

#include <gtest/gtest.h>

namespace root {
namespace {

constexpr LineOwners::Word first = 0x4001, second = 0x8001;

TEST(UserLineOwners, a_line_that_one_driver_has_goes_to_no_other)
{
    LineOwners lines;
    EXPECT_TRUE(lines.add(5, first));
    EXPECT_TRUE(lines.add(5, first)) << "asking twice is no mistake";
    EXPECT_FALSE(lines.add(5, second));
    EXPECT_TRUE(lines.add(6, second));
}

TEST(UserLineOwners, a_driver_that_goes_gives_back_its_own_lines)
{
    LineOwners lines;
    EXPECT_TRUE(lines.add(0, first));
    EXPECT_TRUE(lines.add(6, second));
    EXPECT_TRUE(lines.add(7, first));
    EXPECT_EQ(lines.take_back(first) + lines.take_back(first), 7u);
    EXPECT_EQ(lines.take_back(first), LineOwners::none);
    EXPECT_TRUE(lines.add(7, second));
    EXPECT_FALSE(lines.add(6, first));
}

TEST(UserLineOwners, a_line_that_could_not_be_attached_is_forgotten)
{
    LineOwners lines;
    EXPECT_TRUE(lines.add(5, first));
    lines.forget(5);
    EXPECT_EQ(lines.take_back(first), LineOwners::none);
    EXPECT_TRUE(lines.add(5, second));
}

TEST(UserLineOwners, there_is_room_for_so_many_and_it_is_used_again)
{
    LineOwners lines;
    for (unsigned line = 0; line < LineOwners::capacity; ++line)
        EXPECT_TRUE(lines.add(line, first));
    EXPECT_FALSE(lines.add(LineOwners::capacity, second));
    EXPECT_NE(lines.take_back(first), LineOwners::none);
    EXPECT_TRUE(lines.add(LineOwners::capacity, second));
}

}  // namespace
}  // namespace root
