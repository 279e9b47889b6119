// SPDX-License-Identifier: BSD-2-Clause
// The thread control block: all that the kernel knows of a thread. There is no kernel stack in it;
// a blocked thread is fully described by its frame, its two IPC operations and its long operation.
#ifndef PINYON_TCB_H
#define PINYON_TCB_H

#include "generic/ipc/ipc_op.h"
#include "generic/ipc/message.h"
#include "generic/memory/mapping.h"
#include "generic/threads/partner_index.h"
#include "generic/threads/space.h"
#include "generic/threads/thread_id.h"
#include "generic/threads/utcb.h"
#include "generic/time/timer_queue.h"
#include "glue/binder.h"

namespace pinyon {

// What the kernel's operation is about (reference 5.2, 6.1 to 6.5).
enum class KernelOp : std::uint8_t {
    none,
    start,
    page_fault,
    port_fault,
    exception,
    interrupt,
    preemption,  // to the exception handler, if it waits; nobody answers
    quantum,     // total quantum used up: to the scheduler; lasts until there is a new one
};

// A walk over the substrings that registers list: a string of a message, or the receive buffers.
// The registers are those of a UTCB, so each is read once, when the walk comes to it.
struct Substrings {
    UserAddr address{};            // next byte
    Word left = 0;                 // bytes from there to the end of the substring
    Word length = 0;               // of each substring of the group
    std::uint8_t next = 0;         // register to read next
    std::uint8_t pointers = 0;     // substrings of the group still to come
    bool continues = false;        // another group of the same string follows
    bool followed = false;         // of buffers: another buffer follows
};

enum class Side : std::uint8_t { none, sender, receiver };

// A user's message on its way: kept by the sender, so that it can be interrupted and resumed.
// Messages of the kernel have no items; they leave the record of a transfer below them alone.
struct Transfer {
    MsgTag tag{};
    std::uint8_t next = 0;         // next message register to deliver
    bool item_open = false;        // the item there is being delivered
    bool copying = false;          // it is a string: `from` goes to `to`; else `range` is mapped
    Side fault_of = Side::none;    // whose page is missing: its pager is being asked
    bool timed = false;            // the transfer timeouts have been read: at the first fault
    bool sender_is_shorter = false;  // and this is whose was the shorter one
    bool granting = false;
    bool ports = false;            // the item is about I/O ports: `range` counts them
    Rights rights;
    MapRange range;
    Word moved = 0;                // progress inside the range, bytes or ports
    Substrings from, to;
    Word string_bytes = 0;         // copied so far, of all strings: the offset of an error
};

// A system call that takes more than one event, as plain data.
struct LongOp {
    enum class Kind : std::uint8_t {
        none,
        unmap,        // walks the fpages of its message registers
        memory_control,
        reap,         // waits for dying threads and spaces to be gone, doing the work itself
        repeat_call,  // lets the reaper finish, then the system call is made again
    };
    Kind kind = Kind::none;
    std::uint8_t index = 0;        // fpage in work
    bool changes = false;          // memory_control: the second round over the fpages
    std::uint32_t syscall = 0;     // of repeat_call
    Revocation revocation;         // of the page there; its status is that of the whole fpage
    UserAddr cursor{};             // in an I/O fpage: ports dealt with
    PhysAddr stale{};              // RAM whose cached contents must go, and how much of it is left
    Word stale_size = 0;
};

// What has to be told about a thread before it executes its next instruction (preemption.h).
enum class Notice : std::uint8_t {
    preempted = 1,  // it has been preempted and wants its handler to know
    overdue = 2,    // it has delayed its preemption for too long
    spent = 4,      // it has used up its total quantum
};

class Notices {
public:
    [[nodiscard]] bool any() const { return bits_ != 0; }
    [[nodiscard]] bool has(Notice n) const { return bits_ & std::uint8_t(n); }
    void set(Notice n) { bits_ |= std::uint8_t(n); }
    void clear(Notice n) { bits_ &= std::uint8_t(~std::uint8_t(n)); }

private:
    std::uint8_t bits_ = 0;
};

struct ListLinks {
    Tcb* next = nullptr;
    Tcb* prev = nullptr;
};

struct Tcb {
    enum class Queue : std::uint8_t { none, ready, senders };

    alignas(64) Arch::TrapFrame frame{};

    // What the fast path compares a partner's key with before this thread, while it executes user
    // code, calls it or replies and waits; no_key: it must not go that way. And what it loads.
    ThreadId call_key = no_key;    // else anythread
    ThreadId reply_key = no_key;   // else the own id
    // These are read as one word, too (PartnerIndex::may_run).
    Priority priority{};
    Queue queue = Queue::none;     // which list `links` is in
    CpuId home{};
    std::uint32_t propagators = 0; // how many of `senders` send in another's name
    // Each of these may be read together with its neighbour, and the last with the key.
    UserAddr utcb_pointer{};       // local id; 0 while inactive
    Word root_word = 0;            // what selects the space's translations, as the port has it
    ThreadId id{};                 // 0 = no thread
    IpcOp user;

    Space* space = nullptr;        // null for interrupt threads
    IpcOp kernel;
    KernelOp kernel_op = KernelOp::none;
    bool active = false;
    bool halted = false;
    Notices notices;
    bool uses_fpu = false;         // has it on whenever it runs; ports that are not lazy
    Rights fault_access;           // of a page fault
    bool doomed = false;           // deletion began
    bool relied_on = false;        // others may depend on its id (reaper.h)
    bool searching = false;        // the receive phase still looks through the queued senders
    bool keep_ip = false;          // set by ExchangeRegisters: the reply must not overwrite it
    bool keep_sp = false;
    bool keep_flags = false;
    bool system_exception = false; // label of the exception message
    bool unacknowledged = false;   // of an interrupt thread: its line is masked until it is told

    ListLinks links;
    Tcb* senders = nullptr;        // first of those queued to send to this thread
    Tcb* search = nullptr;         // where to go on looking among them; null: at the end
    TimerNode timer;
    Clock receive_point{};         // the receive timeout of the user's call, where it is a point

    Transfer xfer;
    LongOp long_op;
    Word fault_words[2] = {};      // MR1, MR2 of a message about a fault or preemption

    ThreadId scheduler{};
    ThreadId handler{};            // of an interrupt thread
    Word slice = 0;                // length of a time slice, microseconds; ~0 = endless
    Word slice_left = 0;
    Word quantum_left = 0;         // of the total quantum, microseconds; ~0 = unlimited
    Clock preempted_at{};          // what the message about it says
    Priority sensitive{};          // a newcomer above it overrules a delay of preemption
    std::uint16_t max_delay = 0;   // microseconds; 0: nothing is delayed
    std::uint16_t delay_left = 0;  // of it

    Utcb utcb;                     // the kernel's alias of the same words
    Arch::FpuState* fpu = nullptr;

    ListLinks space_links;         // threads of the space
    ListLinks all_links;           // threads of the system

    // The operation that is going on, if any: the kernel's lies above the user's.
    [[nodiscard]] IpcOp& operation() { return kernel_op != KernelOp::none ? kernel : user; }
    [[nodiscard]] IpcOp const& operation() const
    {
        return kernel_op != KernelOp::none ? kernel : user;
    }
    // The operation that the API speaks of: a page fault in the middle of a transfer belongs to it.
    [[nodiscard]] IpcOp const& shown_operation() const
    {
        return user.phase() != Phase::none ? user : kernel;
    }
    [[nodiscard]] bool is_interrupt() const { return space == nullptr; }
    [[nodiscard]] Word& reg(Reg r) { return reinterpret_cast<Word*>(&frame)[r.word]; }
    [[nodiscard]] Word reg(Reg r) const
    {
        return reinterpret_cast<Word const*>(&frame)[r.word];
    }

    // Message register `i` of the user: the first ones travel in CPU registers.
    [[nodiscard]] Word message_register(unsigned i) const
    {
        return i < PINYON_REGISTER_WORDS ? reg(Arch::binding.mr[i]) : utcb.read(int(i));
    }
    void set_message_register(unsigned i, Word value)
    {
        if (i < PINYON_REGISTER_WORDS)
            reg(Arch::binding.mr[i]) = value;
        else
            utcb.write(int(i), value);
    }

    // A thread that has to be told something does not go on with the next message alone.
    void notify(Notice notice)
    {
        notices.set(notice);
        user.make_ordinary();
    }

    // Whether a message of the user is half way; a page fault of either side may lie above it.
    [[nodiscard]] bool in_transfer() const
    {
        return user.phase() == Phase::xfer_send || user.phase() == Phase::xfer_recv;
    }
    [[nodiscard]] Tcb& transfer_sender()
    {
        return user.phase() == Phase::xfer_send ? *this : *user.peer;
    }
    // Whether a transfer goes on that this thread moves forward when it is dispatched.
    [[nodiscard]] bool drives_transfer() const
    {
        if (kernel_op != KernelOp::none)
            return kernel.phase() == Phase::xfer_send;
        return user.phase() == Phase::xfer_send && xfer.fault_of == Side::none;
    }
    // Whether it stops for want of total quantum, until Schedule gives more.
    [[nodiscard]] bool exhausted() const { return kernel_op == KernelOp::quantum; }

    // Whether nothing keeps it from user code but an operation of the kernel's, or a notice.
    [[nodiscard]] bool has_no_call() const
    {
        return user.phase() == Phase::none && long_op.kind == LongOp::Kind::none && !halted;
    }
    // Whether its next step is an instruction of its own. A notice comes before that.
    [[nodiscard]] bool runs_user_code() const
    {
        return space && kernel_op == KernelOp::none && has_no_call();
    }
    // The same, and no notice has to come before.
    [[nodiscard]] bool executes() const { return runs_user_code() && !notices.any(); }
    // Whether its next step will be that when its kernel operation, which waits for an answer, has
    // got one; and what ends that operation.
    [[nodiscard]] bool executes_after_answer() const
    {
        return has_no_call() && !notices.any() && !doomed && !searching;
    }
    void end_answered()
    {
        kernel_op = KernelOp::none;
        kernel.ordinary_phase = Phase::none;
        keep_ip = keep_sp = keep_flags = false;
    }
    // Whether its next step is one that the kernel does in its name.
    [[nodiscard]] bool has_work() const;
    [[nodiscard]] bool runnable() const
    {
        return active && !doomed && (runs_user_code() || has_work());
    }
    // Waits for a message, and there is nothing to be done meanwhile: not runnable.
    [[nodiscard]] bool waits() const
    {
        return operation().phase() == Phase::recv_wait && !searching;
    }
};

static_assert(sizeof(Tcb) <= 1024, "four threads share a frame of kernel memory");
static_assert(offsetof(Tcb, frame) == 0, "the thread of a frame is at its address");
static_assert(offsetof(Tcb, priority) % 4 == 0);
static_assert(offsetof(Tcb, home) - offsetof(Tcb, priority) ==
              offsetof(PartnerIndex, home) - offsetof(PartnerIndex, threshold));

[[nodiscard]] inline Tcb& thread_of(Arch::TrapFrame& frame)
{
    return reinterpret_cast<Tcb&>(frame);
}

// Where the thread belongs, which executes nowhere, from now on: the only way to say so.
template <class A = Arch>
void set_home(Tcb& t, CpuId cpu)
{
    t.home = cpu;
    if constexpr (HasHomeInFrame<A>)
        A::set_home(t.frame, cpu);
}

// Circular doubly linked lists through one of the link members; a list is its first element.
template <ListLinks Tcb::*links>
struct ThreadList {
    static void append(Tcb*& first, Tcb& t)
    {
        if (!first) {
            (t.*links).next = (t.*links).prev = &t;
            first = &t;
            return;
        }
        Tcb* const last = (first->*links).prev;
        (t.*links).next = first;
        (t.*links).prev = last;
        (last->*links).next = (first->*links).prev = &t;
    }
    static void prepend(Tcb*& first, Tcb& t)
    {
        append(first, t);
        first = &t;
    }
    static void remove(Tcb*& first, Tcb& t)
    {
        Tcb* const next = (t.*links).next;
        if (next == &t) {
            first = nullptr;
        } else {
            (next->*links).prev = (t.*links).prev;
            ((t.*links).prev->*links).next = next;
            if (first == &t)
                first = next;
        }
        t.*links = ListLinks{};
    }
    // The first element leaves, and `t` comes in its place.
    static void replace_first(Tcb*& first, Tcb& t)
    {
        Tcb& old = *first;
        first = &t;
        if ((old.*links).next == &old) {
            (t.*links).next = (t.*links).prev = &t;
        } else {
            t.*links = old.*links;
            ((t.*links).next->*links).prev = ((t.*links).prev->*links).next = &t;
        }
        old.*links = ListLinks{};
    }
    // Successor of `t`, or null at the end of the list.
    static Tcb* next(Tcb* first, Tcb const& t)
    {
        Tcb* const n = (t.*links).next;
        return n == first ? nullptr : n;
    }
};

using QueueList = ThreadList<&Tcb::links>;
using SpaceList = ThreadList<&Tcb::space_links>;
using AllList = ThreadList<&Tcb::all_links>;

}  // namespace pinyon

#endif  // PINYON_TCB_H
