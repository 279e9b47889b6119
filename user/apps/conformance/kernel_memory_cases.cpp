// SPDX-License-Identifier: BSD-2-Clause
// Kernel memory: filled in every way it comes to an end with errors, never with a crash, and all of
// it comes back. Accounts with limits (an extension, feature "kmem-accounts").
#include "suite.h"
#include "test_memory.h"
#include "words.h"

#include <l4/kdebug.h>
#include <l4/kip.h>
#include <pinyon/accounts.h>

namespace conformance {
namespace {

// What is there of kernel memory; equal before and after means that all came back.
struct Counts {
    Word free_frames, threads, spaces, mappings;
    bool operator==(Counts const&) const = default;
};

Word free_frames()
{
    return L4_KDB_KernelMemory(PINYON_KMEM_FREE_FRAMES);
}

Counts counts()
{
    return {free_frames(), L4_KDB_KernelMemory(PINYON_KMEM_THREADS),
            L4_KDB_KernelMemory(PINYON_KMEM_SPACES), L4_KDB_KernelMemory(PINYON_KMEM_MAPPINGS)};
}

// ---- Items in bulk

constexpr Word flood_base = 0x10'0000'0000;
constexpr Word table_stride = 2 << 20;  // the reach of one leaf table
constexpr unsigned items_at_once = 30;
constexpr Word stop_label = 0x5709;

// Items that map `page` again and again, `stride` bytes apart; `at` moves on. Returns the error.
Word send_items(L4_ThreadId_t taker, L4_Fpage_t page, Word& at, Word stride)
{
    L4_Msg_t message;
    L4_MsgClear(&message);
    for (unsigned i = 0; i < items_at_once; ++i, at += stride)
        L4_Append(&message, L4_MapItem(page + L4_FullyAccessible, at));
    L4_MsgLoad(&message);
    return error_of(L4_Send_Timeout(taker, patience()));
}

// Takes whatever the thread sends, anywhere, until it says stop or something fails.
Word swallow(Word giver)
{
    L4_Accept(L4_MapGrantItems(L4_CompleteAddressSpace));
    Word error = no_error;
    for (bool stopped = false; !stopped && error == no_error;) {
        L4_MsgTag_t const tag = L4_Receive_Timeout({giver}, patience());
        error = error_of(tag);
        stopped = L4_Label(tag) == stop_label;
    }
    L4_Accept(L4_UntypedWordsAcceptor);
    return error;
}

void stop_swallowing(L4_ThreadId_t worker)
{
    load(stop_label);
    EXPECT_EQ(error_of(L4_Send_Timeout(worker, patience())), no_error);
    Word error = receive_overflow;
    EXPECT(finish(worker, error));
    EXPECT_EQ(error, no_error);
}

// A worker in a space of its own that has all the memory it needs to swallow.
L4_ThreadId_t start_swallower()
{
    L4_ThreadId_t const worker = start_foreign_worker();
    EXPECT(post(worker, swallow, tester().raw));
    stop_swallowing(worker);
    EXPECT_EQ(run(worker, same_word, 1), 1);
    return worker;
}

// Sends items until kernel memory is at its end for the worker.
void flood(L4_ThreadId_t worker, L4_Fpage_t page, Word at, Word stride)
{
    constexpr unsigned more_than_there_can_be = 100'000;
    REQUIRE(post(worker, swallow, tester().raw));
    Word error = no_error;
    for (unsigned i = 0; error == no_error && i < more_than_there_can_be; ++i)
        error = send_items(worker, page, at, stride);
    EXPECT_EQ(error, send_overflow);
    REQUIRE(finish(worker, error));
    EXPECT_EQ(error, receive_overflow);
}

// Takes all memory but some frames by page tables of a worker's space.
constexpr Word frames_left = 48;

L4_ThreadId_t take_most_memory()
{
    L4_ThreadId_t const worker = start_swallower();
    EXPECT(post(worker, swallow, tester().raw));
    Word at = flood_base;
    Word error = no_error;
    constexpr Word headroom = 2 * items_at_once;
    while (error == no_error && free_frames() > frames_left + headroom)
        error = send_items(worker, fpage(scratch()), at, table_stride);
    EXPECT_EQ(error, no_error);
    stop_swallowing(worker);
    return worker;
}

// ---- Threads and spaces in bulk

constexpr Word bulk_number = 300;  // above UserBase: clear of the workers
constexpr unsigned bulk_limit = 600;

L4_ThreadId_t bulk_id(unsigned i)
{
    return L4_GlobalId(L4_ThreadIdUserBase(L4_GetKernelInterface()) + bulk_number + i, 1);
}

// Makes inactive threads until an error comes; in the tester's space or each in its own.
Word make_threads(bool with_spaces, unsigned& made)
{
    for (made = 0; made < bulk_limit; ++made) {
        L4_ThreadId_t const id = bulk_id(made);
        Word const error = thread_control(id, with_spaces ? id : tester(), tester(), L4_nilthread);
        if (error != 0)
            return error;
    }
    return 0;
}

void fill_with_threads(bool with_spaces, unsigned expected)
{
    L4_ThreadId_t const ballast = take_most_memory();
    Counts const before = counts();
    unsigned first = 0;
    for (unsigned round = 0; round < 2; ++round) {
        unsigned made = 0;
        EXPECT_EQ(make_threads(with_spaces, made), L4_ErrNoMem);
        EXPECT(made >= expected);
        EXPECT(round == 0 || made == first);
        first = made;
        EXPECT_EQ(run(ballast, same_word, 7), 7);
        for (unsigned i = 0; i < made; ++i)
            EXPECT_EQ(delete_thread(bulk_id(i)), 0);
        EXPECT(counts() == before);
    }
}

// ---- Two spaces that take all they can get

// Maps the page in the window to the other thread, in new places, until that fails.
Word pester(Word victim)
{
    Word at = flood_base;
    Word error = no_error;
    while (error == no_error)
        error = send_items({victim}, fpage(window), at, table_stride);
    return error;
}

Word unmap_all(Word)
{
    L4_UnmapFpage(fpage(window) + L4_FullyAccessible);
    return 0;
}

Word used_pages(L4_ThreadId_t member)
{
    pinyon_kernel_memory_t account = {};
    EXPECT(pinyon_kernel_memory(member, &account));
    return account.pages;
}

// A limit of so many pages above the present use. Returns it.
Word limit_growth(L4_ThreadId_t member, Word pages)
{
    pinyon_kernel_memory_t before = {};
    Word const limit = used_pages(member) + pages;
    EXPECT(pinyon_limit_kernel_memory(member, limit, &before));
    return limit;
}

Word limit_own_space(Word thread)
{
    pinyon_kernel_memory_t account;
    return pinyon_limit_kernel_memory({thread}, 1, &account) ? 0 : L4_ErrorCode();
}

Word count_from_outside(Word what)
{
    return L4_KDB_KernelMemory(what);
}

constexpr Case cases[] = {
    {"the counts of kernel memory are there, for privileged spaces only",
     [] {
         Word const frames = L4_KDB_KernelMemory(PINYON_KMEM_FRAMES);
         EXPECT(frames > 0 && free_frames() < frames);
         EXPECT(counts().threads >= 2 && counts().spaces >= 2);
         EXPECT_EQ(L4_KDB_KernelMemory(99), unchanged);
         EXPECT_EQ(run(start_foreign_worker(), count_from_outside, PINYON_KMEM_FRAMES), unchanged);
     }},

    {"a space with threads and mappings leaves nothing behind",
     [] {
         Counts const before = counts();
         L4_ThreadId_t const worker = start_foreign_worker();
         L4_ThreadId_t const beside = start_beside(worker);
         REQUIRE(give(worker, scratch(), L4_FullyAccessible, window));
         EXPECT_EQ(counts().threads, before.threads + 2);
         EXPECT_EQ(counts().spaces, before.spaces + 1);
         EXPECT(counts().mappings > before.mappings);
         EXPECT_EQ(delete_thread(worker), 0);
         EXPECT_EQ(delete_thread(beside), 0);
         EXPECT(counts() == before);
     }},

    {"filled with page tables: overflow to both sides, and all is there again afterwards",
     [] {
         Counts const before = counts();
         L4_ThreadId_t const other = start_worker();
         L4_ThreadId_t const hog = start_swallower();
         flood(hog, fpage(scratch()), flood_base, table_stride);
         EXPECT(free_frames() < frames_left);
         EXPECT_EQ(run(other, same_word, 5), 5);
         EXPECT_EQ(run(hog, same_word, 6), 6);
         EXPECT_EQ(delete_thread(hog), 0);
         EXPECT_EQ(delete_thread(other), 0);
         EXPECT_EQ(free_frames(), before.free_frames);
         EXPECT(counts() == before);
     }},

    {"filled with mappings: overflow, and Unmap makes room for other things",
     [] {
         Counts const before = counts();
         L4_ThreadId_t const ballast = take_most_memory();
         L4_ThreadId_t const hog = start_swallower();
         Counts const empty = counts();
         L4_Fpage_t const many = fpage(scratch(), page_log2 + 4);
         flood(hog, many, flood_base, scratch_pages * page_bytes);
         EXPECT(counts().mappings > empty.mappings + 1000);
         unsigned made = 0;
         EXPECT_EQ(make_threads(true, made), L4_ErrNoMem);
         unsigned const made_when_full = made;
         for (unsigned i = 0; i < made_when_full; ++i)
             EXPECT_EQ(delete_thread(bulk_id(i)), 0);
         L4_UnmapFpage(many + L4_FullyAccessible);
         EXPECT(counts().mappings < empty.mappings);
         EXPECT_EQ(make_threads(true, made), L4_ErrNoMem);
         EXPECT(made > made_when_full);
         for (unsigned i = 0; i < made; ++i)
             EXPECT_EQ(delete_thread(bulk_id(i)), 0);
         EXPECT_EQ(delete_thread(hog), 0);
         EXPECT_EQ(delete_thread(ballast), 0);
         EXPECT(counts() == before);
     }},

    {"filled with threads: error 8, and all is there again afterwards, twice",
     [] { fill_with_threads(false, 4 * frames_left - 4); }},

    {"filled with spaces: error 8, and all is there again afterwards, twice",
     [] { fill_with_threads(true, frames_left / 8); }},

    {"activation without kernel memory is refused with error 8, and works when there is some",
     [] {
         L4_ThreadId_t const hog = start_swallower();
         L4_ThreadId_t const id = fresh_id();
         REQUIRE(thread_control(id, id, tester(), L4_nilthread) == 0);
         // Where a mapping fails that needs a new table, less may still be there: the tables fill
         // up.
         flood(hog, fpage(scratch()), flood_base, table_stride);
         flood(hog, fpage(scratch()), flood_base + page_bytes, page_bytes);
         Counts const full = counts();
         EXPECT_EQ(configure_space(id), L4_ErrNoMem);
         EXPECT(counts() == full);
         EXPECT_EQ(thread_control(id, hog, L4_nilthread, tester(),
                                  reinterpret_cast<Word>(utcb_of(id)) ^ page_bytes * 4),
                   L4_ErrNoMem);
         EXPECT(counts() == full);
         EXPECT_EQ(state_of(id), PINYON_SCHED_INACTIVE);
         EXPECT_EQ(delete_thread(hog), 0);
         EXPECT_EQ(configure_space(id), 0);
         EXPECT_EQ(
             thread_control(id, id, L4_nilthread, tester(), reinterpret_cast<Word>(utcb_of(id))),
             0);
     }},

    // ---- Accounts

    {"the kernel announces that accounts have limits",
     [] { EXPECT(L4_HasFeature(PINYON_FEATURE_KMEM_ACCOUNTS)); }},

    {"an account is unlimited until it gets a limit, which can be taken away again",
     [] {
         L4_ThreadId_t const worker = start_foreign_worker();
         pinyon_kernel_memory_t account = {};
         REQUIRE(pinyon_kernel_memory(worker, &account));
         EXPECT(!account.limited && account.pages > 0);
         REQUIRE(pinyon_limit_kernel_memory(worker, account.pages + 10, &account));
         EXPECT(!account.limited);
         REQUIRE(pinyon_kernel_memory(worker, &account));
         EXPECT(account.limited);
         REQUIRE(pinyon_limit_kernel_memory(worker, PINYON_KERNEL_MEMORY_UNLIMITED, &account));
         REQUIRE(pinyon_kernel_memory(worker, &account));
         EXPECT(!account.limited);
     }},

    {"a space outside the privileged ones can set no limit: error 1",
     [] {
         L4_ThreadId_t const worker = start_foreign_worker();
         EXPECT_EQ(run(worker, limit_own_space, worker.raw), L4_ErrNoPrivilege);
         EXPECT_EQ(run(worker, limit_own_space, tester().raw), L4_ErrNoPrivilege);
     }},

    {"a thread is charged to its space, and given back with it",
     [] {
         L4_ThreadId_t const worker = start_foreign_worker();
         Word const limit = limit_growth(worker, 0);
         unsigned made = 0;
         Word error = 0;
         for (; error == 0 && made < bulk_limit; ++made)
             error = thread_control(bulk_id(made), worker, tester(), L4_nilthread);
         EXPECT_EQ(error, L4_ErrNoMem);
         EXPECT(used_pages(worker) <= limit);
         EXPECT_EQ(thread_control(bulk_id(made), tester(), tester(), L4_nilthread), 0);
         for (unsigned i = 0; i <= made; ++i)
             EXPECT_EQ(delete_thread(bulk_id(i)), 0);
         EXPECT_EQ(used_pages(worker), limit);
     }},

    {"spaces at their limits map, unmap and send all they can, and harm only themselves",
     [] {
         constexpr Word growth = 24;
         L4_ThreadId_t const bad = start_swallower();
         L4_ThreadId_t const accomplice = start_swallower();
         L4_ThreadId_t const good = start_foreign_worker();
         REQUIRE(give(bad, scratch(), L4_FullyAccessible, window));
         limit_growth(bad, growth);
         Word const limit = limit_growth(accomplice, growth);
         for (unsigned round = 0; round < 3; ++round) {
             REQUIRE(post(accomplice, swallow, bad.raw));
             REQUIRE(post(bad, pester, accomplice.raw));
             EXPECT_EQ(run(good, same_word, round), round);
             EXPECT(give(good, scratch(1), L4_FullyAccessible, window + round * page_bytes));
             EXPECT_EQ(run(start_worker(), same_word, 9), 9);
             Word error = no_error;
             REQUIRE(finish(bad, error));
             EXPECT_EQ(error, send_overflow);
             REQUIRE(finish(accomplice, error));
             EXPECT_EQ(error, receive_overflow);
             EXPECT(used_pages(accomplice) <= limit);
             EXPECT(used_pages(accomplice) + 2 >= limit);
             EXPECT_EQ(run(bad, unmap_all), 0);
         }
     }},
};

}  // namespace

constexpr Suite kernel_memory_suite = suite_of("kernel memory", "1.8, 4.3, 4.8", cases);

}  // namespace conformance
