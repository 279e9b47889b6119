// SPDX-License-Identifier: BSD-2-Clause
// What must never be, and the note of whoever saw it.
#ifndef PINYON_TORTURE_FINDINGS_H
#define PINYON_TORTURE_FINDINGS_H

#include "torture_random.h"

namespace torture {

enum Wrong : unsigned {
    lost_message,     // the next one of a pair came
    doubled_message,  // one came again, or one whose sender was told that it failed
    damaged_message,  // other words, another string, another name
    wrong_error,      // an error that nothing could have caused
    message_of_dead,  // received by a call that began after the sender was removed
    revoked_read,     // a window showed what was written after Unmap had returned
    revoked_write,    // somebody wrote to a page that had been taken from him
    ran_when_halted,
    ran_when_dead,
    stands_still,
    never_stopped,  // the same, at the end
    strange_fault,  // at an address that nobody uses
    refused_call,   // a call on a thread that exists, with good parameters
    lost_memory,    // of the kernel's, after everything was removed
    wrong_count,
};

// One finding. Which words are of interest depends on what is wrong.
struct Finding {
    Wrong wrong;
    Word who;
    Word partner;
    Word got;
    Word wanted;
};

// Notes a finding; may be called by all at the same time.
void find(Finding const& finding);

Word findings(Wrong wrong);

// Prints those that were noted first.
void print_findings();

}  // namespace torture

#endif  // PINYON_TORTURE_FINDINGS_H
