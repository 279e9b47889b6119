// SPDX-License-Identifier: BSD-2-Clause
// Places workers, and varies the order in which they meet.
#include "other_processors.h"

#include "workers.h"

#include <l4/kip.h>
#include <l4/schedule.h>
#include <pinyon/arguments.h>
#include <pinyon/boot_arguments.h>

namespace conformance {
namespace {

constexpr Word longest_delay_us = 200;
constexpr Word longest_slice_us = 10'000;

bool volatile elsewhere;
constinit Word placed;  // workers, in this pass

// What the command line gives; 0: nothing is varied.
Word read_seed()
{
    return pinyon_argument_number(pinyon_boot_arguments("conformance"), "seed", 0, 0);
}

Word seed()
{
    static constinit bool known = false;
    static constinit Word value = 0;
    if (!known)
        value = read_seed();
    known = true;
    return value;
}

// The generator "splitmix64". Who calls it at the same time may get the same number.
constinit Word volatile counter;

Word any_below(Word bound)
{
    counter = counter + 0x9E37'79B9'7F4A'7C15;
    Word word = counter;
    word = (word ^ word >> 30) * 0xBF58'476D'1CE4'E5B9;
    word = (word ^ word >> 27) * 0x94D0'49BB'1331'11EB;
    return (word ^ word >> 31) % bound;
}

}  // namespace

Word processors()
{
    return L4_NumProcessors(L4_GetKernelInterface());
}

Word other_processor(Word n)
{
    Word const tester_is_on = processor_of(tester());
    Word const other = n % (processors() - 1);
    return other < tester_is_on ? other : other + 1;
}

Word move_to(L4_ThreadId_t id, Word processor)
{
    return L4_Set_ProcessorNo(id, processor) != PINYON_SCHED_ERROR ? 0 : L4_ErrorCode();
}

Word processor_of(L4_ThreadId_t id)
{
    if (id == L4_Myself())
        return L4_ProcessorNo();
    constexpr int place = (PINYON_UTCB_POINTER_OFFSET / 8) + PINYON_TCR_PROCESSOR_NO;
    return static_cast<Word volatile*>(utcb_of(id))[place];
}

void place_workers(bool wanted)
{
    elsewhere = wanted;
    placed = 0;
    if (seed() != 0 && wanted)
        counter = counter + seed();
}

bool workers_are_elsewhere()
{
    return elsewhere;
}

void place(L4_ThreadId_t worker)
{
    if (!elsewhere)
        return;
    EXPECT_EQ(move_to(worker, other_processor(placed++)), 0);
    if (seed() != 0) {
        L4_Time_t const slice = L4_TimePeriod(1 + any_below(longest_slice_us));
        EXPECT(L4_Set_Timeslice(worker, slice, L4_Never) != 0);
    }
}

void waver()
{
    if (!elsewhere || seed() == 0)
        return;
    Word const end = L4_SystemClock().raw + any_below(longest_delay_us);
    while (L4_SystemClock().raw < end)
        ;
}

}  // namespace conformance
