// SPDX-License-Identifier: BSD-2-Clause
// Counts findings and keeps the first ones whole.
#include "torture_findings.h"

#include "torture_world.h"

#include <l4io.h>

namespace torture {
namespace {

constexpr unsigned most_kept = 12;  // the first ones tell the story

constexpr char const* names[wrong_count] = {
    [lost_message] = "a message was lost",
    [doubled_message] = "a message came that was not the next one",
    [damaged_message] = "a message came with other content",
    [wrong_error] = "an IPC failed for no reason",
    [message_of_dead] = "a thread was heard after its end",
    [revoked_read] = "a page was read after it was taken back",
    [revoked_write] = "a page was written after it was taken back",
    [ran_when_halted] = "a halted thread ran",
    [ran_when_dead] = "a thread ran after its end",
    [stands_still] = "a thread never runs again",
    [never_stopped] = "a thread did not stop at the end",
    [strange_fault] = "a thread faulted where it has no business",
    [refused_call] = "a call was refused",
    [lost_memory] = "the kernel kept something",
};

constinit Shared counts[wrong_count];
constinit Shared kept;
constinit Finding first[most_kept];

}  // namespace

void find(Finding const& finding)
{
    (void)counts[finding.wrong].add(1);
    Word const place = kept.add(1) - 1;
    if (place < most_kept)
        first[place] = finding;
}

Word findings(Wrong wrong)
{
    return counts[wrong].get();
}

void print_findings()
{
    for (Word i = 0; i < most_kept && i < kept.get(); ++i) {
        Finding const& finding = first[i];
        printf("# %s: who %lx, partner %lx, got %lx, wanted %lx\n", names[finding.wrong],
               finding.who, finding.partner, finding.got, finding.wanted);
    }
}

}  // namespace torture
