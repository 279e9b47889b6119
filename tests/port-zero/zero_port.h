// SPDX-License-Identifier: BSD-2-Clause
// The port with which every port begins: it answers no clause, and the compiler lists them all.
#ifndef PINYON_ZERO_PORT_H
#define PINYON_ZERO_PORT_H

namespace pinyon::zero {

struct Port {};

}  // namespace pinyon::zero

#endif  // PINYON_ZERO_PORT_H
