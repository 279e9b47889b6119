// SPDX-License-Identifier: BSD-2-Clause
// Words for the parameters of calls: mostly such as mean something, or nearly do.
#ifndef PINYON_FUZZ_VALUES_H
#define PINYON_FUZZ_VALUES_H

#include "fuzz_arena.h"

namespace fuzz {

class Values {
public:
    Values(Random& random, FuzzBoard const& board) : random_(random), board_(board) {}

    Random& random() { return random_; }

    Word word();  // any of the following, numbers of all sizes, noise
    L4_ThreadId_t id();
    L4_ThreadId_t rival();  // a fuzzed thread that lives, or did so a moment ago
    Word address();
    Word kernel_address();
    L4_Fpage_t fpage();
    Word timeouts();
    Word short_time();
    Word tag();

    void fill_message();   // all message registers: a tag, words, items
    void fill_acceptor();  // windows and receive buffers

private:
    Word number();
    Word time();
    Word item_head();

    Random& random_;
    FuzzBoard const& board_;
};

}  // namespace fuzz

#endif  // PINYON_FUZZ_VALUES_H
