// SPDX-License-Identifier: BSD-2-Clause
// Example: strings. A client sends text that lies in pieces, a server in another space answers with
// a string. Neither has the memory for its buffers when a message comes: the transfer stops at the
// missing page, its pager is asked, and the transfer goes on. The main thread is the pager.
#include "string_parts.h"

#include <l4io.h>

namespace strings {
namespace {

using namespace examples;

constexpr unsigned most_frames = 12;

alignas(page_size) constinit unsigned char memory[most_frames][page_size] = {};
constinit unsigned used_frames = 0;
constinit L4_ThreadId_t server_id = {};
constinit L4_ThreadId_t client_id = {};

struct Counts {
    unsigned of_server = 0;
    unsigned of_client = 0;
};

// A fault in a receive buffer has no instruction: the thread waits in the kernel.
void note_transfer(L4_ThreadId_t thread, PageFault const& fault, Counts& in_transfer)
{
    constexpr Word no_instruction = ~Word{0};
    if (fault.instruction != no_instruction)
        return;
    bool const is_server = thread == server_id;
    printf("pager: in a transfer, the %s's buffer needs the page at %lx\n",
           is_server ? "server" : "client", page_of(fault.address));
    ++(is_server ? in_transfer.of_server : in_transfer.of_client);
}

// Loads the answer to a fault: a page of the image, or a new one in the thread's own area.
bool answer(L4_ThreadId_t thread, PageFault const& fault, Counts& in_transfer)
{
    note_transfer(thread, fault, in_transfer);
    if (fault.address - free_area >= own_area_size)
        return load_image_page(thread, fault);
    if (used_frames == most_frames)
        return false;
    Word const frame = reinterpret_cast<Word>(memory[used_frames++]);
    load_page(L4_FpageLog2(frame, page_log2) + L4_ReadWriteOnly, page_of(fault.address));
    return true;
}

// Until the client reports.
Findings serve_faults(Counts& in_transfer)
{
    Findings found = {};
    for (;;) {
        L4_ThreadId_t from;
        L4_MsgTag_t const tag = L4_Wait(&from);
        if (is_page_fault(tag)) {
            check(answer(from, page_fault(tag), in_transfer), "they touch only what they may");
            L4_Reply(from);
        } else if (from == client_id && L4_UntypedWords(tag) == findings_words) {
            L4_StoreMRs(1, findings_words, reinterpret_cast<Word*>(&found));
            return found;
        }
    }
}

int demonstrate()
{
    begin();
    server_id = start_apart(serve);
    client_id = start_apart(run_client);
    Counts in_transfer;
    Findings const found = serve_faults(in_transfer);
    check(found.text_is_right, "the text arrives and comes back in capitals");
    check(found.sum_is_right, "all bytes of the block arrive");
    check(found.overflow_is_told, "a string longer than its buffer is an error with an offset");
    printf("page faults in transfers: %u of the server, %u of the client\n", in_transfer.of_server,
           in_transfer.of_client);
    check(in_transfer.of_server > 1 && in_transfer.of_client > 0, "transfers outlive page faults");
    return conclude("strings");
}

}  // namespace

L4_ThreadId_t server()
{
    return server_id;
}

}  // namespace strings

int main()
{
    return strings::demonstrate();
}
