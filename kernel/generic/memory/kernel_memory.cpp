// SPDX-License-Identifier: BSD-2-Clause
// The frames of kernel memory: a free list by number over an array of records.
#include "generic/memory/kernel_memory.h"

namespace pinyon {

void KernelFrames::initialise(PhysAddr memory, Word size)
{
    Word const frames = size >> page_bits;
    Word const records = round_up(frames * sizeof(FrameInfo), page_size) >> page_bits;
    check(frames > records, "kernel memory holds more than its own records");
    infos_ = static_cast<FrameInfo*>(Arch::direct(memory));
    base_ = memory + (records << page_bits);
    total_ = frames - records;
    free_ = total_;
    first_free_ = 1;
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

PhysAddr KernelFrames::take(FrameInfo::Use use)
{
    std::uint32_t const number = first_free_ - 1;
    FrameInfo& info = infos_[number];
    first_free_ = info.next_free;
    --free_;
    info = FrameInfo{};
    info.use = use;
    if (use == FrameInfo::Use::utcb)
        info.utcbs = FrameInfo::Utcbs{};
    PhysAddr const frame = address(number);
    __builtin_memset(Arch::direct(frame), 0, page_size);
    return frame;
}

void KernelFrames::release(PhysAddr frame, Account& account)
{
    FrameInfo& record = info(frame);
    check(owns(frame) && record.use != FrameInfo::Use::free, "a frame in use is released once");
    record.use = FrameInfo::Use::free;
    record.next_free = first_free_;
    first_free_ = number(frame) + 1;
    ++free_;
    account.used -= page_size;
}

}  // namespace pinyon
