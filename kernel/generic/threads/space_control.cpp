// SPDX-License-Identifier: BSD-2-Clause
// SpaceControl (reference 4.8): where a space has its kernel interface page and its UTCBs, what it
// may take from kernel memory, and who gets what its threads send to others.
#include "generic/ipc/redirection.h"
#include "generic/system_calls.h"
#include "generic/threads/reaper.h"
#include "generic/threads/threads.h"

namespace pinyon {

namespace {

// What the account has given, in pages, and whether it has a limit.
Word control_word(Account const& account)
{
    Word const pages = round_up(account.total(), page_size) >> page_bits;
    return pages | (account.limit != Account::unlimited ? PINYON_SPACE_LIMIT : 0);
}

void set_limit(Account& account, Word control)
{
    if (!(control & PINYON_SPACE_LIMIT))
        return;
    Word const pages = control & PINYON_SPACE_PAGES;
    account.limit = pages == PINYON_SPACE_PAGES ? Account::unlimited : pages << page_bits;
}

}  // namespace

Result<Word> space_control(Cpu& cpu, Tcb& self, SpaceControlCall const& call)
{
    Kernel& kernel = *cpu.kernel;
    if (!self.space->privileged)
        return ErrorCode::no_privilege;
    bool const redirects = !call.redirector.is_nil();
    if (redirects && !reaper_idle(kernel)) {
        repeat_call(self, PINYON_SYS_SPACE_CONTROL);
        return ErrorCode::again;
    }
    Tcb const* const member = call.space.is_global() ? kernel.threads.find(call.space) : nullptr;
    if (!member || !member->space)
        return ErrorCode::invalid_space;
    Space& space = *member->space;
    Result<ThreadId> const redirector =
        redirects ? redirector_operand(kernel, self, space, call.redirector) : space.redirector;
    if (!redirector)
        return redirector.error();
    Word const old_control = control_word(space.account);
    // With an active thread the areas are ignored: they are in use.
    ErrorCode const error = space.active_threads > 0
                                ? ErrorCode::ok
                                : configure_space(kernel, space, call.kip_area, call.utcb_area);
    if (error == ErrorCode::again)
        repeat_call(self, PINYON_SYS_SPACE_CONTROL);
    if (error != ErrorCode::ok)
        return error;
    set_limit(space.account, call.control);
    if (redirector.value() != space.redirector) {
        space.redirector = redirector.value();
        kernel.threads.rely_on(space.redirector);
        review_senders(kernel);
        wait_for_reaper(kernel, self);
    }
    return old_control;
}

}  // namespace pinyon
