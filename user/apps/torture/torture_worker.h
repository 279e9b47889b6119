// SPDX-License-Identifier: BSD-2-Clause
// The life of a worker.
#ifndef PINYON_TORTURE_WORKER_H
#define PINYON_TORTURE_WORKER_H

namespace torture {

// Where its thread begins. Acts until all shall stop, then sleeps.
[[noreturn]] void work();

}  // namespace torture

#endif  // PINYON_TORTURE_WORKER_H
