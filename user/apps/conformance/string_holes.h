// SPDX-License-Identifier: BSD-2-Clause
// Strings of which a part has no memory behind it, on either side.
//
// Sender and receiver live in the suite's own space and have the tester as pager, so that a case
// sees the messages about their pages and decides when to answer them.
#ifndef PINYON_STRING_HOLES_H
#define PINYON_STRING_HOLES_H

#include "fault_messages.h"
#include "string_work.h"

namespace conformance {

inline constexpr Word string_seed = 5;
inline constexpr Word there = 100;      // bytes of the string whose memory is there
inline constexpr Word in_page = 0x200;  // where the rest begins in its page
inline constexpr Word rest = 1000;
inline constexpr Word missing = window + in_page;

enum class Side { sender, receiver };

// A string of which the last part of one side has no memory behind it.
Plan& plan_with_hole(Side side);

// The one whose memory is missing.
L4_ThreadId_t victim(Plan const& plan, Side side);

// Brings the transfer to where the victim's pager is asked.
bool stop_at_fault(Plan const& plan, Side side);

// Answers with a scratch page where the page was missing, or with nothing.
bool cure(L4_ThreadId_t worker);
bool answer_nothing(L4_ThreadId_t worker);

}  // namespace conformance

#endif  // PINYON_STRING_HOLES_H
