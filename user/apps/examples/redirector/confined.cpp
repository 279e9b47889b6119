// SPDX-License-Identifier: BSD-2-Clause
// The confined program: does some things that it may, and tries to do others behind the back of its
// redirector.
#include "redirector_cast.h"

#include <l4/sigma0.h>
#include <l4/space.h>

namespace redirector {
namespace {

using namespace examples;

// The label of the answer; MR1 has the rest of it.
Word ask(L4_ThreadId_t whom, Word label, Word word = 0)
{
    load(label, {word});
    return L4_Label(L4_Call(whom));
}

Word answer_to(Word label, Word word = 0)
{
    ask(cast.service, label, word);
    return mr(1);
}

// ---- Attempts to get round the redirector

Word take_redirector_away()
{
    Word old_control;
    bool const done =
        L4_SpaceControl(cast.confined, 0, L4_Nilpage, L4_Nilpage, L4_anythread, &old_control) != 0;
    return done ? L4_ErrOk : L4_ErrorCode();
}

Word move_to_the_service()
{
    bool const done = L4_ThreadControl(cast.confined, cast.service, L4_nilthread, L4_nilthread,
                                       reinterpret_cast<void*>(~Word{0})) != 0;
    return done ? L4_ErrOk : L4_ErrorCode();
}

// A thread may speak in the name of others in its own space, but the service is not there.
Word speak_in_the_name_of_the_service()
{
    load(ask_for_secret, {0});
    L4_MsgTag_t tag = L4_MsgTag();
    L4_Set_Propagation(&tag);
    L4_Set_MsgTag(tag);
    L4_Set_VirtualSender(cast.service);
    return L4_Label(L4_Call(cast.pager));
}

// A page fault is a message, and its receiver is whom the thread itself names. If the service were
// told of the address, that would be a way to tell it anything.
Word fault_to_the_service()
{
    L4_Set_Pager(cast.service);
    return word_at(other_gift_page);
}

}  // namespace

void run_confined()
{
    Findings found = {};
    found.doubled = answer_to(double_word, harmless);
    found.doubled_private = answer_to(double_word, private_word);
    found.secret = answer_to(ask_for_secret);
    found.memory_from_sigma0 =
        !L4_IsNilFpage(L4_Sigma0_GetAny(L4_nilthread, page_log2, L4_CompleteAddressSpace));
    found.gift = word_at(gift_page);
    found.error_of_space_control = take_redirector_away();
    found.error_of_thread_control = move_to_the_service();
    found.label_under_false_name = speak_in_the_name_of_the_service();
    found.other_gift = fault_to_the_service();

    // What goes to the redirector's own space goes there directly.
    load_report(found);
    L4_Send(cast.judge);
    L4_Sleep(L4_Never);
}

}  // namespace redirector
