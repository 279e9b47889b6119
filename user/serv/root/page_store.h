// SPDX-License-Identifier: BSD-2-Clause
// The root server's stock of memory: pages that it got from sigma0 and gives to programs.
#ifndef PINYON_PAGE_STORE_H
#define PINYON_PAGE_STORE_H

#include "program_file.h"

namespace root {

// One page of memory while a program has it.
struct Page {
    unsigned char* memory;  // where the root server sees it
    Word address;           // where the program sees it
    Page* next;
};

// A program's pages.
using PageList = Page*;

Page* find_page(PageList list, Word address);

class PageStore {
public:
    // Puts a page of zeros at `address` of the program with that list; nullptr if memory is out.
    Page* add(PageList& list, Word address);

    // Takes all pages of a program back. The program must not be able to reach them any more.
    void take_back(PageList& list);

private:
    static constexpr unsigned capacity = 2048;
    static constexpr unsigned chunk_log2 = 18;  // memory is asked from sigma0 in pieces of 256 KB

    bool restock();

    Page pages_[capacity] = {};
    unsigned known_ = 0;  // entries of pages_ that have memory
    PageList free_ = nullptr;
};

}  // namespace root

#endif  // PINYON_PAGE_STORE_H
