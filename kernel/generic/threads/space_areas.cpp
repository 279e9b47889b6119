// SPDX-License-Identifier: BSD-2-Clause
// The areas of a space (reference 4.8): where it sees the kernel interface page and its UTCBs.
#include "generic/threads/threads.h"

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

// Whatever the space had there goes first, be it UTCBs of past threads.
ErrorCode place_kip(Kernel& kernel, Space& space, Word address)
{
    UserAddr const page{address};
    auto const old = kernel.mapping.translate(space, page);
    ErrorCode const error = map_kernel_page(kernel, space, page, kernel.kip_frame, rights_rx);
    if (error != ErrorCode::ok)
        return error;
    if (old.special && kernel.frames.info(old.address).use == FrameInfo::Use::utcb)
        kernel.frames.release(old.address, space.account);
    return ErrorCode::ok;
}

}  // namespace

ErrorCode configure_space(Kernel& kernel, Space& space, Fpage kip, Fpage utcb)
{
    ErrorCode error = check_areas(kip, utcb);
    bool const moves = !space.configured() || space.kip_area.base() != kip.base();
    if (error == ErrorCode::ok && moves)
        error = place_kip(kernel, space, kip.base());
    if (error != ErrorCode::ok)
        return error;
    if (moves && space.configured())
        kernel.mapping.unmap_special(space, UserAddr{space.kip_area.base()});
    space.kip_area = kip;
    space.utcb_area = utcb;
    return ErrorCode::ok;
}

}  // namespace pinyon
