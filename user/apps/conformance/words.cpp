// SPDX-License-Identifier: BSD-2-Clause
// The tasks that many cases give to their workers.
#include "words.h"

namespace conformance {

bool volatile stop_spinning;

Word same_word(Word word)
{
    return word;
}

Word send_to(Word thread)
{
    load(0);
    return ipc_error({thread}, L4_nilthread, L4_Never, L4_Never);
}

Word receive_from(Word thread)
{
    return ipc_error(L4_nilthread, {thread}, L4_Never, L4_Never);
}

Word echo_messages(Word count)
{
    for (; count > 0; --count) {
        L4_MsgTag_t const tag = L4_Receive_Timeout(tester(), patience());
        if (L4_IpcFailed(tag))
            return L4_ErrorCode();
        L4_Msg_t message;
        L4_MsgStore(tag, &message);
        for (Word i = 0; i < L4_UntypedWords(tag); ++i)
            L4_MsgPutWord(&message, i, ~L4_MsgWord(&message, i));
        L4_MsgLoad(&message);
        Word const error = error_of(L4_Reply(tester()));
        if (error != no_error)
            return error;
    }
    return no_error;
}

Word spin(Word counter)
{
    Word volatile& count = *reinterpret_cast<Word volatile*>(counter);
    while (!stop_spinning)
        count = count + 1;
    return count;
}

}  // namespace conformance
