// SPDX-License-Identifier: BSD-2-Clause
// SystemClock (reference 4.4) from the port's counter: the same sum that the user-mode stub does.
#ifndef PINYON_CLOCK_H
#define PINYON_CLOCK_H

#include "glue/binder.h"

namespace pinyon {

inline Clock read_clock()
{
    ClockSource const source = Arch::clock_source();
    using Wide = unsigned __int128;
    return Clock{Word((Wide{Arch::counter() - source.base} * source.scale) >> 64)};
}

}  // namespace pinyon

#endif  // PINYON_CLOCK_H
