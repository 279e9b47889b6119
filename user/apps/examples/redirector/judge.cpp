// SPDX-License-Identifier: BSD-2-Clause
// The redirector: judges every message with which the confined program leaves its space. It has no
// privilege; to be the redirector is enough to speak in the names of those whom it judges.
#include "redirector_cast.h"

#include <l4io.h>

namespace redirector {
namespace {

using namespace examples;

constexpr L4_Word64_t patience_us = 1'000'000;

// ---- What a judge can do

// Sends the message that is in the message registers in the name of its sender. The answer will go
// to the sender, not here: his wait is turned to whom the message was passed on.
void pass_on(L4_MsgTag_t tag, L4_ThreadId_t to, Judgements& done)
{
    L4_Set_Propagation(&tag);
    L4_Set_MsgTag(tag);
    L4_Set_VirtualSender(cast.confined);
    done.lost += L4_IpcFailed(L4_Send_Timeout(to, L4_TimePeriod(patience_us)));
}

// Answers in the place of the receiver, whom the message never reaches.
void answer(Word label, Word word, Judgements& done)
{
    load(label, {word});
    done.lost += L4_IpcFailed(L4_Reply(cast.confined));
}

// ---- How this one judges

// Page faults go to the pager, whomever the program had in mind.
void judge_fault(L4_MsgTag_t tag, L4_ThreadId_t intended, Judgements& done)
{
    bool const diverted = intended != cast.pager;
    if (page_of(mr(1)) >= free_area)
        printf("page fault at %lx%s: passed on to the pager\n", mr(1),
               diverted ? ", meant for the service" : "");
    ++done.faults;
    done.diverted_faults += diverted;
    pass_on(tag, cast.pager, done);
}

void judge_number(L4_MsgTag_t tag, Judgements& done)
{
    Word const number = mr(1);
    bool const is_private = number == private_word;
    printf("to the service, double %lx: %s\n", number, is_private ? "changed to 0" : "passed on");
    ++(is_private ? done.changed : done.passed_on);
    L4_LoadMR(1, is_private ? 0 : number);
    pass_on(tag, cast.service, done);
}

void judge(L4_MsgTag_t tag, L4_ThreadId_t intended, Judgements& done)
{
    if (is_page_fault(tag))
        return judge_fault(tag, intended, done);
    if (intended == cast.service && L4_Label(tag) == double_word)
        return judge_number(tag, done);
    if (intended == cast.service && L4_Label(tag) == ask_for_secret) {
        printf("to the service, asks for its secret: answered in its stead\n");
        ++done.answered;
        return answer(ask_for_secret, false_secret, done);
    }
    printf("to thread %lx, label %lx: refused\n", intended.raw, L4_Label(tag));
    ++done.refused;
    answer(refused, 0, done);
}

}  // namespace

// Until the confined program reports.
void run_judge()
{
    Report all = {};
    for (bool reported = false; !reported;) {
        L4_ThreadId_t from;
        L4_MsgTag_t const tag = L4_Wait(&from);
        if (!L4_IpcRedirected(tag)) {
            reported = from == cast.confined && take_report(tag, all.findings);
            continue;
        }
        all.judgements.false_names += from != cast.confined;
        judge(tag, L4_IntendedReceiver(), all.judgements);
    }
    load(count_requests);
    L4_Call(cast.service);
    all.judgements.heard = mr(1);
    load_report(all);
    L4_Send(main_thread());
    L4_Sleep(L4_Never);
}

}  // namespace redirector
