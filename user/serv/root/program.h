// SPDX-License-Identifier: BSD-2-Clause
// One program under the root server: its thread and space, its memory on demand, and its story.
#ifndef PINYON_PROGRAM_H
#define PINYON_PROGRAM_H

#include "boot_modules.h"
#include "page_store.h"
#include "program_file.h"

#include <l4/message.h>
#include <l4/thread.h>
#include <pinyon/arguments.h>
#include <pinyon/root.h>

namespace root {

enum class State {
    not_loaded,  // `reason` says why
    running,     // what a driver does to the end
    ended,       // by itself, with `status`
    bad_access,  // removed after a page fault at `address` that nobody serves
    bad_port,    // removed after an access to I/O port `address` that nobody gives it
    trapped,     // removed after exception `status`
};

// What happened to a program: everything that the closing table shows.
struct Story {
    char name[PINYON_ROOT_NAME_BYTES];
    State state;
    char const* reason;
    Word status;
    Word address;
    Word instruction;
    Word messages;  // as the program counts them; until it reports, those with the server
    Word faults_served;
    Word after_removals;  // messages to the server since the last removal of another program
};

class Program {
public:
    // Loads a module as thread number `thread_no` and starts it.
    void load(BootModule const& module, Word thread_no, PageStore& store);

    // Finds memory for a fault at `address` and what is to be mapped; nil if nobody gives it.
    L4_Fpage_t serve_fault(Word address, Word access, PageStore& store);

    // Deletes the thread, with it the space, and takes interrupts and memory back.
    void remove(PageStore& store);

    L4_ThreadId_t thread() const { return thread_; }
    bool running() const { return story.state == State::running; }

    // What the boot module says behind the program's name.
    char const* arguments() const { return arguments_; }
    bool driver() const { return pinyon_argument(arguments_, "driver") != nullptr; }

    Story story = {};

private:
    char const* create_thread(Word thread_no);
    char const* start();

    L4_ThreadId_t thread_ = {};
    char const* arguments_ = "";
    ProgramFile file_;
    PageList pages_ = nullptr;
};

}  // namespace root

#endif  // PINYON_PROGRAM_H
