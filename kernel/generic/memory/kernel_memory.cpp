// SPDX-License-Identifier: BSD-2-Clause
// The frames of kernel memory: a free list by number over an array of records.
#include "generic/memory/kernel_memory.h"

namespace pinyon {

namespace {

[[maybe_unused, gnu::cold]] bool is_zero(PhysAddr frame)
{
    auto const* const words = static_cast<Word const*>(Arch::direct(frame));
    for (Word i = 0; i < page_size / sizeof(Word); ++i)
        if (words[i] != 0)
            return false;
    return true;
}

}  // namespace

void KernelFrames::initialise(PhysAddr memory, Word size)
{
    Word const frames = size >> page_bits;
    Word const records = round_up(frames * sizeof(FrameInfo), page_size) >> page_bits;
    check(frames > records, "kernel memory holds more than its own records");
    infos_ = static_cast<FrameInfo*>(Arch::direct(memory));
    base_ = memory + (records << page_bits);
    total_ = frames - records;
    free_ = total_;
    dirty_ = 1;
    for (Word i = 0; i < total_; ++i) {
        FrameInfo& info = *::new (static_cast<void*>(infos_ + i)) FrameInfo{};
        info.next_free = i + 1 < total_ ? std::uint32_t(i + 2) : 0;
    }
}

Result<PhysAddr> KernelFrames::allocate(Account& account, FrameInfo::Use use)
{
    if (!has(1) || !account.allows(page_size))
        return ErrorCode::no_memory;
    account.used += page_size;
    return take(use);
}

void KernelFrames::promise(Word count, Account& account)
{
    check(has(count), "only frames that are there are promised");
    promised_ += count;
    account.used += count << page_bits;
}

void KernelFrames::forgo(Word count, Account& account)
{
    promised_ -= count;
    account.used -= count << page_bits;
}

PhysAddr KernelFrames::take_promised(FrameInfo::Use use)
{
    check(promised_ > 0, "the frame was promised");
    --promised_;
    return take(use);
}

Result<KernelFrames::Root> KernelFrames::allocate_root(Account& account)
{
    if (roots_ == 0 || !has(1) || !account.allows(page_size)) {
        auto const made = allocate(account, FrameInfo::Use::page_table);
        return made ? Result<Root>{{made.value(), false}} : Result<Root>{made.error()};
    }
    account.used += page_size;
    return Root{take_from(roots_, FrameInfo::Use::page_table), true};
}

PhysAddr KernelFrames::take(FrameInfo::Use use)
{
    bool const object = use == FrameInfo::Use::object;
    FreeList& used = dirty_ != 0 ? dirty_ : roots_;
    bool const dirty = zero_ == 0 || (object && used != 0);
    PhysAddr const frame = take_from(dirty ? used : zero_, use);
    if (dirty && !object)
        __builtin_memset(Arch::direct(frame), 0, page_size);
    else if (config::assertions && !dirty)
        check(is_zero(frame), "a frame that was said to be zero is");
    return frame;
}

// The first of a list that is not empty, as it is.
PhysAddr KernelFrames::take_from(FreeList& list, FrameInfo::Use use)
{
    std::uint32_t const number = list - 1;
    FrameInfo& info = infos_[number];
    list = info.next_free;
    --free_;
    info = FrameInfo{};
    info.use = use;
    if (use == FrameInfo::Use::utcb)
        info.utcbs = FrameInfo::Utcbs{};
    return address(number);
}

void KernelFrames::put_back(PhysAddr frame, Account& account, FreeList& list)
{
    FrameInfo& record = info(frame);
    check(owns(frame) && record.use != FrameInfo::Use::free, "a frame in use is released once");
    record.use = FrameInfo::Use::free;
    record.next_free = list;
    list = number(frame) + 1;
    ++free_;
    account.used -= page_size;
}

}  // namespace pinyon
