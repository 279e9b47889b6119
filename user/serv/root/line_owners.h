// SPDX-License-Identifier: BSD-2-Clause
// Remembers which driver has which interrupt line: a line has one driver, until that is removed.
#ifndef PINYON_LINE_OWNERS_H
#define PINYON_LINE_OWNERS_H

namespace root {

class LineOwners {
public:
    using Word = unsigned long;

    static constexpr unsigned capacity = 32;
    static constexpr Word none = ~Word{0};

    // Notes the line as the driver's, which is not 0. False if another one has it, or if there is
    // no room.
    bool add(Word line, Word driver)
    {
        Entry* place = nullptr;
        for (Entry& entry : entries_) {
            if (entry.driver != 0 && entry.line == line)
                return entry.driver == driver;
            if (entry.driver == 0)
                place = &entry;
        }
        if (place != nullptr)
            *place = {line, driver};
        return place != nullptr;
    }

    void forget(Word line)
    {
        for (Entry& entry : entries_) {
            if (entry.line == line)
                entry.driver = 0;
        }
    }

    // Forgets one of the driver's lines and returns it; `none` if it has no more.
    Word take_back(Word driver)
    {
        for (Entry& entry : entries_) {
            if (entry.driver == driver) {
                entry.driver = 0;
                return entry.line;
            }
        }
        return none;
    }

private:
    struct Entry {
        Word line = 0;
        Word driver = 0;  // 0: free
    };

    Entry entries_[capacity] = {};
};

}  // namespace root

#endif  // PINYON_LINE_OWNERS_H
