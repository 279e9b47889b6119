// SPDX-License-Identifier: BSD-2-Clause
// Basic types of the X.2 programming interface; selects the architecture's part of the headers.
#ifndef PINYON_L4_TYPES_H
#define PINYON_L4_TYPES_H

#include <pinyon/abi.h>

#if defined(__x86_64__)
#define __L4_ARCH__ amd64
#elif defined(__aarch64__)
#define __L4_ARCH__ arm64
#elif defined(__riscv) && __riscv_xlen == 64
#define __L4_ARCH__ riscv64
#else
#error "no X.2 binding for this architecture"
#endif

#define __L4_INC_ARCH(file) <l4/__L4_ARCH__/file>

#include __L4_INC_ARCH(types.h)

// What the ErrorCode register holds after a call that reported failure.
#define L4_ErrOk ((L4_Word_t)PINYON_ERR_OK)
#define L4_ErrNoPrivilege ((L4_Word_t)PINYON_ERR_NO_PRIVILEGE)
#define L4_ErrInvalidThread ((L4_Word_t)PINYON_ERR_INVALID_THREAD)
#define L4_ErrInvalidSpace ((L4_Word_t)PINYON_ERR_INVALID_SPACE)
#define L4_ErrInvalidScheduler ((L4_Word_t)PINYON_ERR_INVALID_SCHEDULER)
#define L4_ErrInvalidParam ((L4_Word_t)PINYON_ERR_INVALID_PARAMETER)
#define L4_ErrUtcbArea ((L4_Word_t)PINYON_ERR_UTCB_AREA)
#define L4_ErrKipArea ((L4_Word_t)PINYON_ERR_KIP_AREA)
#define L4_ErrNoMem ((L4_Word_t)PINYON_ERR_NO_MEMORY)

#include __L4_INC_ARCH(specials.h)
#include <l4/fpage.h>
#include <l4/threadid.h>
#include <l4/time.h>

#endif
