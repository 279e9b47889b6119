// SPDX-License-Identifier: BSD-2-Clause
// The scratch pages, and map and grant items between the threads of a case.
#include "test_memory.h"

namespace conformance {
namespace {

alignas(scratch_pages* page_bytes) constinit volatile Word
    pages[scratch_pages][page_bytes / sizeof(Word)] = {};

void load_transfer(Transfer const& transfer)
{
    if (transfer.kind == Kind::map)
        load_item(L4_MapItem(transfer.page, transfer.base));
    else
        load_item(L4_GrantItem(transfer.page, transfer.base));
}

Word send_transfer(Word address)
{
    Transfer const& transfer = *reinterpret_cast<Transfer const*>(address);
    load_transfer(transfer);
    return error_of(L4_Send_Timeout(transfer.taker, patience()));
}

Word receive_transfer(Word address)
{
    Transfer const& transfer = *reinterpret_cast<Transfer const*>(address);
    L4_Accept(L4_MapGrantItems(transfer.accept));
    Word const error = error_of(L4_Receive_Timeout(transfer.giver, patience()));
    L4_Accept(L4_UntypedWordsAcceptor);
    return error;
}

}  // namespace

Word scratch(unsigned page)
{
    return reinterpret_cast<Word>(pages[page]);
}

Word volatile& word_at(Word address)
{
    return *reinterpret_cast<Word volatile*>(address);
}

[[gnu::noipa]] Word peek(Word address)
{
    return word_at(address);
}

[[gnu::noipa]] Word poke(Word address)
{
    word_at(address) = 1;
    return 0;
}

[[gnu::noipa]] Word jump(Word address)
{
    reinterpret_cast<void (*)()>(address)();
    return 0;
}

bool pass(Transfer const& transfer)
{
    // Workers see the description in the suite's image, not on the tester's stack.
    static constinit Transfer shared;
    shared = transfer;
    Word const argument = reinterpret_cast<Word>(&shared);

    Word result = no_error;
    if (!post(transfer.taker, receive_transfer, argument))
        return false;
    bool const sent = transfer.giver == tester()
                          ? send_transfer(argument) == no_error
                          : post(transfer.giver, send_transfer, argument) &&
                                finish(transfer.giver, result) && result == no_error;
    return finish(transfer.taker, result) && result == no_error && sent;
}

bool give(L4_ThreadId_t worker, Word page, Word rights, Word address)
{
    return pass({tester(), worker, Kind::map, fpage(page) + rights, 0, fpage(address)});
}

void reset_memory()
{
    L4_Flush(fpage(window, window_log2) + L4_FullyAccessible);
    L4_UnmapFpage(fpage(scratch(), page_log2 + 4) + L4_FullyAccessible);
    for (unsigned page = 0; page < scratch_pages; ++page)
        word_at(scratch(page)) = 0;
}

}  // namespace conformance
