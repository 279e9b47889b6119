// SPDX-License-Identifier: BSD-2-Clause
// The real kernel as the explorer sees it: threads by index, operations in the words of the model,
// and its state read back as a World.
//
// Between two operations a controller of high priority runs, and each other thread has a priority
// of its own and an endless slice. So who is ready follows from the state of the threads, and
// scheduling adds nothing to the state.
#ifndef PINYON_EXPLORER_STAGE_H
#define PINYON_EXPLORER_STAGE_H

#include "core_kernel.h"
#include "machine_snapshot.h"
#include "x2_model.h"

namespace pinyon::test {

class Stage : public CoreKernel {
public:
    struct Actor {
        int space = 0;             // or x2::Thread::no_space: the thread of an interrupt line
        int pager = -1;            // index; of a line: its handler
        int handler = -1;          // of exceptions
        bool takes_items = false;  // its acceptor is the complete space
        // To be sent as an item: a single one, or so many that it can be interrupted.
        enum class Pages : std::uint8_t { none, one, many } pages{};
        bool takes_strings = false;                     // it has a buffer for one
        x2::Limit transfer_send{}, transfer_receive{};  // XferTimeouts
    };
    explicit Stage(std::vector<Actor> const& actors);

    // Operations; each ends with the controller running. Those with a Word answer it, ThreadControl
    // its result, or the ErrorCode with a bit that no result has.
    void ipc(int self, x2::Call const& call, bool pausing);
    void go_on(int sender);
    void tick(bool noticed);
    Word exchange(int thread, Word control);
    Word create(int thread, int version, int space);
    Word activate(int thread, x2::Name pager);
    Word change_version(int thread, int version);
    Word destroy(int thread);
    Word attach(int line, x2::Name handler);
    void fault(int self, x2::Purpose purpose);
    void raise(int line);
    Word move(int thread, int space);
    Word redirect(int space, x2::Name redirector);
    void take_page(int space);
    static constexpr Word failure_bit = Word{1} << 63;
    static constexpr Word string_page_at = 0x4000'0000;  // the page in which strings end

    // The threads as they are. An absent thread is described by `expected`.
    [[nodiscard]] x2::World observe(x2::World const& expected);
    // What the last Ipc of a running thread left behind is `result`; empty, or what differs.
    [[nodiscard]] std::string difference(int thread, x2::Result const& result);

    using Snapshot = MachineSnapshots::Snapshot;
    [[nodiscard]] Snapshot save() const { return snapshots_->take(); }
    void restore(Snapshot const& snapshot) const { snapshots_->restore(snapshot); }

private:
    struct Known {
        Word number = 0;
        Word utcb = 0;  // start of the block, the same in each space
        int space = 0;  // the first one
        unsigned item_log2 = 0;
    };
    [[nodiscard]] Tcb* find_actor(int thread);
    [[nodiscard]] Tcb& actor(int thread) { return *find_actor(thread); }
    [[nodiscard]] ThreadId id_of(x2::Name name);
    [[nodiscard]] x2::Name name_of(ThreadId id);
    [[nodiscard]] Tcb& controller(int space) { return *controllers_[space]; }
    void enter(Actor const& actor);
    void prepare(int thread, Actor const& actor);
    void give_memory(int thread, Actor const& actor);
    void quieten(Tcb& by, Tcb& t, Word priority);
    void settle();
    Word control(ThreadParameters const& parameters);
    [[nodiscard]] x2::Thread observe(int thread);
    [[nodiscard]] x2::Ipc observe_ipc(Tcb& t, IpcOp const& op);
    void observe_send(Tcb& t, IpcOp const& op, x2::Ipc& seen);
    void observe_registers(Tcb& t, x2::Thread& seen);
    [[nodiscard]] x2::Space observe_space(int space);
    [[nodiscard]] int space_of(Tcb const& t);
    void observe_line(Tcb const& t, x2::Thread& seen);
    [[nodiscard]] int index_of(Tcb const& t) const;

    std::vector<Known> actors_;
    std::vector<Tcb*> controllers_;  // of each space; the first one's is privileged
    bool has_strings_ = false;
    Tcb* urgent_ = nullptr;  // waits for the interrupt that stops transfers
    std::unique_ptr<MachineSnapshots> snapshots_;
};

}  // namespace pinyon::test

#endif  // PINYON_EXPLORER_STAGE_H
