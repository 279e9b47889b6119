// SPDX-License-Identifier: BSD-2-Clause
// What a run is told: its seed and its length.
#ifndef PINYON_FUZZ_SETTINGS_H
#define PINYON_FUZZ_SETTINGS_H

#include "fuzz_random.h"

namespace fuzz {

struct Settings {
    Word seed = 1;
    Word seconds = 30;
};

// From the command line of the boot module that is named like the program; what is not said there
// is as above.
Settings read_settings();

}  // namespace fuzz

#endif  // PINYON_FUZZ_SETTINGS_H
