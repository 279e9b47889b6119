// SPDX-License-Identifier: BSD-2-Clause
// Kernel memory: 4 KB frames from one range reserved at boot, typed pools on top of them, and the
// accounts that every allocation is charged to.
#ifndef PINYON_KERNEL_MEMORY_H
#define PINYON_KERNEL_MEMORY_H

#include <new>

#include "generic/assert.h"
#include "generic/result.h"
#include "generic/types.h"
#include "glue/binder.h"

namespace pinyon {

struct Space;
struct Tcb;

// What a space may take from kernel memory, in bytes. A limit may be set below what is used: then
// nothing more is given until enough came back.
struct Account {
    static constexpr Word unlimited = ~Word{0};
    Word limit = unlimited;
    Word used = 0;
    Word lasting = 0;  // beside `used`: what it caused for the use of all, which does not come back
    [[nodiscard]] Word total() const { return used + lasting; }
    [[nodiscard]] bool allows(Word bytes) const
    {
        return bytes == 0 || total() + bytes <= limit;  // no machine has memory for an overflow
    }
};

// What the kernel knows of one of its own frames.
struct FrameInfo {
    enum class Use : std::uint8_t { free, object, kernel, page_table, utcb, port_map };

    struct Table {  // a page table of a user space
        static constexpr unsigned chunks = 8, nodes_per_chunk = 64;
        UserAddr base;                // first address that it translates
        Space* space;                 // whose; null for a root
        std::uint32_t chunk[chunks];  // shadow: indices of NodeChunks, 0 = no node in that part
        std::uint32_t whole;          // node of the large page that was split into entries here
        std::uint32_t live : 10;      // present entries of the user area
        std::uint32_t pieces : 10;    // entries that belong to `whole`
        std::uint32_t promised : 10;  // entries of `whole` here that may still be split
        std::uint32_t level : 2;
    };
    struct Utcbs {  // a page of UTCBs
        Tcb* thread[page_size >> PINYON_UTCB_SIZE_LOG2];
    };
    struct Objects {  // a frame of a Pool
        std::uint32_t first_free = 0;  // index of an object that was released; 0 = none
        std::uint32_t fresh = 0;       // of the first object that was never used, if one is left
        std::uint32_t next = 0, prev = 0;  // 1 + number of neighbours among the frames with room
        std::uint32_t used = 0;
    };

    Use use = Use::free;
    std::uint32_t next_free = 0;  // 1 + number of the next free frame
    union {
        Table table;
        Utcbs utcbs;
        Objects objects;
    };
    FrameInfo() : table{} {}
};
static_assert(sizeof(FrameInfo) == 64);

// The frames. Numbers count from the start of the range.
class KernelFrames {
public:
    // `memory`: page-aligned RAM in the direct map. The frame records are taken from its start.
    void initialise(PhysAddr memory, Word size);

    // A frame, charged to `account`; zeroed unless it is for objects, which are made one by one.
    // no_memory if the account or the range is exhausted.
    [[nodiscard]] Result<PhysAddr> allocate(Account& account, FrameInfo::Use use);
    void release(PhysAddr frame, Account& account) { put_back(frame, account, dirty_); }
    // The same for a frame that is known to be zero: it need not be cleared when it is taken again.
    void release_zero(PhysAddr frame, Account& account) { put_back(frame, account, zero_); }

    // A frame for a root table, zeroed, or one that release_root() got as it is.
    struct Root {
        PhysAddr frame{};
        bool ready = false;
    };
    [[nodiscard]] Result<Root> allocate_root(Account& account);
    // Of a root table that has only what the port has put there.
    void release_root(PhysAddr frame, Account& account) { put_back(frame, account, roots_); }

    // Sets `count` frames aside, which must be there; they count as used by `account` from now on.
    void promise(Word count, Account& account);
    // Gives up promised frames that were not taken.
    void forgo(Word count, Account& account);
    // One of the promised frames, zeroed; always there, and paid for.
    [[nodiscard]] PhysAddr take_promised(FrameInfo::Use use);

    // Whether `count` more frames can be had.
    [[nodiscard]] bool has(Word count) const { return free_ - promised_ >= count; }
    [[nodiscard]] Word free_frames() const { return free_; }
    [[nodiscard]] Word total_frames() const { return total_; }
    [[nodiscard]] PhysAddr base() const { return base_; }

    [[nodiscard]] bool owns(PhysAddr a) const
    {
        return a >= base_ && a - base_ < total_ << page_bits;
    }
    [[nodiscard]] std::uint32_t number(PhysAddr a) const
    {
        return std::uint32_t((a - base_) >> page_bits);
    }
    [[nodiscard]] PhysAddr address(std::uint32_t number) const
    {
        return base_ + (Word{number} << page_bits);
    }
    [[nodiscard]] FrameInfo& info(PhysAddr a) { return infos_[number(a)]; }
    [[nodiscard]] FrameInfo& info(std::uint32_t number) { return infos_[number]; }

private:
    // Free frames, the first by 1 + its number.
    using FreeList = std::uint32_t;
    void put_back(PhysAddr frame, Account& account, FreeList& list);
    [[nodiscard]] PhysAddr take(FrameInfo::Use use);
    [[nodiscard]] PhysAddr take_from(FreeList& list, FrameInfo::Use use);

    PhysAddr base_{};
    FrameInfo* infos_ = nullptr;
    Word total_ = 0;
    Word free_ = 0;
    Word promised_ = 0;             // of the free ones
    FreeList dirty_ = 0, zero_ = 0, roots_ = 0;
};

// What a pool is, whatever its objects are: frames, of which those with room are in a list. An
// object is a place in a frame. A frame whose last object is released goes back, so that what was
// taken for one purpose serves any other afterwards.
// Objects are named by an index as well: the distance from the first frame in units of 8 bytes,
// from 1. So it takes no division to find one by the other. 0 names none.
class ObjectFrames {
public:
    [[nodiscard]] Word used() const { return used_; }
    // Free objects in the frames that the pool has.
    [[nodiscard]] Word available() const { return held_ * per_frame_ - used_; }
    // How many frames the next allocation takes.
    [[nodiscard]] Word frames_for_next() const { return first_open_ == 0 ? 1 : 0; }

protected:
    // Objects of `size` bytes, a multiple of their `alignment`, which is a unit's at most.
    void set_up(KernelFrames& frames, Word size, Word alignment);

    // Room for an object, not cleared, charged to `account`; null if there is none.
    [[nodiscard]] void* take(Account& account);
    void give_back(void* object, Account& account);

    // Several objects of one frame at once, in three parts: how many of `wanted` can be had if
    // `extra` bytes are to be paid as well, then each, then the accounts.
    [[nodiscard]] Word offered(Account const& account, Word wanted, Word extra) const
    {
        if (first_open_ == 0 || !account.allows(wanted * size_ + extra))
            return 0;
        Word const free = per_frame_ - objects_of(first_open_).used;
        return wanted < free ? wanted : free;
    }
    [[nodiscard]] std::uint32_t next_of(FrameInfo::Objects& objects)
    {
        std::uint32_t const index = objects.first_free;
        if (index != 0) {
            objects.first_free = *static_cast<std::uint32_t*>(object_at(index));
            return index;
        }
        objects.fresh += units_;
        return objects.fresh - units_;
    }
    void charge(Word taken, Account& account)
    {
        Objects& objects = objects_of(first_open_);
        objects.used += std::uint32_t(taken);
        used_ += taken;
        account.used += taken * size_;
        if (objects.used == per_frame_)
            close(first_open_);
    }
    [[nodiscard]] FrameInfo::Objects& first_open() { return objects_of(first_open_); }

    [[nodiscard]] void* object_at(std::uint32_t index) const
    {
        return memory_ + (Word{index} * unit - unit);
    }
    [[nodiscard]] std::uint32_t index_of_object(void const* object) const
    {
        return std::uint32_t(Word(static_cast<std::byte const*>(object) - memory_) / unit) + 1;
    }

private:
    static constexpr Word unit = 8;
    using Objects = FrameInfo::Objects;  // frames are named by 1 + number here; 0 = none

    [[nodiscard]] Objects& objects_of(std::uint32_t frame) const
    {
        return frames_->info(frame - 1).objects;
    }

    // Into, and out of, the list of frames with room.
    void open(std::uint32_t frame);
    void close(std::uint32_t frame);
    [[nodiscard]] bool grow();
    void shrink(std::uint32_t frame);

    std::byte* memory_ = nullptr;  // the first of all frames
    KernelFrames* frames_ = nullptr;
    Account own_;  // frames belong to the pool; objects are charged to their owners
    std::uint32_t size_ = 0;
    std::uint32_t units_ = 0;  // the same
    std::uint32_t per_frame_ = 0;
    std::uint32_t first_open_ = 0;
    Word used_ = 0;
    Word held_ = 0;  // frames
};

template <class T>
constexpr Word size_of() { return sizeof(T); }

// Objects of one type. A fresh object is T{}. Each has `size` bytes: where only the machine knows
// how many, T is the part that all machines have, and what lies behind it is nobody's until
// somebody writes it.
template <class T, Word (*size)() = size_of<T>>
class Pool : public ObjectFrames {
public:
    static constexpr std::uint32_t per_frame() { return std::uint32_t(page_size / size()); }
    static_assert(sizeof(T) >= sizeof(std::uint32_t) && sizeof(T) <= page_size);

    void initialise(KernelFrames& frames)
    {
        check(size() >= sizeof(T), "an object holds its type");
        set_up(frames, size(), alignof(T));
    }

    [[nodiscard]] Result<T*> allocate(Account& account)
    {
        void* const room = take(account);
        if (!room)
            return ErrorCode::no_memory;
        return ::new (room) T{};
    }
    // The same without values, which the caller has to give it before anybody reads it.
    [[nodiscard]] Result<T*> allocate_unset(Account& account)
    {
        void* const room = take(account);
        if (!room)
            return ErrorCode::no_memory;
        return ::new (room) T;
    }

    // Several objects at once, for which the account is looked at and charged once. `room` tells
    // how many of those that are wanted can be had now: maybe none, even where allocate() gets one.
    // Until the end nothing else is done with the pool, and the account pays `extra` bytes at most.
    class Batch {
    public:
        Batch(Pool& pool, Account const& account, Word wanted, Word extra)
            : room{pool.offered(account, wanted, extra)},
              pool_{pool},
              objects_{room > 0 ? &pool.first_open() : nullptr}
        {}
        // The index of the next object, which has to be made: its memory says nothing.
        [[nodiscard]] std::uint32_t take() { return pool_.next_of(*objects_); }
        void end(Word taken, Account& account)
        {
            if (taken > 0)
                pool_.charge(taken, account);
        }
        Word const room;

    private:
        Pool& pool_;
        FrameInfo::Objects* objects_;
    };

    void release(T* object, Account& account)
    {
        object->~T();
        give_back(object, account);
    }

    [[nodiscard]] T* at(std::uint32_t index) const { return static_cast<T*>(object_at(index)); }
    [[nodiscard]] std::uint32_t index_of(T const* object) const { return index_of_object(object); }
};

}  // namespace pinyon

#endif  // PINYON_KERNEL_MEMORY_H
