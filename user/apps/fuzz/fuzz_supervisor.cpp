// SPDX-License-Identifier: BSD-2-Clause
// Answers what threads send, and between that does something random to one of them at each tick.
//
// It runs above everybody else and never waits for anybody: its own sends have no time.
#include "fuzz_supervisor.h"

#include "fuzz_image.h"
#include "fuzz_values.h"

#include <l4/ipc.h>
#include <l4/kip.h>
#include <l4/message.h>
#include <l4/schedule.h>
#include <l4/space.h>

namespace fuzz {
namespace {

constexpr Word tick_us = 1000;
constexpr unsigned ticks_to_probe = 128;
constexpr Word settled_rounds = 64;  // of the watcher: it has touched all that it needs

constexpr Word watcher_priority = 100;
constexpr unsigned first_number = 16;  // room for the root servers

alignas(arena_bytes) constinit unsigned char arenas[fuzzed_spaces + 1][arena_bytes];

constinit Team teams[] = {
    {first_number, fuzz, arenas[0]},
    {first_number + threads_per_space, fuzz, arenas[1]},
    {first_number + 2 * threads_per_space, fuzz, arenas[2]},
};
static_assert(sizeof teams / sizeof teams[0] == fuzzed_spaces);
constinit Team watcher{first_number + fuzzed_threads, watch, arenas[fuzzed_spaces]};
constexpr Word unused_number = first_number + fuzzed_threads + threads_per_space;

// Places in the table of known ids.
constexpr unsigned past_ids = fuzzed_threads;
constexpr unsigned watcher_ids = 2 * fuzzed_threads;
constexpr unsigned supervisor_id = watcher_ids + watcher_threads;
constexpr unsigned unused_ids = supervisor_id + 1;
static_assert(unused_ids < id_count);

class Supervisor {
public:
    explicit Supervisor(Settings const& settings)
        : seed_(settings.seed), random_(settings.seed),
          end_(L4_SystemClock().raw + settings.seconds * 1'000'000)
    {}

    Outcome run();

private:
    // ---- Ticks
    void tick();
    void check_progress(Team& team, unsigned index);
    void probe();

    // ---- Threads
    void start(Team& team, unsigned index);
    void restart(Team& team, unsigned index);
    void restart_all(Team& team);
    void start_watcher();
    void collect(Team& team);
    void publish(unsigned place, L4_ThreadId_t id);
    L4_ThreadId_t unused_id(Word n) const;
    unsigned place(Team const& team, unsigned index) const;
    Word any_priority();

    // ---- Messages. Each returns whether an answer was loaded.
    bool answer(L4_ThreadId_t from, L4_MsgTag_t tag, L4_Msg_t& message);
    bool answer_watcher(L4_Msg_t const& message, bool is_fault);
    bool answer_fault(Team& team, unsigned index, Word address);
    bool answer_exception(Team& team, unsigned index, L4_MsgTag_t tag, L4_Msg_t& message);
    bool answer_message(Team& team);

    Word seed_;
    Random random_;
    L4_Clock_t end_;
    Word ticks_ = 0;
    Word seen_[fuzzed_spaces][threads_per_space] = {};
    Outcome outcome_ = {};
};

// ---- Threads

L4_ThreadId_t Supervisor::unused_id(Word n) const
{
    return L4_GlobalId(first_user_number() + unused_number + n, 1 + n);
}

unsigned Supervisor::place(Team const& team, unsigned index) const
{
    return static_cast<unsigned>(&team - teams) * threads_per_space + index;
}

void Supervisor::publish(unsigned place, L4_ThreadId_t id)
{
    for (Team& team : teams)
        team.board<FuzzBoard>().ids[place] = id.raw;
}

// Half of the threads compete with the watcher, the others have what it leaves.
Word Supervisor::any_priority()
{
    return random_.one_in(2) ? watcher_priority : 1 + random_.below(watcher_priority - 1);
}

void Supervisor::start(Team& team, unsigned index)
{
    publish(past_ids + place(team, index), team.id(index));
    team.rename(index);
    publish(place(team, index), team.id(index));
    FuzzBoard& board = team.board<FuzzBoard>();
    board.supervisor = L4_Myself().raw;
    board.first_user = first_user_number();
    board.utcb_area = utcb_area();
    board.kip = reinterpret_cast<Word>(L4_GetKernelInterface());
    board.seeds[index] = seed_ ^ random_.next();

    Word const priority = any_priority();
    if (!team.start(index, priority))
        return;
    ++outcome_.threads;
    L4_Time_t const slice = L4_TimePeriod(100 + random_.below(10'000));
    (void)L4_Set_Timeslice(team.id(index), slice, L4_Never);
    unsigned const other = (index + 1) % threads_per_space;
    if (priority < watcher_priority && team.lives(other) && random_.one_in(2))
        team.let_schedule(index, other);
}

void Supervisor::restart(Team& team, unsigned index)
{
    team.stop(index);
    start(team, index);
}

// What the space has spoiled is not believed.
void Supervisor::collect(Team& team)
{
    constexpr Word believable = 100'000;
    FuzzBoard& board = team.board<FuzzBoard>();
    for (unsigned action = 0; action < action_count; ++action) {
        Tally& found = board.tallies[action];
        Tally& total = outcome_.tallies[action];
        if (found.begun < believable && found.succeeded < believable &&
            found.refused < believable && found.succeeded + found.refused <= found.begun) {
            total.begun += found.begun;
            total.succeeded += found.succeeded;
            total.refused += found.refused;
        }
        found = {};
    }
}

void Supervisor::restart_all(Team& team)
{
    team.stop_all();
    L4_UnmapFpage(L4_FpageLog2(team.arena(), arena_log2) + L4_FullyAccessible);
    collect(team);
    ++outcome_.spaces;
    for (unsigned index = 0; index < threads_per_space; ++index)
        start(team, index);
}

// The one who begins to send is started last.
void Supervisor::start_watcher()
{
    for (unsigned index = 0; index < watcher_threads; ++index) {
        watcher.rename(index);
        watcher.board<WatcherNotes>().ids[index] = watcher.id(index).raw;
        publish(watcher_ids + index, watcher.id(index));
    }
    for (unsigned index = watcher_threads; index-- > 0;)
        (void)watcher.start(index, watcher_priority);
}

// ---- Ticks

void Supervisor::check_progress(Team& team, unsigned index)
{
    Word& seen = seen_[&team - teams][index];
    Word const progress = team.board<FuzzBoard>().progress[index];
    if (!team.lives(index) || progress == seen) {
        Word const doing = team.board<FuzzBoard>().doing[index];
        ++outcome_.stuck[doing < action_count ? doing : 0];
        restart(team, index);
    }
    seen = progress;
}

// Is there memory for others, and has nobody made threads but the supervisor?
void Supervisor::probe()
{
    outcome_.failed_probes += !try_new_space(unused_id(0));
    for (Word n = 0; n < id_count - unused_ids; ++n)
        outcome_.strange_ids += exists(unused_id(n));
}

void Supervisor::tick()
{
    Team& team = teams[random_.below(fuzzed_spaces)];
    unsigned const index = static_cast<unsigned>(random_.below(threads_per_space));
    switch (random_.below(64)) {
    case 0:
        restart_all(team);
        break;
    case 1:
    case 2:
        restart(team, index);
        break;
    case 3: {
        Word const page = team.arena() + random_.below(arena_bytes / page_bytes) * page_bytes;
        L4_UnmapFpage(L4_FpageLog2(page, page_log2) + random_.below(8));
        break;
    }
    default:
        break;
    }
    Word const next = ticks_ % fuzzed_threads;
    check_progress(teams[next / threads_per_space],
                   static_cast<unsigned>(next % threads_per_space));
    if (++ticks_ % ticks_to_probe == 0)
        probe();
}

// ---- Messages

bool Supervisor::answer_watcher(L4_Msg_t const& message, bool is_fault)
{
    if (watcher.board<WatcherNotes>().rounds > settled_rounds)
        ++outcome_.lost_pages;
    Word const address = message.msg[1];
    return is_fault &&
           (load_image_page(address) || load_arena_page(watcher, address, L4_ReadWriteOnly));
}

// A fault elsewhere is often the end of the thread, and sometimes gets it memory there.
bool Supervisor::answer_fault(Team& team, unsigned index, Word address)
{
    ++outcome_.faults;
    Word const rights = random_.one_in(8) ? random_.below(8) : L4_FullyAccessible;
    if (load_image_page(address) || load_arena_page(team, address, rights))
        return true;
    if (random_.one_in(4)) {
        Word const page = random_.below(arena_bytes / page_bytes) * page_bytes;
        load_page(team.arena() + page, rights, address);
        return true;
    }
    restart(team, index);
    return false;
}

// The answer sets the thread's registers: to the same, to anything, or not at all.
bool Supervisor::answer_exception(Team& team, unsigned index, L4_MsgTag_t tag, L4_Msg_t& message)
{
    ++outcome_.exceptions;
    Values values{random_, team.board<FuzzBoard>()};
    switch (random_.below(4)) {
    case 0:
        L4_MsgLoad(&message);
        return true;
    case 1:
        for (Word i = 0; i < L4_UntypedWords(tag); ++i)
            L4_MsgPutWord(&message, i, values.word());
        L4_MsgLoad(&message);
        return true;
    default:
        restart(team, index);
        return false;
    }
}

// No typed items: they would give away memory of the supervisor.
bool Supervisor::answer_message(Team& team)
{
    ++outcome_.messages;
    if (!random_.one_in(2))
        return false;
    Values values{random_, team.board<FuzzBoard>()};
    values.fill_message();
    constexpr Word typed_and_flags = 0x3F << 6 | 0xF000;
    L4_MsgTag_t tag;
    L4_StoreMR(0, &tag.raw);
    L4_LoadMR(0, tag.raw & ~typed_and_flags);
    return true;
}

bool Supervisor::answer(L4_ThreadId_t from, L4_MsgTag_t tag, L4_Msg_t& message)
{
    long const protocol = static_cast<long>(tag.raw) >> 20;
    bool const is_fault = protocol == PINYON_PROTO_PAGE_FAULT && L4_UntypedWords(tag) == 2;
    if (watcher.has(from))
        return answer_watcher(message, is_fault);
    for (Team& team : teams) {
        if (!team.has(from))
            continue;
        unsigned const index = team.index_of(from);
        if (is_fault)
            return answer_fault(team, index, message.msg[1]);
        if (protocol == PINYON_PROTO_ARCH_EXCEPTION || protocol == PINYON_PROTO_SYSTEM_EXCEPTION)
            return answer_exception(team, index, tag, message);
        return answer_message(team);
    }
    return false;
}

Outcome Supervisor::run()
{
    touch_image();
    Word const sum = image_sum();
    publish(supervisor_id, L4_Myself());
    for (Word n = 0; n < id_count - unused_ids; ++n)
        publish(unused_ids + static_cast<unsigned>(n), unused_id(n));
    start_watcher();
    for (Team& team : teams)
        restart_all(team);

    L4_Time_t const wait = L4_TimePeriod(tick_us);
    Word next_tick = L4_SystemClock().raw + tick_us;
    L4_ThreadId_t from = L4_nilthread;
    bool answering = false;
    for (Word now = 0; now < end_.raw; now = L4_SystemClock().raw) {
        L4_MsgTag_t const tag =
            answering ? L4_ReplyWait_Timeout(from, wait, &from) : L4_Wait_Timeout(wait, &from);
        L4_Msg_t message;
        if (L4_IpcSucceeded(tag))
            L4_MsgStore(tag, &message);
        if (now >= next_tick) {
            tick();
            next_tick = now + tick_us;
        }
        answering = L4_IpcSucceeded(tag) && answer(from, tag, message);
    }

    for (Team& team : teams) {
        team.stop_all();
        collect(team);
    }
    outcome_.own_damage = image_sum() != sum;
    outcome_.notes = watcher.board<WatcherNotes>();
    watcher.stop_all();
    outcome_.failures = failures;
    return outcome_;
}

}  // namespace

Outcome supervise(Settings const& settings)
{
    return Supervisor{settings}.run();
}

}  // namespace fuzz
