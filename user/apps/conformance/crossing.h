// SPDX-License-Identifier: BSD-2-Clause
// What the cases about several processors have in common: workers on certain ones, and what tells
// where something came from.
#ifndef PINYON_CROSSING_H
#define PINYON_CROSSING_H

#include "words.h"

#include <l4/schedule.h>

namespace conformance {

inline L4_ThreadId_t start_on(Word processor)
{
    L4_ThreadId_t const worker = start_worker();
    EXPECT_EQ(move_to(worker, processor), 0);
    return worker;
}

inline L4_ThreadId_t start_foreign_on(Word processor)
{
    L4_ThreadId_t const worker = start_foreign_worker();
    EXPECT_EQ(move_to(worker, processor), 0);
    return worker;
}

inline bool crossed(L4_MsgTag_t tag)
{
    return L4_IpcXcpu(tag) != 0;
}

// A task: where the worker runs.
inline Word own_processor(Word)
{
    return L4_ProcessorNo();
}

// A worker that counts, on a processor.
inline L4_ThreadId_t start_counting(Word processor, Word volatile& count)
{
    count = 0;
    L4_ThreadId_t const worker = start_on(processor);
    EXPECT(post(worker, spin, reinterpret_cast<Word>(&count)));
    EXPECT(eventually([&count] { return count > 0; }));
    return worker;
}

inline bool advances(Word volatile& count)
{
    Word const before = count;
    return eventually([&count, before] { return count != before; });
}

inline bool stands_still(Word volatile& count)
{
    Word const before = count;
    L4_Sleep(moment());
    return count == before;
}

}  // namespace conformance

#endif  // PINYON_CROSSING_H
