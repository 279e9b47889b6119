// SPDX-License-Identifier: BSD-2-Clause
// The console server's line editor: what it shows, what it keeps, and what happens at its limits.
#include "../../user/serv/console/line_editor.h"

#include <gtest/gtest.h>
#include <string>

namespace {

using console::LineEditor;

struct LineEditorTest : testing::Test {
    LineEditor editor;
    std::string shown;

    void type(std::string const& text)
    {
        for (char const c : text)
            editor.type(c, [this](char s) { shown += s; });
    }
    // "(none)" if no line is complete.
    std::string take()
    {
        char text[LineEditor::longest_line];
        unsigned length = 0;
        return editor.take_line(text, length) ? std::string(text, length) : "(none)";
    }
};

TEST_F(LineEditorTest, what_is_typed_is_shown_and_comes_when_the_line_ends)
{
    type("hello");
    EXPECT_EQ(shown, "hello");
    EXPECT_EQ(take(), "(none)");
    type("\r");
    EXPECT_EQ(shown, "hello\r\n");
    EXPECT_EQ(take(), "hello");
    EXPECT_EQ(take(), "(none)");
}

TEST_F(LineEditorTest, each_kind_of_line_end_ends_one_line)
{
    type("a\rb\nc\r\nd\n\r");
    EXPECT_EQ(take(), "a");
    EXPECT_EQ(take(), "b");
    EXPECT_EQ(take(), "c");
    EXPECT_EQ(take(), "d");
    EXPECT_EQ(take(), "");
    EXPECT_EQ(take(), "(none)");
}

TEST_F(LineEditorTest, backspace_and_delete_erase_one_character_if_there_is_one)
{
    type("ab\b\x7f\b");
    EXPECT_EQ(shown, "ab\b \b\b \b");
    type("c\r");
    EXPECT_EQ(take(), "c");
}

TEST_F(LineEditorTest, control_u_erases_the_line_but_not_the_one_before)
{
    type("kept\rabc\x15");
    EXPECT_EQ(shown, "kept\r\nabc\b \b\b \b\b \b");
    type("new\r");
    EXPECT_EQ(take(), "kept");
    EXPECT_EQ(take(), "new");
}

TEST_F(LineEditorTest, characters_without_a_meaning_ring_and_are_not_kept)
{
    type("a\x01\x1b\xc3z\r");
    EXPECT_EQ(shown, "a\a\a\az\r\n");
    EXPECT_EQ(take(), "az");
}

TEST_F(LineEditorTest, a_line_has_an_upper_limit)
{
    type(std::string(LineEditor::longest_line, 'x') + "y");
    EXPECT_EQ(shown.back(), '\a');
    type("\r");
    EXPECT_EQ(take(), std::string(LineEditor::longest_line, 'x'));
}

TEST_F(LineEditorTest, a_line_for_which_there_is_no_room_can_be_ended_when_there_is)
{
    std::string const line(200, 'x');
    for (int i = 0; i < 5; ++i)
        type(line + "\r");
    type("last one!!!!!!!!!!!!!!!!!!!\r");
    EXPECT_EQ(shown.back(), '\a');
    EXPECT_EQ(take(), line);
    type("\r");
    for (int i = 0; i < 4; ++i)
        EXPECT_EQ(take(), line);
    EXPECT_EQ(take(), "last one!!!!!!!!!!!!!!!!!!!");
}

}  // namespace
