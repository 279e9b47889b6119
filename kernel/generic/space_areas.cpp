// SPDX-License-Identifier: BSD-2-Clause
// The areas of a space (reference 4.8): where it sees the kernel interface page and its UTCBs.
#include "generic/threads.h"

namespace pinyon {

namespace {

constexpr unsigned kip_size_log2 = PINYON_KIP_SIZE_LOG2;

// A page of stubs that has an address of its own belongs to no area.
bool covers_stubs(Fpage area)
{
    Word const stubs = Arch::stubs().address;
    return stubs != 0 && area.contains(stubs);
}

ErrorCode check_areas(Fpage kip, Fpage utcb)
{
    if (covers_stubs(utcb))
        return ErrorCode::utcb_area;
    if (covers_stubs(kip))
        return ErrorCode::kip_area;
    if (!in_user_area(utcb) || utcb.size_log2() < PINYON_UTCB_AREA_MIN_LOG2)
        return ErrorCode::utcb_area;
    if (!in_user_area(kip) || kip.size_log2() != kip_size_log2 || kip.overlaps(utcb))
        return ErrorCode::kip_area;
    return ErrorCode::ok;
}

// Maps a page of the kernel; whatever the space had there goes first, be it UTCBs of past threads.
ErrorCode place(Kernel& kernel, Space& space, Word address, Frame frame)
{
    UserAddr const page{address};
    auto const old = kernel.mapping.translate(space, page);
    MapOutcome outcome = MapOutcome::again;
    while (outcome == MapOutcome::again)
        outcome = kernel.mapping.map_special(space, page, frame, rights_rx);
    if (outcome != MapOutcome::done)
        return ErrorCode::no_memory;
    if (old.special && kernel.frames.info(old.address).use == FrameInfo::Use::utcb)
        kernel.frames.release(old.address, space.account);
    return ErrorCode::ok;
}

}  // namespace

ErrorCode configure_space(Kernel& kernel, Space& space, Fpage kip, Fpage utcb)
{
    ErrorCode const error = check_areas(kip, utcb);
    if (error != ErrorCode::ok)
        return error;
    Word const stubs = Arch::stubs().address;
    if (stubs != 0 && !space.configured() &&
        place(kernel, space, stubs, kernel.stub_frame) != ErrorCode::ok)
        return ErrorCode::no_memory;
    bool const moves = !space.configured() || space.kip_area.base() != kip.base();
    if (moves && place(kernel, space, kip.base(), kernel.kip_frame) != ErrorCode::ok)
        return ErrorCode::no_memory;
    if (moves && space.configured())
        kernel.mapping.unmap_special(space, UserAddr{space.kip_area.base()});
    space.kip_area = kip;
    space.utcb_area = utcb;
    return ErrorCode::ok;
}

}  // namespace pinyon
