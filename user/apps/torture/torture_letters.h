// SPDX-License-Identifier: BSD-2-Clause
// What workers write to each other, and how they check what comes.
#ifndef PINYON_TORTURE_LETTERS_H
#define PINYON_TORTURE_LETTERS_H

#include "torture_acts.h"

#include <l4/msgtag.h>

namespace torture {

// An addressee, as the sender knows it.
struct Address {
    unsigned index;
    Word version;

    [[nodiscard]] L4_ThreadId_t id() const { return worker_id(index, version); }
};

enum Cargo { words_only, many_words, a_string, a_page };

// Puts a letter with the next number of the pair into the message registers.
void load_letter(Self& self, Address const& to, Cargo cargo, bool answer_wanted);

struct Arrival {
    bool is_letter = false;
    bool wants_answer = false;
    Address from = {};
};

// Checks and notes a message that came. `deaths` is how many threads had been removed when the
// receiver began its call.
Arrival take(Self& self, L4_ThreadId_t from, L4_MsgTag_t tag, Word deaths);

}  // namespace torture

#endif  // PINYON_TORTURE_LETTERS_H
