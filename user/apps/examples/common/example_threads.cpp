// SPDX-License-Identifier: BSD-2-Clause
// Makes threads and spaces, says which pages of the image they may have, and keeps the checks.
#include "example_threads.h"

#include <l4/kip.h>
#include <l4/space.h>
#include <l4io.h>

namespace examples {
namespace {

constexpr unsigned most_threads = 6;
constexpr Word stack_size = 2 * page_size;
constexpr Word first_number = 16;  // above UserBase: room for the root servers
constexpr int utcb_area_log2 = 15;

alignas(page_size) constinit unsigned char stacks[most_threads][stack_size] = {};
constinit L4_ThreadId_t main_id = {};
constinit unsigned threads = 0;
constinit unsigned broken_claims = 0;

// ---- The image

struct Range {
    Word low, high;
    [[nodiscard]] bool has(Word address) const { return address >= low && address < high; }
};

Range image()
{
    L4_KernelRootServer_t const& root =
        static_cast<L4_KernelInterfacePage_t const*>(L4_GetKernelInterface())->root_server;
    return {root.low, root.high};
}

unsigned index_of(L4_ThreadId_t thread)
{
    return static_cast<unsigned>(L4_ThreadNo(thread) - thread_number(0));
}

Range stack_of(L4_ThreadId_t thread)
{
    Word const low = reinterpret_cast<Word>(stacks[index_of(thread)]);
    return {low, low + stack_size};
}

L4_ThreadId_t new_id()
{
    constexpr Word version = 1;
    return threads < most_threads ? L4_GlobalId(thread_number(threads++), version) : L4_nilthread;
}

bool control(L4_ThreadId_t thread, L4_ThreadId_t space, L4_ThreadId_t pager, Word utcb)
{
    return L4_ThreadControl(thread, space, main_id, pager, reinterpret_cast<void*>(utcb)) != 0;
}

constexpr Word nowhere = ~Word{0};

}  // namespace

// ---- Threads

void begin()
{
    main_id = L4_Myself();
    Range const all = image();
    for (Word page = page_of(all.low); page < all.high; page += page_size)
        touch(page);
}

L4_ThreadId_t main_thread()
{
    return main_id;
}

L4_ThreadId_t start_beside(Body body)
{
    L4_ThreadId_t const thread = new_id();
    check(control(thread, main_id, main_id, utcb_place(index_of(thread))), "a thread is made");
    start(thread, body);
    return thread;
}

// Three steps: an inactive thread, which makes the space; the areas of the space for the kernel
// interface page and for UTCBs; the activation of the thread by naming its pager.
L4_ThreadId_t make_apart()
{
    void* const kip = L4_GetKernelInterface();
    L4_Fpage_t const kip_area =
        L4_FpageLog2(reinterpret_cast<Word>(kip), static_cast<int>(L4_KipAreaSizeLog2(kip)));
    L4_Fpage_t const utcb_area = L4_FpageLog2(utcb_place(0), utcb_area_log2);
    L4_ThreadId_t const thread = new_id();
    Word old_control;
    check(control(thread, thread, L4_nilthread, nowhere), "a space is made");
    check(L4_SpaceControl(thread, 0, kip_area, utcb_area, L4_nilthread, &old_control) != 0,
          "the space is configured");
    check(control(thread, thread, main_id, utcb_place(index_of(thread))), "its thread is active");
    return thread;
}

// A new thread waits for a message from its pager that says where it begins.
void start(L4_ThreadId_t thread, Body body)
{
    load(0, {reinterpret_cast<Word>(body), initial_stack_pointer(stack_of(thread).high)});
    check(L4_IpcSucceeded(L4_Reply(thread)), "the thread takes its start message");
}

L4_ThreadId_t start_apart(Body body)
{
    L4_ThreadId_t const thread = make_apart();
    start(thread, body);
    return thread;
}

void remove(L4_ThreadId_t thread)
{
    check(control(thread, L4_nilthread, L4_nilthread, nowhere), "a thread is removed");
}

// ---- Memory

L4_Fpage_t whole_page(Word address)
{
    return L4_FpageLog2(address, page_log2) + L4_FullyAccessible;
}

L4_Fpage_t image_page(L4_ThreadId_t thread, Word address, Word access)
{
    Word const rights = stack_of(thread).has(address) ? L4_ReadWriteOnly
                        : image().has(address)        ? L4_ReadeXecOnly
                                                      : L4_NoAccess;
    bool const allowed = rights != L4_NoAccess && (access & ~rights) == 0;
    return allowed ? L4_FpageLog2(address, page_log2) + rights : L4_Nilpage;
}

bool load_image_page(L4_ThreadId_t thread, PageFault const& fault)
{
    L4_Fpage_t const page = image_page(thread, fault.address, fault.access);
    load_page(page, page_of(fault.address));
    return !L4_IsNilFpage(page);
}

// ---- Facts about this machine

// On x86_64 a call pushes the return address, and functions expect it there.
Word initial_stack_pointer(Word top)
{
#if defined(__x86_64__)
    return top - sizeof(Word);
#else
    return top;
#endif
}

Word thread_number(unsigned index)
{
    return L4_ThreadIdUserBase(L4_GetKernelInterface()) + first_number + index;
}

// UTCBs lie behind the main thread's own, and at the same addresses in other spaces. A local id is
// an address in the thread's UTCB.
Word utcb_place(unsigned index)
{
    Word const size = L4_UtcbSize(L4_GetKernelInterface());
    Word const own = L4_LocalIdOf(main_id).raw & ~(size - 1);
    return own + (index + 1) * size;
}

// ---- Claims

void check(bool holds, char const* claim)
{
    if (holds)
        return;
    ++broken_claims;
    printf("not true: %s (last error code %lx)\n", claim, L4_ErrorCode());
}

int conclude(char const* example)
{
    if (broken_claims == 0)
        printf("%s: all went well\n", example);
    else
        printf("%s: %u claims are not true\n", example, broken_claims);
    return broken_claims == 0 ? 0 : 1;
}

}  // namespace examples
