// SPDX-License-Identifier: BSD-2-Clause
// Errors as values: X.2's error codes (reference 1.8) and a value-or-error type.
#ifndef PINYON_RESULT_H
#define PINYON_RESULT_H

#include <pinyon/abi.h>

#include <type_traits>

#include "generic/types.h"

namespace pinyon {

enum class ErrorCode : std::uint8_t {
    ok = PINYON_ERR_OK,
    no_privilege = PINYON_ERR_NO_PRIVILEGE,
    invalid_thread = PINYON_ERR_INVALID_THREAD,
    invalid_space = PINYON_ERR_INVALID_SPACE,
    invalid_scheduler = PINYON_ERR_INVALID_SCHEDULER,
    invalid_parameter = PINYON_ERR_INVALID_PARAMETER,
    utcb_area = PINYON_ERR_UTCB_AREA,
    kip_area = PINYON_ERR_KIP_AREA,
    no_memory = PINYON_ERR_NO_MEMORY,
    again = 0xFF,  // never seen by programs: one step was made, repeat_call() is due
};

// A value, or the reason why there is none.
template <class T>
class [[nodiscard]] Result {
public:
    constexpr Result(T value) : value_{value}, error_{ErrorCode::ok} {}
    constexpr Result(ErrorCode error) : value_{}, error_{error} {}
    constexpr explicit operator bool() const { return error_ == ErrorCode::ok; }
    [[nodiscard]] constexpr T value() const { return value_; }  // only of a success
    [[nodiscard]] constexpr ErrorCode error() const { return error_; }

private:
    static_assert(std::is_trivially_copyable_v<T>);
    T value_;
    ErrorCode error_;
};

}  // namespace pinyon

#endif  // PINYON_RESULT_H
