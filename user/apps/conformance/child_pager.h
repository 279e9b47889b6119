// SPDX-License-Identifier: BSD-2-Clause
// The pager of workers in other spaces: maps the suite's image, records every other fault.
#ifndef PINYON_CHILD_PAGER_H
#define PINYON_CHILD_PAGER_H

#include "workers.h"

namespace conformance {

struct Fault {
    L4_ThreadId_t thread;
    Word address;
    Word ip;
    Word access;  // rwx
};

// Maps every page of the suite's image into its own space, so that sigma0 is not needed later.
void touch_image();

// The servant's body.
[[noreturn]] void serve_children();

// Asks the servant, as the pager, to send the start message.
bool start_child(L4_ThreadId_t servant, L4_ThreadId_t child, Word ip, Word sp);

// Waits until the worker is caught in a fault that is not served. The worker stays caught.
bool caught(L4_ThreadId_t worker, Fault& fault);

}  // namespace conformance

#endif  // PINYON_CHILD_PAGER_H
