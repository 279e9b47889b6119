// SPDX-License-Identifier: BSD-2-Clause
// Names of the error codes of system calls, for messages to people.
#include <l4/thread.h>

char const* L4_ErrorCode_String(L4_Word_t error)
{
    switch (error) {
    case L4_ErrOk:
        return "no error";
    case L4_ErrNoPrivilege:
        return "no privilege";
    case L4_ErrInvalidThread:
        return "invalid thread";
    case L4_ErrInvalidSpace:
        return "invalid space";
    case L4_ErrInvalidScheduler:
        return "invalid scheduler";
    case L4_ErrInvalidParam:
        return "invalid parameter";
    case L4_ErrUtcbArea:
        return "error in UTCB area";
    case L4_ErrKipArea:
        return "error in KIP area";
    case L4_ErrNoMem:
        return "out of memory";
    default:
        return "unknown error";
    }
}
