// SPDX-License-Identifier: BSD-2-Clause
// SystemClock (reference 4.4) from the port's counter: the same sum that the user-mode stub does.
#ifndef PINYON_CLOCK_H
#define PINYON_CLOCK_H

#include "glue/binder.h"

namespace pinyon {

inline Clock read_clock()
{
    return Arch::clock_source().at(Arch::counter());
}

}  // namespace pinyon

#endif  // PINYON_CLOCK_H
