// SPDX-License-Identifier: BSD-2-Clause
// X.2 in small: what the reference says about threads that communicate, as values and short rules.
// It shares nothing with the kernel but the numbers of the ABI; the explorer (explorer.h) holds the
// kernel against it in every state that the two can reach.
#ifndef PINYON_X2_MODEL_H
#define PINYON_X2_MODEL_H

#include <pinyon/abi.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace pinyon::x2 {

using Word = std::uint64_t;

// ---- Names -------------------------------------------------------------------------------------

// A thread id (reference 1.2). Threads are known by their index in the World; a name with another
// version than the thread's names nobody.
struct Name {
    enum class Kind : std::uint8_t { nil, nobody, anyone, any_local, global, local };
    Kind kind = Kind::nil;
    int thread = 0, version = 0;  // of global and local names
    bool operator==(Name const&) const = default;
    [[nodiscard]] bool is_nil() const { return kind == Kind::nil; }
    [[nodiscard]] bool is_wildcard() const
    {
        return kind == Kind::anyone || kind == Kind::any_local;
    }
};
inline constexpr Name nil{}, nobody{Name::Kind::nobody}, anyone{Name::Kind::anyone},
    any_local{Name::Kind::any_local};

// ---- Time --------------------------------------------------------------------------------------

// Timeouts (reference 1.3) as far as they differ in kind. Periods and points lie `span` ticks away.
enum class Limit : std::uint8_t { never, zero, period, point };
inline constexpr int span = 2, endless = -1;

// ---- Threads -----------------------------------------------------------------------------------

enum class State : std::uint8_t {  // reference 5.1
    absent,
    inactive,
    running,
    pending,
    waiting,
    sending,
    receiving
};

// Whose IPC it is: the thread's own, or one that the kernel does in its name (reference 5.2, 6).
enum class Purpose : std::uint8_t { own, start, page_fault, exception, interrupt };

// Whose transfer timeout is the shorter one (4.9); no: none has been looked at.
enum class Shorter : std::uint8_t { no, sender, receiver };

// Strings have two pieces of this many bytes; the page of the second may be missing.
inline constexpr int piece = 8;

struct Result {
    Word tag = 0, error = 0;    // MR0; ErrorCode where the tag says E
    Name from{};                // nil: nothing was received, the register means nothing
    Name actual{}, intended{};  // ActualSender with flag p, IntendedReceiver with flag r
};

// An IPC that goes on. Fields that mean nothing in its state have their first values.
struct Ipc {
    State state = State::absent;
    Purpose purpose = Purpose::own;
    int partner = -1;       // whom it queues at, or is in a transfer with; -1: held
    Name to{};              // of what it sends: for whom the sender means it
    Name as{};              // and in whose name it sends; nil: in its own
    bool items = false;     // and whether it has map items
    bool string = false;    // or a string
    int copied = 0;         // bytes of the string
    Shorter timed{};        // whose transfer timeout runs
    Name awaited{};         // of the receive phase, now or to come; nil: there is none
    Limit receive_limit{};  // of the receive phase to come
    int until = endless;    // ticks to a point in time, which is one from the call on
    int left = endless;     // ticks to the timeout; 0: it is due

    bool operator==(Ipc const&) const = default;
};

struct Thread : Ipc {
    // The transfer in which a page is missing: the thread's own Ipc then is its page fault.
    std::optional<Ipc> below{};
    bool halted = false;
    int version = 1;
    int space = 0;                              // of an interrupt thread: none
    bool takes_items = false;                   // its acceptor is the complete address space
    bool takes_strings = false;                 // and has a buffer
    Limit transfer_send{}, transfer_receive{};  // XferTimeouts
    Name pager{}, handler{};              // of exceptions; of an interrupt thread: of its line
    bool masked = false, raised = false;  // the line of an interrupt thread
    std::vector<int> queue{};             // who waits to send to it, the next one first

    bool operator==(Thread const&) const = default;
    [[nodiscard]] Ipc& ipc() { return *this; }
    // The IPC that others speak of: a fault in a transfer is part of the transfer.
    [[nodiscard]] Ipc const& shown() const { return below ? *below : *this; }
    [[nodiscard]] bool exists() const { return state != State::absent; }
    [[nodiscard]] bool is_active() const { return exists() && state != State::inactive; }
    [[nodiscard]] bool is_interrupt() const { return space == no_space; }
    [[nodiscard]] bool can_call() const
    {
        return state == State::running && !halted && !is_interrupt();
    }
    static constexpr int no_space = -1;
};

struct Space {
    Name redirector{};  // nobody: it is lost
    bool page = false;  // it has the page in which strings end
    bool operator==(Space const&) const = default;
};

// The parameters of an Ipc. Messages have one untyped word; `items`: and a map item.
struct Call {
    Name to{}, from{};
    Limit send = Limit::never, receive = Limit::never;
    bool items = false;
    bool string = false;
    Name as{};  // VirtualSender, with flag p
};

struct Cut {
    bool send = false, receive = false;
};

// ---- The world ---------------------------------------------------------------------------------

class World {
public:
    std::vector<Thread> threads;
    std::vector<Space> spaces;
    std::vector<std::optional<Result>> results;  // of each thread's last own Ipc
    unsigned exception_words = 0;                // of the machine's exception messages
    bool pausing = false;      // transfers of items and strings stop in the middle
    bool has_strings = false;  // items are the page in which strings end

    // Ipc of a thread that can call (reference 4.9).
    void ipc(int self, Call const& call);
    // The transfer that `sender` had to leave in the middle comes to its end.
    void go_on(int sender);
    // A tick passes; with `noticed`, timeouts that are due happen.
    void tick(bool noticed);

    // ExchangeRegisters (4.2): what it answers about the thread, and cuts and halts.
    [[nodiscard]] Word phases(int thread) const;
    void cut(int thread, Cut phases);

    // ThreadControl (4.3, 5.2 to 5.4).
    void create(int thread, int version);
    void activate(int thread, Name pager);
    void change_version(int thread, int version);
    void destroy(int thread);
    void attach(int line, Name handler);  // nil detaches
    void move(int thread, int space);
    // SpaceControl (4.8): another redirector, or none for `anyone`. False: it is refused.
    bool redirect(int space, Name redirector);
    // Unmap (4.7) of the page in which strings end.
    void take_page(int space);

    // What programs and devices cause (6.1, 6.4, 6.5).
    void fault(int self, Purpose purpose);
    void raise(int line);
    // Between two operations: lines that are raised and unmasked.
    void take_interrupts();

    [[nodiscard]] Name name_of(int thread) const;
    [[nodiscard]] Name shown_to(int reader, int thread) const;
    // Whom a name means to `self`; -1: nobody.
    [[nodiscard]] int find(int self, Name name) const;

private:
    struct Verdict {
        int sender, receiver;
    };
    void tell_handler(int line);
    [[nodiscard]] bool accepts(int receiver, int sender) const;
    [[nodiscard]] bool matches(int receiver, int sender) const;
    [[nodiscard]] Word message_tag(int sender) const;
    void send(int self, int to, Limit limit);
    void queue_at(int self, int receiver);
    void receive(int self);
    bool serve(int receiver);
    void transfer(int sender, int receiver);
    void end_send(int sender);
    void end_receive(int receiver, Result const& message);
    void fail(int thread, int error, bool receiving, Word tag = 0, int offset = 0);
    void fail_transfer(int sender, int receiver, Verdict errors, Word tag = 0);
    void forget_id(Name old);
    void rest(int thread);

    // Propagation and redirection.
    [[nodiscard]] int virtual_sender(int self) const;
    [[nodiscard]] bool redirects_for(int self, int space) const;
    [[nodiscard]] int route(int self, int to) const;
    [[nodiscard]] Result message(int sender, int receiver) const;
    void settle_name(int self);
    int turn_waits(int sender, int receiver);
    void review();

    // Strings.
    [[nodiscard]] bool copy(int sender);
    void miss_page(int sender, int victim);
    void time_out(int sender);
    void drop_fault(int thread, int partner);
};

// The world with thread i called order[i].
[[nodiscard]] World renamed(World const& world, std::vector<int> const& order);

// All of the world but the results: equal for equal futures.
[[nodiscard]] std::string key_of(World const& world);

// The same, to be read.
[[nodiscard]] std::string text_of(World const& world);
[[nodiscard]] std::string text_of(Thread const& thread);
[[nodiscard]] std::string text_of(Space const& space);
[[nodiscard]] std::string text_of(Name name);

}  // namespace pinyon::x2

#endif  // PINYON_X2_MODEL_H
