// SPDX-License-Identifier: BSD-2-Clause
// Runs a Linux program: its system calls come as exception messages, and are served here. The
// program's exit status becomes that of the machine.
#include "client.h"

#include <l4/ipc.h>
#include <l4/message.h>
#include <l4io.h>

namespace foreign {
namespace {

using machine::call_registers;

// Linux's error numbers, as its system calls return them.
constexpr long bad_file = -9;
constexpr long bad_address = -14;
constexpr long no_such_call = -38;

constexpr Word standard_output = 1;
constexpr Word standard_error = 2;

constexpr Word failure = 1;

constinit Client client;

// How the program ended, once it did.
struct Ending {
    bool reached = false;
    Word status = 0;
};

long do_write(Word file, Word address, Word count)
{
    if (file != standard_output && file != standard_error)
        return bad_file;
    for (Word i = 0; i < count; ++i) {
        unsigned char const* const byte = client.byte_at(address + i);
        if (byte == nullptr)
            return i == 0 ? bad_address : static_cast<long>(i);
        putc(*byte);
    }
    return static_cast<long>(count);
}

// Takes the call out of the registers in `message` and puts its result there.
void do_call(L4_Msg_t& message, Ending& ending)
{
    auto const reg = [&message](int number) {
        return L4_MsgWord(&message, static_cast<Word>(number) - 1);
    };
    int const* const argument = call_registers.argument;
    Word const number = reg(call_registers.number);
    long result = no_such_call;
    if (number == machine::number_of_exit)
        ending = {.reached = true, .status = reg(argument[0])};
    else if (number == machine::number_of_write)
        result = do_write(reg(argument[0]), reg(argument[1]), reg(argument[2]));
    L4_MsgPutWord(&message, 0, reg(1) + machine::bytes_to_skip);
    L4_MsgPutWord(&message, static_cast<Word>(call_registers.result) - 1,
                  static_cast<Word>(result));
}

// Loads the answer to the message that has just come.
void answer(L4_MsgTag_t tag, Ending& ending)
{
    L4_Msg_t message;
    L4_MsgStore(tag, &message);
    long const label = static_cast<long>(tag.raw) >> 16;
    if (label == PINYON_PROTO_SYSTEM_EXCEPTION * 16L) {
        do_call(message, ending);
        L4_Set_MsgLabel(&message, 0);
        return L4_MsgLoad(&message);
    }
    Word const what = L4_MsgWord(&message, 0);
    L4_Fpage_t const page =
        label >> 4 == PINYON_PROTO_PAGE_FAULT
            ? client.serve_fault(what, static_cast<Word>(label) & L4_FullyAccessible)
            : L4_Nilpage;
    if (L4_IsNilFpage(page)) {
        printf("foreign: the program is ended by a message with label %ld, MR1 %lx\n", label, what);
        ending = {.reached = true, .status = failure};
    }
    L4_MsgClear(&message);
    L4_MsgAppendMapItem(&message, L4_MapItem(page, what & ~(root::page_size - 1)));
    L4_MsgLoad(&message);
}

Word serve()
{
    Ending ending;
    while (!ending.reached) {
        L4_MsgTag_t const tag = L4_Receive(client.thread());
        if (L4_IpcFailed(tag))
            return failure;
        answer(tag, ending);
        if (!ending.reached)
            L4_Reply(client.thread());
    }
    client.remove();
    return ending.status;
}

Word run()
{
    root::BootModule modules[root::max_modules];
    if (root::find_boot_modules(modules) != 1) {
        printf("foreign: expected one boot module, the program\n");
        return failure;
    }
    if (char const* const wrong = client.start(modules[0])) {
        printf("foreign: %s cannot be started: %s\n", modules[0].name, wrong);
        return failure;
    }
    Word const status = serve();
    printf("foreign: %s exited with status %lu\n", modules[0].name, status);
    return status;
}

}  // namespace
}  // namespace foreign

int main()
{
    return static_cast<int>(foreign::run());
}
