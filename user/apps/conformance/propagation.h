// SPDX-License-Identifier: BSD-2-Clause
// Sending in the name of another thread, for the cases of propagation and redirection.
#ifndef PINYON_PROPAGATION_H
#define PINYON_PROPAGATION_H

#include "words.h"

namespace conformance {

// Sends the loaded message, untyped words of which MR0 tells, in the name of `name`.
inline Word send_in_name_of(L4_ThreadId_t name, L4_ThreadId_t to, L4_Time_t time)
{
    L4_MsgTag_t tag = {mr(0)};
    L4_Set_Propagation(&tag);
    L4_LoadMR(0, tag.raw);
    L4_Set_VirtualSender(name);
    return ipc_error(to, L4_nilthread, time, L4_Never);
}

// What a thread is told about a message that it receives.
struct Delivery {
    Word error = no_error;
    L4_MsgTag_t tag = {};
    L4_ThreadId_t from = {};
    L4_ThreadId_t actual = {};
    L4_ThreadId_t intended = {};

    [[nodiscard]] bool propagated() const { return L4_IpcPropagated(tag) != 0; }
    [[nodiscard]] bool redirected() const { return L4_IpcRedirected(tag) != 0; }
};

inline Delivery receive_delivery(L4_ThreadId_t from_specifier, L4_Time_t time)
{
    Delivery got;
    got.tag = L4_Ipc(L4_nilthread, from_specifier, L4_Timeouts(L4_Never, time), &got.from);
    got.error = error_of(got.tag);
    got.actual = L4_ActualSender();
    got.intended = L4_IntendedReceiver();
    return got;
}

// ---- Tasks

inline Word call_other(Word thread)
{
    load(0);
    return ipc_error({thread}, {thread}, L4_Never, L4_Never);
}

// Waits for anyone, in whose name ever, and answers with no words.
inline Word answer_one(Word)
{
    Delivery const got = receive_delivery(L4_anythread, patience());
    if (got.error != no_error)
        return got.error;
    load(0);
    return error_of(L4_Reply(got.from));
}

}  // namespace conformance

#endif  // PINYON_PROPAGATION_H
