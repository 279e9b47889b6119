// SPDX-License-Identifier: BSD-2-Clause
// sigma0: hands out physical memory, each page to the first who asks, by request and by page fault;
// and on machines that have them, I/O ports in the same way.
//
// Ownership goes by thread id, and for ever: sigma0 is told neither which space a thread belongs to
// nor when it dies. A request that makes no sense gets no answer.
//
// The root task may ask about sigma0 itself by the extended protocol: how much sigma0 tells on the
// console, and who owns what.
#include "ownership_map.h"

#include <l4/ipc.h>
#include <l4/kip.h>
#include <l4/message.h>
#include <l4/misc.h>
#include <l4/thread.h>
#include <l4io.h>
#include <pinyon/abi.h>

namespace sigma0 {
namespace {

constexpr Word anywhere = ~Word{0} >> 10;  // fpage base that leaves the place to sigma0
constexpr Word last_port = 0xFFFF;

constinit OwnershipMap memory;
constinit OwnershipMap ports;
constinit L4_ThreadId_t root_task = {0};
unsigned page_log2;
bool has_ports;
bool plain = true;  // no page ever had another attribute than the default

// ---- Start: what the kernel interface page says about memory

struct ServerImage {  // of a root server, as the KIP describes it
    Word sp;
    Word ip;
    Word low;
    Word high;
};

ServerImage const& image_at(void* kip, Word offset)
{
    return *reinterpret_cast<ServerImage const*>(static_cast<char const*>(kip) + offset);
}

void assign_image(ServerImage const& image, L4_ThreadId_t owner)
{
    Word const page_mask = (Word{1} << page_log2) - 1;
    if (image.low < image.high)
        memory.assign(image.low & ~page_mask, (image.high - 1) | page_mask, owner.raw);
}

// Memory is mapped 1:1, so nobody can have what lies outside the user's part of a space.
void exclude_unreachable(Word user_low, Word user_high)
{
    if (user_low > 0)
        memory.describe(0, user_low - 1, PINYON_MEM_RESERVED);
    if (user_high < ~Word{0})
        memory.describe(user_high + 1, ~Word{0}, PINYON_MEM_RESERVED);
}

void read_kernel_interface(void* kip)
{
    for (Word i = 0; i < L4_NumMemoryDescriptors(kip); ++i) {
        L4_MemoryDesc_t* const range = L4_MemoryDesc(kip, i);
        Word const type = L4_MemoryDescType(range);
        if (!L4_IsMemoryDescVirtual(range) && type != PINYON_MEM_UNDEFINED)
            memory.describe(L4_MemoryDescLow(range), L4_MemoryDescHigh(range), type);
    }
    for (Word i = 0; i < L4_NumMemoryDescriptors(kip); ++i) {
        L4_MemoryDesc_t* const range = L4_MemoryDesc(kip, i);
        if (L4_IsMemoryDescVirtual(range) && L4_MemoryDescType(range) == PINYON_MEM_CONVENTIONAL)
            exclude_unreachable(L4_MemoryDescLow(range), L4_MemoryDescHigh(range));
    }

    has_ports = L4_HasFeature("ioflexpages") != 0;
    ports.describe(0, last_port, PINYON_MEM_CONVENTIONAL);

    page_log2 = static_cast<unsigned>(__L4_Lsb(L4_PageSizeMask(kip)));
    Word const first_user = L4_ThreadIdUserBase(kip);
    assign_image(image_at(kip, PINYON_KIP_SIGMA0), L4_GlobalId(first_user, 1));
    assign_image(image_at(kip, PINYON_KIP_SIGMA1), L4_GlobalId(first_user + 1, 1));
    root_task = L4_GlobalId(first_user + 2, 1);
    assign_image(image_at(kip, PINYON_KIP_ROOT), root_task);
}

// ---- What is told on the console

enum Verbosity : Word {
    tells_nothing,
    tells_refused_faults,
    tells_all_requests,
};
constinit Word verbosity = tells_refused_faults;

void tell_refusal(L4_ThreadId_t client, char const* what, Word which, Word ip)
{
    if (verbosity >= tells_refused_faults)
        printf("sigma0: thread %lx may not have %s %lx, asked for by the fault at %lx\n",
               client.raw, what, which, ip);
}

void tell_request(L4_ThreadId_t client, L4_Fpage_t wanted, L4_Fpage_t given)
{
    if (verbosity >= tells_all_requests)
        printf("sigma0: thread %lx asks for %lx, gets %lx\n", client.raw, wanted.raw, given.raw);
}

void print_map(char const* what, OwnershipMap const& map)
{
    for (unsigned i = 0; i < map.ranges(); ++i)
        printf("sigma0: %s %lx to %lx, type %lx, owner %lx\n", what, map.range(i).low,
               map.high_of(i), map.range(i).type, map.range(i).owner);
}

// ---- Requests

L4_Fpage_t give(Word base, Word log2, L4_ThreadId_t client, Request request)
{
    Word const last = base + ((Word{1} << log2) - 1);
    if (!memory.claim(base, last, client.raw, request))
        return L4_Nilpage;
    return L4_FpageLog2(base, static_cast<int>(log2)) + L4_FullyAccessible;
}

// The client's mapping inherits the attribute. Where the machine does not have it, he owns the
// memory, but gets nothing.
L4_Fpage_t with_attribute(L4_Fpage_t given, Word attribute)
{
    if (L4_IsNilFpage(given) || (plain && attribute == L4_DefaultMemory))
        return given;
    plain = false;
    bool const done = L4_Set_PageAttribute(given - L4_FullyAccessible, attribute) == 1;
    return done ? given : L4_Nilpage;
}

// I/O fpages: first port in bits 16 to 31, logarithm of their number in bits 10 to 15, and a size
// field that no memory fpage has.
bool names_ports(L4_Fpage_t wanted)
{
    constexpr Word port_size = 2;
    return has_ports && L4_SizeLog2(wanted) == port_size;
}

L4_Fpage_t give_ports(L4_Fpage_t wanted, L4_ThreadId_t client)
{
    constexpr Word all_log2 = 16;
    Word const log2 = wanted.raw >> 10 & 0x3F;
    if (log2 > all_log2)
        return L4_Nilpage;
    Word const first = (wanted.raw >> 16 & last_port) >> log2 << log2;
    Word const last = first + (Word{1} << log2) - 1;
    return ports.claim(first, last, client.raw, Request::named) ? wanted : L4_Nilpage;
}

L4_Fpage_t on_request(L4_ThreadId_t client, L4_Fpage_t wanted, Word attribute)
{
    if (names_ports(wanted))
        return attribute == L4_DefaultMemory ? give_ports(wanted, client) : L4_Nilpage;
    Word const log2 = L4_SizeLog2(wanted);
    if (log2 < page_log2)
        return L4_Nilpage;
    Word base = L4_Address(wanted);
    if (wanted.raw >> 10 == anywhere && !memory.find_free(static_cast<unsigned>(log2), base))
        return L4_Nilpage;
    return with_attribute(give(base, log2, client, Request::named), attribute);
}

L4_Fpage_t on_fault(L4_ThreadId_t client, Word address, Word ip)
{
    Word const base = address >> page_log2 << page_log2;
    L4_Fpage_t const page = give(base, page_log2, client, Request::fault);
    if (L4_IsNilFpage(page))
        tell_refusal(client, "address", address, ip);
    return page;
}

L4_Fpage_t on_port_fault(L4_ThreadId_t client, L4_Fpage_t wanted, Word ip)
{
    L4_Fpage_t const given = names_ports(wanted) ? give_ports(wanted, client) : L4_Nilpage;
    if (L4_IsNilFpage(given))
        tell_refusal(client, "port", wanted.raw >> 16, ip);
    return given;
}

// The extended protocol. Returns whether there is an answer, which is empty.
bool on_extended(L4_ThreadId_t client, Word operation, Word argument)
{
    if (client != root_task)
        return false;
    switch (operation) {
    case PINYON_SIGMA0_SET_VERBOSITY:
        verbosity = argument;
        return false;
    case PINYON_SIGMA0_DUMP:
        print_map("memory", memory);
        if (has_ports)
            print_map("ports", ports);
        return argument != 0;
    default:
        return false;
    }
}

void load_answer(L4_Fpage_t page)
{
    L4_Msg_t reply;
    L4_MsgClear(&reply);
    L4_MsgAppendMapItem(&reply, L4_MapItem(page, L4_Address(page)));
    L4_MsgLoad(&reply);
}

// Loads the answer to a fault; false: the fault cannot be cured, and is not answered, since the
// client would only fault again, without end.
bool answer_fault(L4_Fpage_t page)
{
    if (L4_IsNilFpage(page))
        return false;
    load_answer(page);
    return true;
}

// Reads a request: the fpage and the attribute. A third word, which a bit of the fpage announces,
// holds the bits of the address from 32 up. False: this is no request.
bool read_request(L4_MsgTag_t tag, L4_Fpage_t& wanted, Word& attribute)
{
    constexpr Word with_high_bits = 8;
    L4_StoreMR(1, &wanted.raw);
    L4_StoreMR(2, &attribute);
    bool const three = L4_UntypedWords(tag) == 3 && (wanted.raw & with_high_bits) != 0;
    if (L4_TypedWords(tag) != 0 || (L4_UntypedWords(tag) != 2 && !three))
        return false;
    if (three) {
        Word high;
        L4_StoreMR(3, &high);
        wanted.raw |= high << 32;
    }
    return true;
}

// Loads the answer to the message in the message registers; false if it deserves none.
bool answer(L4_ThreadId_t client, L4_MsgTag_t tag)
{
    // The label holds the protocol's number above its low four bits, which say the kind of fault.
    long const label = static_cast<long>(tag.raw) >> 16;
    L4_Fpage_t wanted;
    Word second;
    if (label == PINYON_PROTO_SIGMA0 * 16 && read_request(tag, wanted, second)) {
        L4_Fpage_t const given = on_request(client, wanted, second);
        tell_request(client, wanted, given);
        load_answer(given);
        return true;
    }
    if (L4_UntypedWords(tag) != 2 || L4_TypedWords(tag) != 0)
        return false;
    Word first;
    L4_StoreMR(1, &first);
    L4_StoreMR(2, &second);
    if (label == PINYON_PROTO_SIGMA0_EXTENDED * 16) {
        bool const answers = on_extended(client, first, second);
        L4_Set_MsgTag(L4_Niltag);
        return answers;
    }
    if (label >> 4 == PINYON_PROTO_PAGE_FAULT)
        return answer_fault(on_fault(client, first, second));
    if (label >> 4 == PINYON_PROTO_IO_FAULT)
        return answer_fault(on_port_fault(client, L4_Fpage_t{first}, second));
    return false;
}

[[noreturn]] void serve()
{
    L4_ThreadId_t client = L4_nilthread;
    L4_MsgTag_t tag = L4_Wait(&client);
    for (;;) {
        bool const answered = L4_IpcSucceeded(tag) && answer(client, tag);
        tag = answered ? L4_ReplyWait(client, &client) : L4_Wait(&client);
    }
}

}  // namespace
}  // namespace sigma0

int main()
{
    sigma0::read_kernel_interface(L4_GetKernelInterface());
    sigma0::serve();
}
