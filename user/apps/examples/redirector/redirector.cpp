// SPDX-License-Identifier: BSD-2-Clause
// Example: confinement. Every message with which a program leaves its space goes to its redirector,
// who passes it on, changes it, answers it himself, or refuses. Page faults are messages, too.
#include "redirector_cast.h"

#include <l4/space.h>
#include <l4io.h>

namespace redirector {

constinit Cast cast = {};

namespace {

using namespace examples;

void set_up()
{
    cast = {.judge = make_apart(),
            .confined = make_apart(),
            .service = make_apart(),
            .pager = make_apart()};
    Word old_control;
    check(L4_SpaceControl(cast.confined, 0, L4_Nilpage, L4_Nilpage, cast.judge, &old_control),
          "the space gets its redirector");
    start(cast.judge, run_judge);
    start(cast.service, run_service);
    start(cast.pager, run_pager);
    start(cast.confined, run_confined);
    // It was our message that started it; its page faults go to its pager from now on.
    check(L4_ThreadControl(cast.confined, cast.confined, L4_nilthread, cast.pager,
                           reinterpret_cast<void*>(~Word{0})),
          "the confined program gets its pager");
}

// The page for a fault of one who is free. The pager gets all pages whole, to hand them on.
bool load_page_for(L4_ThreadId_t thread, PageFault const& fault)
{
    if (thread != cast.pager)
        return load_image_page(thread, fault);
    load_page(whole_page(fault.address), page_of(fault.address));
    return true;
}

Report await_report()
{
    Report all = {};
    for (;;) {
        L4_ThreadId_t from;
        L4_MsgTag_t const tag = L4_Wait(&from);
        if (from == cast.judge && take_report(tag, all))
            return all;
        check(is_page_fault(tag) && from != cast.confined, "no message goes past the redirector");
        if (load_page_for(from, page_fault(tag)))
            L4_Reply(from);
    }
}

void check_findings(Findings const& found)
{
    check(found.doubled == 2 * harmless, "what is passed on is answered by the service");
    check(found.doubled_private == 0, "a changed message arrives as it was changed");
    check(found.secret == false_secret, "the judge can answer himself");
    check(found.memory_from_sigma0 == 0, "a refused request has no effect");
    check(found.gift == gift && found.other_gift == gift, "page faults reach the right pager");
    check(found.error_of_space_control == L4_ErrNoPrivilege, "a redirector stays");
    check(found.error_of_thread_control == L4_ErrNoPrivilege, "a thread stays in its space");
    check(found.label_under_false_name == refused, "a false name does not help");
}

void check_judgements(Judgements const& done)
{
    printf("judged: %lu message passed on, %lu changed, %lu answered, %lu refused\n",
           done.passed_on, done.changed, done.answered, done.refused);
    printf("judged: %lu page faults passed on, %lu of them meant for another than the pager\n",
           done.faults, done.diverted_faults);
    printf("the service heard %lu messages\n", done.heard);
    check(done.passed_on == 1 && done.changed == 1 && done.answered == 1, "messages are judged");
    check(done.refused == 2, "sigma0 and the false name are refused");
    check(done.heard == done.passed_on + done.changed, "the service hears what was let through");
    check(done.faults > done.diverted_faults && done.diverted_faults > 0, "faults are judged");
    check(done.false_names == 0, "a message comes in its sender's own name");
    check(done.lost == 0, "all that is passed on or answered arrives");
}

int demonstrate()
{
    begin();
    set_up();
    Report const all = await_report();
    check_findings(all.findings);
    check_judgements(all.judgements);
    return conclude("redirector");
}

}  // namespace
}  // namespace redirector

int main()
{
    return redirector::demonstrate();
}
