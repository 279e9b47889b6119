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

// Writes nonsense into the registers that are the kernel's to write, and sends a message.
Word lie_and_send(Word)
{
    for (int const reg :
         {PINYON_TCR_MY_GLOBAL_ID, PINYON_TCR_PROCESSOR_NO, PINYON_TCR_ERROR_CODE,
          PINYON_TCR_INTENDED_RECEIVER, PINYON_TCR_ACTUAL_SENDER, PINYON_TCR_WORD_SIZE_MASK})
        __L4_Utcb()[reg] = 0xDEAD'0000 + static_cast<Word>(reg);
    load(0, {1});
    return ipc_error(tester(), L4_nilthread, patience(), L4_Never);
}

// Sets every register that is the thread's own, calls the tester, and tells whether one changed.
Word registers_changed_by_ipc(Word)
{
    constexpr int own[] = {PINYON_TCR_USER_DEFINED_HANDLE, PINYON_TCR_XFER_TIMEOUTS,
                           PINYON_TCR_THREAD_WORD0, PINYON_TCR_THREAD_WORD1};
    constexpr Word pattern = 0x1234'5678;
    for (int const reg : own)
        __L4_Utcb()[reg] = pattern + static_cast<Word>(reg);
    for (int buffer = 0; buffer < PINYON_BUFFER_REGISTERS; ++buffer)
        L4_LoadBR(buffer, static_cast<Word>(buffer) << 4);
    load(0, {1});
    (void)L4_Call_Timeouts(tester(), patience(), patience());
    Word changed = 0;
    for (int const reg : own)
        changed += __L4_Utcb()[reg] != pattern + static_cast<Word>(reg) ? 1 : 0;
    for (int buffer = 0; buffer < PINYON_BUFFER_REGISTERS; ++buffer) {
        Word value;
        L4_StoreBR(buffer, &value);
        changed += value != static_cast<Word>(buffer) << 4 ? 1 : 0;
    }
    L4_Accept(L4_UntypedWordsAcceptor);
    return changed;
}

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

    {"the word-size mask says that words have all their bits",
     [] {
         auto const mask = [](Word) -> Word { return __L4_TCR_WordSizeMask(); };
         EXPECT_EQ(run(start_worker(), mask), ~Word{0});
         EXPECT_EQ(run(start_foreign_worker(), mask), ~Word{0});
     }},

    {"what a thread writes into the kernel's registers is not believed",
     [] {
         for (L4_ThreadId_t const liar : {start_worker(), start_foreign_worker()}) {
             REQUIRE(post(liar, lie_and_send));
             L4_ThreadId_t from = L4_nilthread;
             REQUIRE(L4_IpcSucceeded(L4_Wait_Timeout(patience(), &from)));
             EXPECT_EQ(L4_IsLocalId(from) ? L4_GlobalIdOf(from).raw : from.raw, liar.raw);
             Word error = ~Word{0};
             REQUIRE(finish(liar, error));
             EXPECT_EQ(error, no_error);
             EXPECT_EQ(run(liar, same_word, 2), 2);
         }
     }},

    {"IPC changes no register that is the thread's own, and no buffer register",
     [] {
         L4_ThreadId_t const worker = start_worker();
         REQUIRE(post(worker, registers_changed_by_ipc));
         REQUIRE(L4_IpcSucceeded(L4_Receive_Timeout(worker, patience())));
         load(0, {9});
         REQUIRE(error_of(L4_Reply(worker)) == no_error);
         Word changed = ~Word{0};
         REQUIRE(finish(worker, changed));
         EXPECT_EQ(changed, 0);
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
