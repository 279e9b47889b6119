// SPDX-License-Identifier: BSD-2-Clause
// A kernel on the simulated machine for tests of the core: two processors, a privileged thread on
// each, sigma0, and hands that play the user threads. Whatever happens, happens through events.
#ifndef PINYON_CORE_KERNEL_H
#define PINYON_CORE_KERNEL_H

#include <gtest/gtest.h>

#include <memory>
#include <ostream>
#include <vector>

#include "arch/host/host_machine.h"
#include "generic/ipc/ipc.h"
#include "generic/threads/threads.h"
#include "generic/time/scheduler.h"
#include "glue/direct_report.h"
#include "glue/event.h"

namespace pinyon::test {

using Words = std::vector<Word>;

// What an IPC left in the registers of a thread.
struct Outcome {
    Word from, tag, error;
    bool operator==(Outcome const&) const = default;
};
std::ostream& operator<<(std::ostream& out, Outcome const& o);

// The parameters of an Ipc; the words go to MR1 and up.
struct Message {
    ThreadId to{}, from{};
    IpcTime send = time_never, receive = time_never;
    MsgTag tag{};
    Words words{};
};

// Everything that kernel memory was taken for.
struct Usage {
    Word threads, spaces, fpu_states, nodes, kernel_bytes, frames;
    bool operator==(Usage const&) const = default;
};
std::ostream& operator<<(std::ostream& out, Usage const& u);

// The results of calls that answer 0 or not, and ErrorCode.
struct Answer {
    Word result, error;
    bool operator==(Answer const&) const = default;
};
std::ostream& operator<<(std::ostream& out, Answer const& a);
inline constexpr Answer succeeded{1, 0};
constexpr Answer refused(ErrorCode error)
{
    return {0, Word(error)};
}

struct ThreadParameters {
    ThreadId dest{}, space{}, scheduler{}, pager{};
    Word utcb = ~Word{0};
};

struct RegisterParameters {
    ThreadId dest{};
    Word control = 0, sp = 0, ip = 0, flags = 0, handle = 0;
    ThreadId pager{};
};

inline constexpr Word kip_at = 0x100'0000;
inline constexpr Word utcbs_at = 0x200'0000;
inline constexpr unsigned utcbs_log2 = 14;
inline constexpr Word first_ip = 0x40'0000;
inline constexpr Word first_sp = 0x80'0000;
inline constexpr PhysAddr kernel_heap_at = host::ram_base + (Word{1} << 20);
inline constexpr PhysAddr user_ram = host::ram_base + (Word{16} << 20);
inline constexpr Word poison = 0x5A5A'5A5A'5A5A'5A5A;

class CoreKernel {
public:
    static constexpr unsigned processors = 2;  // that these tests use
    struct Options {
        unsigned tags = 4096;
        Word heap = Word{2} << 20;
    };
    void boot(Options options);
    void boot() { boot(Options{}); }

    [[nodiscard]] Kernel& kernel() { return *kernel_; }
    [[nodiscard]] Cpu& cpu(unsigned n = 0) { return kernel_->cpus[n]; }
    [[nodiscard]] Tcb* current(unsigned n = 0) { return kernel_->cpus[n].current; }
    [[nodiscard]] Tcb& root(unsigned n = 0) { return *roots_[n]; }
    [[nodiscard]] Tcb& sigma0() { return *sigma0_; }
    [[nodiscard]] Usage usage();

    // ---- Threads -------------------------------------------------------------------------------
    [[nodiscard]] ThreadId fresh_id() { return ThreadId::global(next_number_++, 1); }
    // A running thread in a space of its own, or in that of `neighbour`. Its pager is root.
    Tcb& spawn(Word priority = 100, unsigned on = 0);
    Tcb& spawn_with(Tcb& neighbour, Word priority = 100, unsigned on = 0);
    // The inactive first thread of a configured space.
    Tcb& spawn_inactive(unsigned on = 0);
    // Activates an inactive thread; it then waits for its start message from `pager`.
    void activate(Tcb& t, ThreadId pager);
    // The root thread of a processor waits for anyone and leaves it to the others.
    void park(unsigned n = 0) { receive(root(n), anythread); }
    // `by`, which can run, sends to a root thread that is parked.
    void unpark(Tcb& by) { send(by, root(by.home.raw()).id, {}, time_zero); }
    // Start of a UTCB block of the space that nobody uses.
    [[nodiscard]] Word free_utcb(Space& space);
    [[nodiscard]] Tcb* find(ThreadId id) { return kernel_->threads.find(id); }

    // ---- Events --------------------------------------------------------------------------------
    // Makes a ready thread current by ThreadSwitch of whoever runs on its processor.
    void run(Tcb& t);
    // A system call of `t`, whose registers are loaded.
    void call(Tcb& t, Word number);
    // The same without the direct path; and the direct path alone: null if it declines.
    void call_generally(Tcb& t, Word number);
    static Tcb* take_directly(Cpu& cpu, Word number);
    void fault(Tcb& t, Word address, Rights access);
    void port_fault(Tcb& t, unsigned first, unsigned size);
    void except(Tcb& t, ExceptionClass kind = ExceptionClass::architectural);
    // The same of the running thread, without the direct path.
    void fault_generally(Tcb& t, Word address, Rights access);
    void except_generally(Tcb& t, ExceptionClass kind);
    void touch_fpu(Tcb& t);
    void interrupt(unsigned n = 0);
    // Time passes; the timer interrupt is taken only by elapse().
    void advance(Word microseconds);
    void elapse(Word microseconds, unsigned n = 0);

    // ---- System calls --------------------------------------------------------------------------
    void ipc(Tcb& t, Message const& m);
    void send(Tcb& t, ThreadId to, Words words = {}, IpcTime timeout = time_never);
    void receive(Tcb& t, ThreadId from, IpcTime timeout = time_never);
    // Sends, with the p flag and VirtualSender, in the name of another.
    void send_as(Tcb& t, ThreadId name, Message m);
    void call_ipc(Tcb& t, ThreadId to, Words words = {});
    void reply_wait(Tcb& t, ThreadId to, ThreadId from = anythread, Words words = {});
    Answer thread_control(Tcb& t, ThreadParameters const& p);
    Answer space_control(Tcb& t, ThreadId space, Fpage kip, Fpage utcbs,
                         ThreadId redirector = nilthread, Word control = 0);
    // Sets the limit of the space's account, in pages; answers the old control word.
    Word limit(Tcb const& member, Word pages);
    // The result is in the return value; nil with ErrorCode in the UTCB.
    RegisterParameters exchange(Tcb& t, RegisterParameters const& p);
    struct ScheduleWords {
        Word time = ~Word{0}, processor = ~Word{0}, priority = ~Word{0}, preemption = ~Word{0};
    };
    struct ScheduleAnswer {
        Word state, old_time, error;
    };
    ScheduleAnswer schedule(Tcb& t, ThreadId dest, ScheduleWords const& words);
    ScheduleAnswer schedule(Tcb& t, ThreadId dest) { return schedule(t, dest, ScheduleWords{}); }
    void thread_switch(Tcb& t, ThreadId dest);
    // Answers the fpages as they come back in the message registers.
    Words unmap(Tcb& t, Words const& fpages, bool flush);
    void unmap_begin(Tcb& t, Words const& fpages, bool flush);
    [[nodiscard]] Words unmapped(Tcb const& t, std::size_t count);
    // The result and ErrorCode; attribute 0 goes with fpages whose two lowest bits are 0.
    Answer memory_control(Tcb& t, Words const& fpages, Words const& attributes);
    void remove(Tcb& t) { remove(t.id); }
    void remove(ThreadId id);
    void set_priority(Tcb& t, Word priority);

    // ---- Registers and memory ------------------------------------------------------------------
    [[nodiscard]] static Word mr(Tcb const& t, unsigned i);
    static void set_mr(Tcb& t, unsigned i, Word value);
    static void set_acceptor(Tcb& t, Word value) { t.utcb.write(PINYON_TCR_BR0, value); }
    static void accept_all(Tcb& t) { set_acceptor(t, 0x10); }
    // Message registers `first` to 63 hold what fill() put there.
    static void fill(Tcb& t, Word seed);
    [[nodiscard]] static bool filled(Tcb const& t, Word seed, unsigned first);
    // Likewise behind a message whose words end before `first`: CPU registers are cleared.
    [[nodiscard]] static bool filled_behind(Tcb const& t, Word seed, unsigned first);
    [[nodiscard]] static Outcome outcome(Tcb const& t);
    [[nodiscard]] static Words words(Tcb const& t, unsigned count);

    // Maps `count` pages of user RAM from frame number `first` on to `at`, through sigma0.
    void give(Tcb& t, Word at, unsigned first, unsigned count = 1, Rights rights = rights_all);
    [[nodiscard]] Mapping::Translation translation(Tcb const& t, Word at);
    [[nodiscard]] bool maps(Tcb const& t, Word at) { return translation(t, at).present; }
    // The invariants of the mappings of all spaces; those of threads are checked by each event.
    void check_spaces();

private:
    void boot_memory(Word heap);
    Tcb& boot_thread(unsigned on, Space& space, ThreadId pager);
    Space& boot_space();
    Tcb& start(Tcb& t, Word priority);
    static Tcb* take_syscall(Cpu& cpu, Word number);
    template <class F>
    void event(Cpu& cpu, F&& what);
    void load(Tcb& t, std::initializer_list<Word> arguments);
    [[nodiscard]] Answer answer(Tcb const& t) const;

    std::unique_ptr<Kernel> kernel_;
    Tcb* roots_[processors] = {};
    Tcb* sigma0_ = nullptr;
    Word next_number_ = 0;
};

// A map item (or grant item) for pages at `at` of the sender.
struct Item {
    Word send_base, fpage;
    bool grant = false;
};
// The two words of an item.
[[nodiscard]] Words item_words(Item const& item);
[[nodiscard]] Words pages_item(Word from, unsigned size_log2, Word send_base,
                               Rights rights = rights_all);

[[nodiscard]] constexpr MsgTag tag_of(unsigned untyped, unsigned typed = 0, Word label = 0)
{
    return MsgTag::make(label, untyped, typed);
}
[[nodiscard]] constexpr Outcome failure(IpcFault fault, IpcPhase phase)
{
    return {0, PINYON_TAG_ERROR, ipc_error(fault, phase)};
}

struct CoreTest : testing::Test, CoreKernel {
    void SetUp() override { boot(); }
    void TearDown() override { check_spaces(); }
};

}  // namespace pinyon::test

#endif  // PINYON_CORE_KERNEL_H
