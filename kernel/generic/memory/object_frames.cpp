// SPDX-License-Identifier: BSD-2-Clause
// The frames of a pool: those with room are in a doubly linked list, and each has a list of the
// objects that were released.
#include "generic/memory/kernel_memory.h"

namespace pinyon {

void ObjectFrames::set_up(KernelFrames& frames, Word size, Word alignment)
{
    check(size <= page_size && size % alignment == 0 && size % unit == 0, "an object fits a frame");
    frames_ = &frames;
    memory_ = static_cast<std::byte*>(Arch::direct(frames.base()));
    size_ = std::uint32_t(size);
    units_ = std::uint32_t(size / unit);
    per_frame_ = std::uint32_t(page_size / size);
}

void* ObjectFrames::take(Account& account)
{
    if (!account.allows(size_) || (first_open_ == 0 && !grow()))
        return nullptr;
    void* const object = object_at(next_of(first_open()));
    charge(1, account);
    return object;
}

void ObjectFrames::give_back(void* object, Account& account)
{
    if constexpr (config::assertions)
        __builtin_memset(object, 0xDB, size_);
    std::uint32_t const index = index_of_object(object);
    std::uint32_t const frame = (index - 1) / (page_size / unit) + 1;
    Objects& objects = objects_of(frame);
    *static_cast<std::uint32_t*>(object) = objects.first_free;
    objects.first_free = index;
    if (objects.used-- == per_frame_)
        open(frame);
    --used_;
    account.used -= size_;
    if (objects.used == 0)
        shrink(frame);
}

void ObjectFrames::open(std::uint32_t frame)
{
    Objects& objects = objects_of(frame);
    objects.prev = 0;
    objects.next = first_open_;
    if (first_open_ != 0)
        objects_of(first_open_).prev = frame;
    first_open_ = frame;
}

void ObjectFrames::close(std::uint32_t frame)
{
    Objects const& objects = objects_of(frame);
    (objects.prev != 0 ? objects_of(objects.prev).next : first_open_) = objects.next;
    if (objects.next != 0)
        objects_of(objects.next).prev = objects.prev;
}

bool ObjectFrames::grow()
{
    Result<PhysAddr> const made = frames_->allocate(own_, FrameInfo::Use::object);
    if (!made)
        return false;
    std::uint32_t const frame = frames_->number(made.value()) + 1;
    objects_of(frame) = Objects{.fresh = (frame - 1) * std::uint32_t(page_size / unit) + 1};
    open(frame);
    ++held_;
    return true;
}

void ObjectFrames::shrink(std::uint32_t frame)
{
    close(frame);
    --held_;
    frames_->release(frames_->address(frame - 1), own_);
}

}  // namespace pinyon
