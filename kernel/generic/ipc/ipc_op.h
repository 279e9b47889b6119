// SPDX-License-Identifier: BSD-2-Clause
// An IPC operation of a thread: where it stands, and whom it is about.
#ifndef PINYON_IPC_OP_H
#define PINYON_IPC_OP_H

#include "generic/ipc/ipc_time.h"
#include "generic/threads/thread_id.h"

namespace pinyon {

struct Tcb;

// Where an IPC operation stands.
enum class Phase : std::uint8_t {
    none,
    send_wait,  // queued at `peer`, the receiver
    held,       // would be queued, but the redirector of its space is lost
    recv_wait,  // waits for `wait_for`
    xfer_send,  // a transfer to `peer` began and is not over
    xfer_recv,  // a transfer from `peer` began and is not over
};

// Not the key of any wait, not even of none: it has the form of a local id.
inline constexpr ThreadId no_key{64};

// One IPC operation. A thread has two: its own and the kernel's (made in its name); they nest at
// most once, since a kernel operation touches no user memory and so causes no further fault.
//
// A *plain* wait is all in one word, the key: whom the thread waits for, for ever, and nothing else
// keeps it from running as soon as a message is there. The fast path (glue/fast_path.h) reads and
// writes that word alone; for everybody else it is a receive wait like any other. What would be
// plain but for its timeout is marked as `direct`, for the direct path
// (glue/direct_path.h).
struct IpcOp {
    ThreadId key{};                // of a plain wait; nil, and so the next: what follows is true
    ThreadId fpu_key{};            // instead of it, if the FPU has to be loaded for the thread
    ThreadId ordinary_wait_for{};
    Phase ordinary_phase = Phase::none;
    bool direct = false;
    bool has_receive = false;
    IpcTime ordinary_receive_time{};
    ThreadId to{};                 // as the sender means it, global; a redirector may get it
    ThreadId virtual_sender{};     // in whose name it sends, global; nil: in its own
    Tcb* peer = nullptr;           // receiver queued at, or partner of the transfer

    [[nodiscard]] bool is_plain() const { return plain_partner() != 0; }
    [[nodiscard]] Phase phase() const { return is_plain() ? Phase::recv_wait : ordinary_phase; }
    // Global, anythread or anylocalthread.
    [[nodiscard]] ThreadId wait_for() const
    {
        return is_plain() ? ThreadId{plain_partner()} : ordinary_wait_for;
    }
    // A period counts from the start of the receive phase.
    [[nodiscard]] IpcTime receive_time() const
    {
        return is_plain() ? time_never : ordinary_receive_time;
    }
    [[nodiscard]] bool waits_to_send() const
    {
        return ordinary_phase == Phase::send_wait || ordinary_phase == Phase::held;
    }

    // Each of these makes a plain wait an ordinary one first.
    void set_phase(Phase phase)
    {
        make_ordinary();
        ordinary_phase = phase;
    }
    void set_wait_for(ThreadId partner)
    {
        make_ordinary();
        ordinary_wait_for = partner;
    }
    void set_receive_time(IpcTime time)
    {
        make_ordinary();
        ordinary_receive_time = time;
    }

    // The operation is a receive wait without a timeout.
    void make_plain(bool needs_fpu)
    {
        (needs_fpu ? fpu_key : key) = ordinary_wait_for;
        ordinary_phase = Phase::none;
    }
    void make_ordinary()
    {
        direct = false;
        if (!is_plain())
            return;
        ordinary_wait_for = ThreadId{plain_partner()};
        ordinary_receive_time = time_never;
        ordinary_phase = Phase::recv_wait;
        key = fpu_key = ThreadId{};
    }

    // For the direct path, which loads no FPU state: whom a plain or direct wait is for, else nil;
    // the end of such a wait; and the begin of a direct one.
    [[nodiscard]] ThreadId direct_partner() const { return direct ? ordinary_wait_for : key; }
    void end_direct()
    {
        key = ThreadId{};
        ordinary_phase = Phase::none;
        direct = false;
    }
    void begin_direct(ThreadId partner, IpcTime time)
    {
        ordinary_wait_for = partner;
        ordinary_phase = Phase::recv_wait;
        direct = true;
        ordinary_receive_time = time;
    }

    // The kernel's operation: its message has been taken, and the handler's answer is awaited.
    void await_answer(ThreadId handler)
    {
        has_receive = true;
        to = ordinary_wait_for = handler;
        virtual_sender = nilthread;
        peer = nullptr;
        ordinary_receive_time = time_never;
        ordinary_phase = Phase::recv_wait;
    }
    [[nodiscard]] bool awaits_answer_of(ThreadId handler) const
    {
        return ordinary_phase == Phase::recv_wait && ordinary_wait_for == handler;
    }

private:
    [[nodiscard]] Word plain_partner() const { return key.raw() | fpu_key.raw(); }
};

}  // namespace pinyon

#endif  // PINYON_IPC_OP_H
