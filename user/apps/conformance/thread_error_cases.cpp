// SPDX-License-Identifier: BSD-2-Clause
// Section 4.3: every way in which ThreadControl refuses.
#include "suite.h"
#include "words.h"

#include <l4/kip.h>

namespace conformance {
namespace {

Word utcb_word(L4_ThreadId_t id)
{
    return reinterpret_cast<Word>(utcb_of(id));
}

Word create_in_own_space(L4_ThreadId_t dest)
{
    return thread_control(dest, tester(), tester(), L4_nilthread);
}

Word activate_at(Word utcb)
{
    return thread_control(fresh_id(), tester(), tester(), tester(), utcb);
}

Word use_privileged_call(Word)
{
    L4_ThreadId_t const me = L4_Myself();
    return thread_control(me, me, L4_nilthread, L4_nilthread);
}

constexpr Case cases[] = {
    {"a caller outside the privileged spaces is refused with error 1",
     [] { EXPECT_EQ(run(start_foreign_worker(), use_privileged_call), L4_ErrNoPrivilege); }},

    {"a refused caller changes nothing",
     [] {
         L4_ThreadId_t const stranger = start_foreign_worker();
         L4_ThreadId_t const victim = start_worker();
         auto const kill = [](Word thread) -> Word { return delete_thread({thread}); };
         EXPECT_EQ(run(stranger, kill, victim.raw), L4_ErrNoPrivilege);
         EXPECT_EQ(run(victim, same_word, 9), 9);
     }},

    {"a local id as destination is refused with error 2",
     [] { EXPECT_EQ(create_in_own_space(L4_MyLocalId()), L4_ErrInvalidThread); }},

    {"a number of the system range as destination is refused with error 2",
     [] {
         Word const number = L4_ThreadIdSystemBase(L4_GetKernelInterface());
         EXPECT_EQ(create_in_own_space(L4_GlobalId(number, 1)), L4_ErrInvalidThread);
     }},

    {"a number of more bits than the kernel has is refused with error 2",
     [] {
         Word const bits = L4_ThreadIdBits(L4_GetKernelInterface());
         if (bits >= 32)
             return skip("thread numbers use the whole field");
         EXPECT_EQ(create_in_own_space(L4_GlobalId(Word{1} << bits, 1)), L4_ErrInvalidThread);
     }},

    {"self-deletion is refused with error 2",
     [] { EXPECT_EQ(delete_thread(L4_Myself()), L4_ErrInvalidThread); }},

    {"a space specifier that names no thread is refused with error 3",
     [] {
         EXPECT_EQ(thread_control(fresh_id(), nobody(), tester(), L4_nilthread),
                   L4_ErrInvalidSpace);
     }},

    {"activation in a space that is not configured is refused with error 3",
     [] {
         L4_ThreadId_t const id = fresh_id();
         EXPECT_EQ(thread_control(id, id, tester(), tester(), utcb_word(id)), L4_ErrInvalidSpace);
     }},

    {"creation without a scheduler is refused with error 4",
     [] {
         EXPECT_EQ(thread_control(fresh_id(), tester(), L4_nilthread, L4_nilthread),
                   L4_ErrInvalidScheduler);
     }},

    {"a UTCB that is not aligned is refused with error 6",
     [] { EXPECT_EQ(activate_at(utcb_word(fresh_id()) + 64), L4_ErrUtcbArea); }},

    {"a UTCB outside the area is refused with error 6",
     [] { EXPECT_EQ(activate_at(0x10'0000), L4_ErrUtcbArea); }},

    {"an active thread's UTCB cannot be moved: error 6",
     [] {
         L4_ThreadId_t const worker = start_worker();
         Word const elsewhere = utcb_word(fresh_id());
         EXPECT_EQ(thread_control(worker, tester(), L4_nilthread, L4_nilthread, elsewhere),
                   L4_ErrUtcbArea);
         EXPECT_EQ(run(worker, same_word, 3), 3);
     }},

    {"a refused creation leaves no thread behind",
     [] {
         L4_ThreadId_t const id = fresh_id();
         REQUIRE(thread_control(id, nobody(), tester(), L4_nilthread) != 0);
         load(0);
         EXPECT_EQ(error_of(L4_Send_Timeout(id, moment())), send_no_partner);
     }},
};

}  // namespace

constexpr Suite thread_error_suite = suite_of("ThreadControl errors", "4.3", cases);

}  // namespace conformance
