// SPDX-License-Identifier: BSD-2-Clause
// What the cases have in common: calls with patterns in the registers, and the threads they make.
#ifndef PINYON_X86_64_BINARY_TOOLS_H
#define PINYON_X86_64_BINARY_TOOLS_H

#include "x86_64_binary_report.h"

namespace binary {

extern Word const* kip;  // known from the first case on

// ---- Calls. What a call does not name as a parameter holds a pattern.

constexpr Word pattern(Word n)
{
    return 0xB1A5'0000'0000'0000 + n;
}

Registers patterns();

// Every call leaves the stack pointer, the direction flag and vector registers alone.
void call(Registers& r, EntryPoint entry);
void call_ipc(Registers& r, Word to, Word from, Word timeouts, EntryPoint entry = ipc);
Word call_thread_control(Word dest, Word space, Word scheduler, Word new_pager, Word location);

// ---- Threads that the cases make: UTCBs behind the one of this thread, a stack each

constexpr Word echo_thread = 0;
constexpr Word child_thread = 1;
constexpr Word trap_thread = 2;
constexpr Word threads = 3;

using Stack = char[4096];
extern Stack stacks[threads];

Word myself();
Word thread(Word n);
Word utcb_location(Word n);

// Sends the start message. A thread's first instruction finds the stack as a call leaves it.
Word first_stack_pointer(Word n);
void start(Word n, void (*code)());

// ---- Cases of x86_64_binary_space.cpp

void create_space();
void child_reports();
void unmapping();
void child_faults_again();
void memory_attributes();
void memory_from_sigma0();

}  // namespace binary

#endif  // PINYON_X86_64_BINARY_TOOLS_H
