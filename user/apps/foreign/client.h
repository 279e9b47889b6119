// SPDX-License-Identifier: BSD-2-Clause
// A program of another system: its space and thread, its memory on demand, its first stack.
#ifndef PINYON_FOREIGN_CLIENT_H
#define PINYON_FOREIGN_CLIENT_H

#include "../../serv/root/boot_modules.h"
#include "../../serv/root/page_store.h"
#include "../../serv/root/program_file.h"
#include "foreign_machine.h"

#include <l4/thread.h>

namespace foreign {

class Client {
public:
    // Loads the module and starts its thread, whose pager and exception handler is the caller.
    // Returns nullptr, or what is wrong.
    char const* start(root::BootModule const& module);

    // What to map for a fault at `address`; nil if the program may not access it so.
    L4_Fpage_t serve_fault(Word address, Word access);

    // The byte that the program can read at `address`; nullptr if it cannot.
    unsigned char const* byte_at(Word address);

    void remove();

    L4_ThreadId_t thread() const { return thread_; }

private:
    char const* create_thread();
    bool lay_out_start(char const* name);
    root::Page* page_at(Word page);
    Word rights_at(Word page) const;

    L4_ThreadId_t thread_ = {};
    root::ProgramFile file_;
    root::PageStore store_;
    root::PageList pages_ = nullptr;
};

}  // namespace foreign

#endif  // PINYON_FOREIGN_CLIENT_H
