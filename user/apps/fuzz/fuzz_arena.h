// SPDX-License-Identifier: BSD-2-Clause
// The memory that each space of the fuzzer has for itself, and what lies where in it.
//
// All spaces see the program's image at its own place, read-only. What a space may write is its
// arena: memory of the supervisor, which appears at one address in all spaces. A fuzzed space can
// spoil its own arena as it likes, so that the supervisor believes nothing that it reads there.
#ifndef PINYON_FUZZ_ARENA_H
#define PINYON_FUZZ_ARENA_H

#include "fuzz_random.h"

namespace fuzz {

inline constexpr Word page_bytes = 4096;
inline constexpr Word page_log2 = 12;
inline constexpr unsigned fuzzed_spaces = 3;
inline constexpr unsigned threads_per_space = 4;
inline constexpr unsigned fuzzed_threads = fuzzed_spaces * threads_per_space;
inline constexpr unsigned watcher_threads = 3;
inline constexpr Word stack_bytes = 2 * page_bytes;

inline constexpr Word arena_log2 = 16;
inline constexpr Word arena_bytes = Word{1} << arena_log2;
inline constexpr Word arena_base = 0x20'0000'0000;

// Offsets in the arena.
inline constexpr Word code_offset = page_bytes;  // random instructions
inline constexpr Word stacks_offset = 2 * page_bytes;
inline constexpr Word data_offset = stacks_offset + threads_per_space * stack_bytes;
inline constexpr Word data_pages = (arena_bytes - data_offset) / page_bytes;

// Addresses that belong to nobody, for windows and wild accesses.
inline constexpr Word window_base = 0x10'0000'0000;
inline constexpr Word window_bytes = Word{1} << 21;

// Kinds of things that fuzzed threads do.
enum Action : unsigned {
    do_ipc,
    do_lipc,
    do_unmap,
    do_exchange_registers,
    do_thread_switch,
    do_schedule,
    do_system_clock,
    do_thread_control,
    do_space_control,
    do_processor_control,
    do_memory_control,
    do_kernel_interface,
    do_debugger_request,
    do_raw_trap,
    do_memory_access,
    do_jump,
    do_random_code,
    do_utcb_words,
    action_count,
};

struct Tally {
    Word begun;
    Word succeeded;
    Word refused;
};

inline constexpr unsigned id_count = 32;

// First page of a fuzzed space's arena.
struct FuzzBoard {
    // Threads of all kinds: those that fuzz, then past ones, those of the watcher, nobody's.
    Word ids[id_count];
    Word supervisor;
    Word first_user;  // number
    Word utcb_area;
    Word kip;
    Word seeds[threads_per_space];
    Word progress[threads_per_space];
    Word doing[threads_per_space];  // an Action
    Tally tallies[action_count];
};

// First page of the watcher's arena: what its threads found.
struct WatcherNotes {
    Word ids[watcher_threads];
    Word rounds;          // of messages there and back, and looks at the memory
    Word wrong_memory;    // words
    Word wrong_messages;  // that came with other words, or not at all
    Word spins;
    Word wrong_registers;
    Word own_time;   // microseconds in which the spinning thread ran
    Word away_time;  // microseconds in which it wanted to run and another one ran
    Word longest_away;
};

static_assert(sizeof(FuzzBoard) <= page_bytes && sizeof(WatcherNotes) <= page_bytes);

template <class Board>
Board& own_board()
{
    return *reinterpret_cast<Board*>(arena_base);
}

// Which of its space's threads runs here. One whose stack pointer was set elsewhere is any.
inline unsigned own_index()
{
    // On riscv64 this is where the caller's frame ends, so that the first frame has the stack's
    // end.
    Word const stack = reinterpret_cast<Word>(__builtin_frame_address(0)) - 1;
    return static_cast<unsigned>((stack - arena_base - stacks_offset) / stack_bytes %
                                 threads_per_space);
}

// Where the threads begin.
[[noreturn]] void fuzz();
[[noreturn]] void watch();

}  // namespace fuzz

#endif  // PINYON_FUZZ_ARENA_H
