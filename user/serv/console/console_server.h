// SPDX-License-Identifier: BSD-2-Clause
// The console server's loop: interrupts of the UART become lines, lines go to who waits for one.
#ifndef PINYON_CONSOLE_SERVER_H
#define PINYON_CONSOLE_SERVER_H

#include "line_editor.h"

#include <l4/ipc.h>
#include <l4/thread.h>
#include <pinyon/console.h>
#include <pinyon/driver.h>

namespace console {

static_assert(LineEditor::longest_line == PINYON_CONSOLE_TEXT_BYTES);

template <class Uart>
class ConsoleServer {
public:
    ConsoleServer(Uart uart, L4_Word_t line) : uart_{uart}, line_{pinyon_interrupt_thread(line)} {}

    // The UART's interrupt is attached to this thread.
    [[noreturn]] void serve()
    {
        uart_.enable_receive_interrupt();
        for (;;) {
            L4_ThreadId_t from;
            L4_MsgTag_t const tag = L4_Wait(&from);
            if (L4_IpcFailed(tag))
                continue;
            if (from == line_)
                on_interrupt();
            else
                on_request(from, tag);
        }
    }

private:
    // The acknowledgement comes last: by then the UART has nothing left to interrupt for.
    void on_interrupt()
    {
        char c;
        while (uart_.receive(c))
            editor_.type(c, [this](char shown) { uart_.send(shown); });
        reply_nothing(line_);
        deliver();
    }

    void reply_nothing(L4_ThreadId_t to)
    {
        L4_Msg_t nothing;
        L4_MsgClear(&nothing);
        L4_MsgLoad(&nothing);
        (void)L4_Reply(to);
    }

    void on_request(L4_ThreadId_t client, L4_MsgTag_t tag)
    {
        L4_Msg_t message;
        L4_MsgStore(tag, &message);
        bool const may_read = L4_IsNilThread(reader_) || reader_ == client;
        if (L4_Label(tag) == PINYON_CONSOLE_READ && may_read) {
            reader_ = client;
            return deliver();
        }
        if (L4_Label(tag) == PINYON_CONSOLE_WRITE)
            write(tag, message);
        reply_nothing(client);
    }

    void write(L4_MsgTag_t tag, L4_Msg_t& message)
    {
        char text[PINYON_CONSOLE_TEXT_BYTES];
        long const length = pinyon_console_unpack(tag, &message, text);
        for (long i = 0; i < length; ++i) {
            if (text[i] == '\n')
                uart_.send('\r');
            uart_.send(text[i]);
        }
    }

    // A reader that no longer waits loses nothing: the line stays for its next request.
    void deliver()
    {
        if (!L4_IsNilThread(reader_) && (have_line_ || editor_.take_line(text_, length_))) {
            L4_Msg_t reply;
            L4_MsgClear(&reply);
            pinyon_console_pack(&reply, text_, length_);
            L4_MsgLoad(&reply);
            have_line_ = L4_IpcFailed(L4_Reply(reader_));
            reader_ = L4_nilthread;
        }
    }

    Uart uart_;
    L4_ThreadId_t line_;
    LineEditor editor_;
    L4_ThreadId_t reader_ = L4_nilthread;
    char text_[LineEditor::longest_line];  // the line that is being delivered
    unsigned length_ = 0;
    bool have_line_ = false;
};

}  // namespace console

#endif  // PINYON_CONSOLE_SERVER_H
