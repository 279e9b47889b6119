// SPDX-License-Identifier: BSD-2-Clause
// The life of a keeper.
#ifndef PINYON_TORTURE_KEEPER_H
#define PINYON_TORTURE_KEEPER_H

#include "torture_threads.h"

namespace torture {

inline constexpr Word keeper_priority = 200;
inline constexpr Word worker_priority = 100;

// Where its thread begins: on its processor, above all workers. Answers faults, and at each tick
// does something to its workers.
[[noreturn]] void keep();

}  // namespace torture

#endif  // PINYON_TORTURE_KEEPER_H
