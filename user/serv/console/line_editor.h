// SPDX-License-Identifier: BSD-2-Clause
// Edits the line that is being typed and keeps the lines that are complete.
#ifndef PINYON_LINE_EDITOR_H
#define PINYON_LINE_EDITOR_H

#include <initializer_list>

namespace console {

class LineEditor {
public:
    static constexpr unsigned longest_line = 240;

    // Takes a typed character; what the terminal is to show goes to `show`, character by character.
    // Backspace and delete erase a character, ^U erases the line, what has no meaning rings.
    template <class Show>
    void type(char c, Show show)
    {
        bool const second_of_pair = c == '\n' && last_ == '\r';
        last_ = c;
        if (second_of_pair)
            return;
        if (c == '\r' || c == '\n')
            end_line(show);
        else if (c == backspace || c == rubout)
            erase(length_ > 0 ? 1 : 0, show);
        else if (c == erase_line)
            erase(length_, show);
        else
            append(c, show);
    }

    // Copies the oldest complete line, without its end; false if there is none.
    bool take_line(char (&text)[longest_line], unsigned& length)
    {
        if (complete_ == 0)
            return false;
        length = 0;
        while (kept_[length] != '\n') {
            text[length] = kept_[length];
            ++length;
        }
        used_ -= length + 1;
        for (unsigned i = 0; i < used_; ++i)
            kept_[i] = kept_[i + length + 1];
        --complete_;
        return true;
    }

private:
    static constexpr char bell = 0x07, backspace = 0x08, erase_line = 0x15, rubout = 0x7f;

    template <class Show>
    void append(char c, Show show)
    {
        bool const printable = c >= ' ' && c < rubout;
        if (!printable || length_ == longest_line)
            return show(bell);
        line_[length_++] = c;
        show(c);
    }

    template <class Show>
    void erase(unsigned count, Show show)
    {
        length_ -= count;
        for (; count > 0; --count)
            for (char const c : {backspace, ' ', backspace})
                show(c);
    }

    // A line for which there is no room stays where it is, and can be ended later.
    template <class Show>
    void end_line(Show show)
    {
        if (length_ + 1 > sizeof kept_ - used_)
            return show(bell);
        for (unsigned i = 0; i < length_; ++i)
            kept_[used_++] = line_[i];
        kept_[used_++] = '\n';
        ++complete_;
        length_ = 0;
        show('\r');
        show('\n');
    }

    char line_[longest_line] = {};  // being typed
    unsigned length_ = 0;
    char last_ = 0;

    char kept_[1024] = {};  // complete lines, each with its '\n'
    unsigned used_ = 0;
    unsigned complete_ = 0;
};

}  // namespace console

#endif  // PINYON_LINE_EDITOR_H
