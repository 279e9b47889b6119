// SPDX-License-Identifier: BSD-2-Clause
// Sections 1.2, 4.5 and 4.9: whom an id names in Ipc, Lipc and ThreadSwitch, and whom none names.
#include "exchange.h"
#include "suite.h"
#include "test_memory.h"
#include "words.h"

#include <l4/kip.h>
#include <l4/schedule.h>
#include <l4/thread.h>

namespace conformance {
namespace {

using Call = L4_MsgTag_t (*)(L4_ThreadId_t to, L4_ThreadId_t from_specifier, Word timeouts,
                             L4_ThreadId_t* from);

constexpr Call calls[] = {
    [](L4_ThreadId_t to, L4_ThreadId_t from_specifier, Word timeouts, L4_ThreadId_t* from) {
        return L4_Ipc(to, from_specifier, timeouts, from);
    },
    [](L4_ThreadId_t to, L4_ThreadId_t from_specifier, Word timeouts, L4_ThreadId_t* from) {
        return L4_Lipc(to, from_specifier, timeouts, from);
    },
};

Word error_in(Call call, L4_ThreadId_t to, L4_ThreadId_t from_specifier, L4_Time_t send,
              L4_Time_t receive)
{
    L4_ThreadId_t from;
    return error_of(call(to, from_specifier, L4_Timeouts(send, receive), &from));
}

// Neither a send to the id nor a closed receive from it is possible, in any call.
void check_nobody(L4_ThreadId_t id)
{
    for (Call const call : calls) {
        load(0);
        EXPECT_EQ(error_in(call, id, L4_nilthread, moment(), L4_Never), send_no_partner);
        load(0);
        EXPECT_EQ(error_in(call, id, id, moment(), moment()), send_no_partner);
        EXPECT_EQ(error_in(call, L4_nilthread, id, L4_Never, moment()), receive_no_partner);
    }
}

Word send_to_local(Word id)
{
    load(0);
    return ipc_error({id}, L4_nilthread, moment(), L4_Never);
}

Word receive_from_local(Word id)
{
    return ipc_error(L4_nilthread, {id}, L4_Never, moment());
}

Word call_with_lipc(Word partner)
{
    load(0, {1, 2, 3});
    return error_in(calls[1], {partner}, {partner}, L4_Never, L4_Never);
}

Word map_with_lipc(Word)
{
    load_item(L4_MapItem(fpage(scratch()) + L4_Readable, 0), {4});
    return error_in(calls[1], tester(), L4_nilthread, patience(), L4_Never);
}

constexpr Case cases[] = {
    {"a number beyond those of threads, or of the system's, names nobody",
     [] {
         void* const kip = L4_GetKernelInterface();
         check_nobody(L4_GlobalId(L4_ThreadIdSystemBase(kip), 1));
         check_nobody(L4_GlobalId(L4_ThreadIdUserBase(kip) - 1, 1));
         check_nobody(L4_GlobalId((Word{1} << L4_ThreadIdBits(kip)) - 1, 1));
         if (L4_ThreadIdBits(kip) < 32)
             check_nobody(L4_GlobalId(Word{1} << L4_ThreadIdBits(kip), 1));
     }},

    {"an id of another version names nobody, even if only the valid versions' bits differ",
     [] {
         L4_ThreadId_t const worker = start_worker();
         for (Word const step : {Word{1}, Word{64}, Word{1} << 31})
             check_nobody(L4_GlobalId(L4_ThreadNo(worker), L4_Version(worker) ^ step));
         EXPECT_EQ(run(worker, same_word, 1), 1);
     }},

    {"a local id that is made up names nobody",
     [] {
         L4_ThreadId_t const worker = start_worker();
         Word const local = L4_LocalIdOf(worker).raw;
         Word const unused =
             reinterpret_cast<Word>(utcb_of(fresh_id())) + PINYON_UTCB_POINTER_OFFSET;
         for (Word const id : {local + 64, local - PINYON_UTCB_POINTER_OFFSET, unused,
                               scratch() + PINYON_UTCB_POINTER_OFFSET, window, Word{64},
                               Word{0xFFFF'8000'0000'0000}})
             check_nobody({id});
         EXPECT_EQ(run(worker, same_word, 1), 1);
     }},

    {"the local id of a thread that is gone names nobody",
     [] {
         L4_ThreadId_t const worker = start_worker();
         L4_ThreadId_t const local = L4_LocalIdOf(worker);
         REQUIRE(delete_thread(worker) == 0);
         check_nobody(local);
     }},

    {"an inactive thread exists, but has no local id and sends and receives nothing",
     [] {
         L4_ThreadId_t const id = fresh_id();
         REQUIRE(thread_control(id, tester(), tester(), L4_nilthread) == 0);
         EXPECT(L4_IsNilThread(L4_LocalIdOf(id)));
         load(0);
         EXPECT_EQ(error_of(L4_Send_Timeout(id, moment())), send_timeout);
         EXPECT_EQ(error_of(L4_Receive_Timeout(id, moment())), receive_timeout);
     }},

    {"a local id counts in its own space only",
     [] {
         // UTCBs lie at the same addresses in all spaces: the id names another thread there.
         L4_ThreadId_t const worker = start_worker();
         L4_ThreadId_t const stranger = start_foreign_worker();
         Word const local = L4_LocalIdOf(worker).raw;
         REQUIRE(reaches(worker, PINYON_SCHED_WAITING));
         EXPECT_EQ(run(stranger, send_to_local, local), send_no_partner);
         EXPECT_EQ(run(stranger, receive_from_local, local), receive_no_partner);
         EXPECT_EQ(run(stranger, send_to_local, L4_MyLocalId().raw), send_no_partner);
         EXPECT_EQ(run(worker, same_word, 1), 1);
     }},

    {"a closed receive may name its partner by the local id",
     [] {
         L4_ThreadId_t const sender = start_worker();
         L4_ThreadId_t const other = start_worker();
         L4_ThreadId_t const local = L4_LocalIdOf(sender);
         REQUIRE(post(other, send_to, tester().raw) && post(sender, send_to, tester().raw));
         for (Call const call : calls) {
             L4_ThreadId_t from = L4_nilthread;
             Word const times = L4_Timeouts(L4_Never, patience());
             EXPECT_EQ(error_of(call(L4_nilthread, local, times, &from)), no_error);
             EXPECT_EQ(from.raw, local.raw);  // first the message, then the result
         }
     }},

    {"an acknowledgement to, or a wait for, a line that nobody has attached finds nobody",
     [] {
         void* const kip = L4_GetKernelInterface();
         check_nobody(L4_GlobalId(L4_ThreadIdSystemBase(kip) - 1, 2));
         check_nobody(L4_GlobalId(0, 2));
     }},

    // ---- Lipc

    {"a call by Lipc is answered, whichever call answers",
     [] {
         L4_ThreadId_t const caller = start_worker();
         REQUIRE(post(caller, call_with_lipc, tester().raw));
         for (Call const call : calls) {
             L4_MsgTag_t const tag = L4_Receive_Timeout(caller, patience());
             EXPECT_EQ(L4_UntypedWords(tag), 3);
             EXPECT_EQ(mr(3), 3);
             load(0);
             EXPECT_EQ(error_in(call, caller, L4_nilthread, L4_ZeroTime, L4_Never), no_error);
             Word error = ~Word{0};
             REQUIRE(finish(caller, error));
             EXPECT_EQ(error, no_error);
             REQUIRE(post(caller, call_with_lipc, tester().raw));
         }
     }},

    {"Lipc serves partners of other spaces like Ipc",
     [] {
         L4_ThreadId_t const stranger = start_foreign_worker();
         REQUIRE(post(stranger, echo_messages, 1));
         load(0, {6});
         EXPECT_EQ(error_in(calls[1], stranger, stranger, patience(), patience()), no_error);
         EXPECT_EQ(mr(1), ~Word{6});
     }},

    {"Lipc has the timeouts of Ipc",
     [] {
         load(0);
         EXPECT_EQ(error_in(calls[1], L4_Myself(), L4_nilthread, moment(), L4_Never), send_timeout);
         EXPECT_EQ(error_in(calls[1], L4_nilthread, L4_anylocalthread, L4_Never, moment()),
                   receive_timeout);
         EXPECT_EQ(error_in(calls[1], L4_nilthread, L4_nilthread, L4_ZeroTime, L4_ZeroTime),
                   no_error);
     }},

    {"Lipc carries items like Ipc, and has its overflow",
     [] {
         L4_ThreadId_t const worker = start_worker();
         word_at(scratch()) = 44;
         REQUIRE(post(worker, map_with_lipc));
         L4_Accept(L4_MapGrantItems(fpage(window)));
         EXPECT_EQ(error_of(L4_Receive_Timeout(worker, patience())), no_error);
         L4_Accept(L4_UntypedWordsAcceptor);
         EXPECT_EQ(word_at(window), 44);
         Word error = ~Word{0};
         REQUIRE(finish(worker, error));
         EXPECT_EQ(error, no_error);
         REQUIRE(post(worker, map_with_lipc));
         EXPECT_EQ(error_of(L4_Receive_Timeout(worker, patience())), receive_overflow);
         REQUIRE(finish(worker, error));
         EXPECT_EQ(error, send_overflow);
     }},

    {"the convenience forms of Lipc reply to one and wait for any of the space",
     [] {
         L4_ThreadId_t const first = start_worker();
         L4_ThreadId_t const second = start_worker();
         L4_ThreadId_t const stranger = start_foreign_worker();
         REQUIRE(post(first, call_with_lipc, tester().raw));
         REQUIRE(error_of(L4_Receive_Timeout(first, patience())) == no_error);
         REQUIRE(post(stranger, send_to, tester().raw));
         REQUIRE(reaches(stranger, PINYON_SCHED_PENDING_SEND));
         REQUIRE(post(second, send_to, tester().raw));
         REQUIRE(reaches(second, PINYON_SCHED_PENDING_SEND));
         load(0);
         L4_ThreadId_t from = L4_nilthread;
         EXPECT_EQ(error_of(L4_LreplyWait(L4_LocalIdOf(first), &from)), no_error);
         EXPECT_EQ(from.raw, L4_LocalIdOf(second).raw);
     }},

    {"a number beyond all threads names nobody, whoever is ready meanwhile",
     [] {
         Word count = 0;
         L4_ThreadId_t const spinner = start_worker();
         REQUIRE(L4_Set_Priority(spinner, 7) != 0);
         REQUIRE(post(spinner, spin, reinterpret_cast<Word>(&count)));
         for (unsigned bit = 20; bit < 32; ++bit) {
             L4_ThreadId_t const id = L4_GlobalId(1u << bit, 1);
             load(0);
             EXPECT_EQ(error_in(calls[0], id, id, moment(), L4_Never), send_no_partner);
         }
         stop_spinning = true;
     }},

    // ---- ThreadSwitch

    {"ThreadSwitch to whom it cannot switch to returns",
     [] {
         L4_ThreadId_t const unborn = start_unborn();
         for (L4_ThreadId_t const id :
              {nobody(), L4_anythread, L4_anylocalthread, L4_GlobalId(0, 1), L4_GlobalId(0, 64),
               L4_ThreadId_t{scratch() + 64}, L4_Myself(), L4_MyLocalId(), unborn})
             L4_ThreadSwitch(id);
         EXPECT_EQ(state_of(unborn), PINYON_SCHED_WAITING);
     }},
};

}  // namespace

constexpr Suite id_suite = suite_of("thread ids", "1.2, 4.5, 4.9", cases);

}  // namespace conformance
