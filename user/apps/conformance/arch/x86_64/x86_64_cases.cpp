// SPDX-License-Identifier: BSD-2-Clause
// What only x86_64 can get wrong: segment registers, and addresses that are not canonical.
#include "../../suite.h"
#include "../../words.h"

#include <l4/message.h>

extern "C" [[noreturn]] void load_all_selectors(conformance::Word count,
                                                conformance::Word volatile* done);

namespace conformance {
namespace {

constexpr Word selectors = 0x100;
constexpr Word move_to_segment_bytes = 2;
constexpr Word non_canonical = Word{1} << 47;

constinit Word volatile selectors_done;

Word spoil_segments(Word)
{
    L4_Set_ExceptionHandler(tester());
    load_all_selectors(selectors, &selectors_done);
}

// Lets the worker skip the instruction that it was caught in; false if it was not caught.
bool skip_one(L4_ThreadId_t worker)
{
    L4_MsgTag_t const tag = L4_Receive_Timeout(worker, moment());
    if (L4_IpcFailed(tag))
        return false;
    L4_Msg_t message;
    L4_MsgStore(tag, &message);
    L4_MsgPutWord(&message, 0, L4_MsgWord(&message, 0) + move_to_segment_bytes);
    L4_MsgLoad(&message);
    return L4_IpcSucceeded(L4_Reply(worker));
}

constexpr Case cases[] = {
    {"a thread that loads every selector spoils no other thread's UTCB pointer",
     [] {
         L4_ThreadId_t const witness = start_foreign_worker();
         L4_ThreadId_t const neighbour = start_worker();
         L4_ThreadId_t const spoiler = start_worker();
         Task const own_id = [](Word) -> Word { return L4_MyLocalId().raw; };
         Word const mine = L4_MyLocalId().raw;
         Word const witness_id = run(witness, own_id);
         Word const neighbour_id = run(neighbour, own_id);

         selectors_done = 0;
         REQUIRE(post(spoiler, spoil_segments));
         bool const all_loaded = eventually([spoiler, mine] {
             while (skip_one(spoiler))
                 EXPECT_EQ(L4_MyLocalId().raw, mine);
             return selectors_done == 1;
         });
         EXPECT(all_loaded);
         EXPECT_EQ(run(witness, own_id), witness_id);
         EXPECT_EQ(run(neighbour, own_id), neighbour_id);
         EXPECT_EQ(L4_MyGlobalId().raw, tester().raw);
     }},

    {"a thread sent to a non-canonical address harms nobody",
     [] {
         L4_ThreadId_t const worker = start_worker();
         L4_Start_SpIp(worker, stack_of(worker), non_canonical);
         L4_Sleep(moment());
         EXPECT_EQ(L4_MyGlobalId().raw, tester().raw);
         EXPECT_EQ(run(start_foreign_worker(), same_word, 5), 5);
     }},
};

}  // namespace

constexpr Suite machine_suite = suite_of("x86_64", cases);

}  // namespace conformance
