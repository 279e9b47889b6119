// SPDX-License-Identifier: BSD-2-Clause
// Section 3: the thread control registers, and the two forms of a thread's id.
#include "suite.h"
#include "words.h"

#include <l4/kip.h>
#include <l4/thread.h>

namespace conformance {
namespace {

// Everything that is 0 in a new thread's control registers, joined.
Word leftovers(Word)
{
    return L4_UserDefinedHandle() | L4_XferTimeouts() | __L4_TCR_ThreadWord(0) |
           __L4_TCR_ThreadWord(1) | L4_ExceptionHandler().raw;
}

Word own_global_id(Word)
{
    return L4_MyGlobalId().raw;
}

Word own_local_id(Word)
{
    return L4_MyLocalId().raw;
}

Word own_pager(Word)
{
    return L4_Pager().raw;
}

Word set_thread_words(Word value)
{
    __L4_TCR_Set_ThreadWord(0, value);
    __L4_TCR_Set_ThreadWord(1, ~value);
    return 0;
}

Word thread_words_are(Word value)
{
    return __L4_TCR_ThreadWord(0) == value && __L4_TCR_ThreadWord(1) == ~value ? 1 : 0;
}

Word fill_utcb(Word)
{
    L4_Set_UserDefinedHandle(1);
    L4_Set_XferTimeouts(1);
    set_thread_words(1);
    L4_Set_ExceptionHandler(tester());
    return 0;
}

constexpr Word local_alignment = 64;

constexpr Case cases[] = {
    {"a thread knows its global id",
     [] {
         L4_ThreadId_t const worker = start_worker();
         EXPECT_EQ(run(worker, own_global_id), worker.raw);
     }},

    {"a local id is the UTCB pointer, in the middle of the UTCB that ThreadControl named",
     [] {
         L4_ThreadId_t const worker = start_worker();
         Word const local = run(worker, own_local_id);
         EXPECT_EQ(local, reinterpret_cast<Word>(utcb_of(worker)) + PINYON_UTCB_POINTER_OFFSET);
         EXPECT_EQ(local % local_alignment, 0);
     }},

    {"ids are translated both ways",
     [] {
         L4_ThreadId_t const worker = start_worker();
         L4_ThreadId_t const local = {run(worker, own_local_id)};
         EXPECT_EQ(L4_LocalIdOf(worker).raw, local.raw);
         EXPECT_EQ(L4_GlobalIdOf(local).raw, worker.raw);
         EXPECT_EQ(L4_LocalIdOf(L4_Myself()).raw, L4_MyLocalId().raw);
     }},

    {"the pager register holds the pager that ThreadControl gave",
     [] {
         L4_ThreadId_t const worker = start_worker();
         EXPECT_EQ(run(worker, own_pager), tester().raw);
     }},

    {"all other control registers of a new thread are zero",
     [] { EXPECT_EQ(run(start_worker(), leftovers), 0); }},

    {"a UTCB that is used again keeps nothing of its former thread",
     [] {
         L4_ThreadId_t const first = start_worker();
         Word const utcb = reinterpret_cast<Word>(utcb_of(first));
         run(first, fill_utcb);
         EXPECT_EQ(delete_thread(first), 0);

         L4_ThreadId_t const second = fresh_id();
         REQUIRE(thread_control(second, tester(), tester(), tester(), utcb) == 0);
         REQUIRE(start_thread(second, worker_entry(), stack_of(second)));
         EXPECT_EQ(run(second, leftovers), 0);
     }},

    {"thread words belong to their thread alone",
     [] {
         L4_ThreadId_t const first = start_worker();
         L4_ThreadId_t const second = start_foreign_worker();
         run(first, set_thread_words, 1);
         run(second, set_thread_words, 2);
         EXPECT_EQ(run(first, thread_words_are, 1), 1);
         EXPECT_EQ(run(second, thread_words_are, 2), 1);
     }},

    {"a thread in another space has its own ids, too",
     [] {
         L4_ThreadId_t const worker = start_foreign_worker();
         EXPECT_EQ(run(worker, own_global_id), worker.raw);
         EXPECT_EQ(run(worker, own_local_id),
                   reinterpret_cast<Word>(utcb_of(worker)) + PINYON_UTCB_POINTER_OFFSET);
     }},
};

}  // namespace

constexpr Suite utcb_suite = suite_of("thread control registers", "3", cases);

}  // namespace conformance
