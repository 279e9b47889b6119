// SPDX-License-Identifier: BSD-2-Clause
// The root server: loads every boot module as a program, serves the programs until all are gone,
// and ends the machine with the verdict.
#include "boot_modules.h"
#include "driver_requests.h"
#include "page_store.h"
#include "program.h"
#include "verdict.h"

#include <l4/ipc.h>
#include <l4/kip.h>
#include <l4/message.h>
#include <l4io.h>
#include <pinyon/driver.h>
#include <pinyon/exit.h>
#include <pinyon/root.h>

namespace root {
namespace {

constexpr Word first_program_number = 8;         // above UserBase: room for the root servers
constexpr L4_Word64_t patience_us = 20'000'000;  // silence of all programs that means "stuck"

constinit PageStore store;
constinit Program programs[max_modules];
unsigned count;

void load_programs()
{
    BootModule modules[max_modules];
    count = find_boot_modules(modules);
    Word const base = L4_ThreadIdUserBase(L4_GetKernelInterface()) + first_program_number;
    for (unsigned i = 0; i < count; ++i) {
        programs[i].load(modules[i], base + i, store);
        Story const& story = programs[i].story;
        if (story.state == State::running)
            printf("root: %s started\n", story.name);
        else
            printf("root: %s not loaded: %s\n", story.name, story.reason);
    }
}

// Drivers serve the others and do not end by themselves.
Word running_programs()
{
    Word running = 0;
    for (unsigned i = 0; i < count; ++i)
        running += programs[i].running() && !programs[i].driver() ? 1 : 0;
    return running;
}

Program* program_of(L4_ThreadId_t thread)
{
    for (unsigned i = 0; i < count; ++i)
        if (programs[i].running() && programs[i].thread() == thread)
            return &programs[i];
    return nullptr;
}

// ---- Removal

void remove(Program& program, State state)
{
    program.story.state = state;
    program.remove(store);
    for (unsigned i = 0; i < count; ++i)
        programs[i].story.after_removals = 0;
}

void remove_for_access(Program& program, Word address, Word instruction, Word access)
{
    Story& story = program.story;
    story.address = address;
    story.instruction = instruction;
    printf("root: %s removed: %s of address %lx at instruction %lx, which nobody gives it\n",
           story.name,
           access == L4_Writable     ? "write"
           : access == L4_eXecutable ? "execution"
                                     : "read",
           address, instruction);
    remove(program, State::bad_access);
}

// An I/O fpage has its first port in bits 16 to 31.
void remove_for_port(Program& program, L4_Fpage_t ports, Word instruction)
{
    Story& story = program.story;
    story.address = ports.raw >> 16;
    story.instruction = instruction;
    printf("root: %s removed: access to I/O port %lx at instruction %lx, which nobody gives it\n",
           story.name, story.address, instruction);
    remove(program, State::bad_port);
}

// The exception's number is MR19 in amd64's message and MR4 in the other ones (X.2 leaves the
// layout to the architecture); MR1 is the instruction pointer in all of them.
Word exception_number(L4_Msg_t& message)
{
#if defined(__x86_64__)
    return L4_MsgWord(&message, 18);
#else
    return L4_MsgWord(&message, 3);
#endif
}

void remove_for_exception(Program& program, L4_Msg_t& message)
{
    Story& story = program.story;
    story.status = exception_number(message);
    story.instruction = L4_MsgWord(&message, 0);
    story.address = story.instruction;
    printf("root: %s removed: exception %lu, address %lx, instruction %lx\n", story.name,
           story.status, story.address, story.instruction);
    remove(program, State::trapped);
}

// ---- Requests. Each loads its answer and returns true, or returns false for no answer.

bool answer_word(Word word)
{
    L4_Msg_t reply;
    L4_MsgClear(&reply);
    L4_MsgAppendWord(&reply, word);
    L4_MsgLoad(&reply);
    return true;
}

bool on_fault(Program& program, Word address, Word instruction, Word access)
{
    L4_Fpage_t const page = program.serve_fault(address, access, store);
    if (L4_IsNilFpage(page)) {
        remove_for_access(program, address, instruction, access);
        return false;
    }
    L4_Msg_t reply;
    L4_MsgClear(&reply);
    L4_MsgAppendMapItem(&reply, L4_MapItem(page, address & ~(page_size - 1)));
    L4_MsgLoad(&reply);
    return true;
}

// A driver gets the ports that it uses without a request of its own.
bool on_port_fault(Program& program, L4_Fpage_t ports, Word instruction)
{
    if (!program.driver() || !obtain_registers(ports)) {
        remove_for_port(program, ports, instruction);
        return false;
    }
    ++program.story.faults_served;
    L4_Msg_t reply;
    L4_MsgClear(&reply);
    L4_MsgAppendMapItem(&reply, L4_MapItem(ports, 0));
    L4_MsgLoad(&reply);
    return true;
}

bool on_lookup(L4_Msg_t& message)
{
    union {
        Word words[PINYON_ROOT_NAME_WORDS];
        char text[PINYON_ROOT_NAME_BYTES];
    } packed;
    for (unsigned i = 0; i < PINYON_ROOT_NAME_WORDS; ++i)
        packed.words[i] = L4_MsgWord(&message, i);

    for (unsigned i = 0; i < count; ++i)
        if (programs[i].running() &&
            __builtin_memcmp(packed.text, programs[i].story.name, sizeof packed.text) == 0)
            return answer_word(programs[i].thread().raw);
    return answer_word(L4_nilthread.raw);
}

bool on_arguments(Program const& program)
{
    Word words[PINYON_ROOT_ARGUMENTS_WORDS] = {};
    char const* const text = program.arguments();
    for (unsigned i = 0; i < PINYON_ROOT_ARGUMENTS_BYTES - 1 && text[i] != '\0'; ++i)
        words[i / sizeof(Word)] |= static_cast<Word>(text[i]) << i % sizeof(Word) * 8;

    L4_Msg_t reply;
    L4_MsgPut(&reply, 0, PINYON_ROOT_ARGUMENTS_WORDS, words, 0, nullptr);
    L4_MsgLoad(&reply);
    return true;
}

bool on_driver_request(Program const& program, Word label, Word word)
{
    if (!program.driver())
        return answer_word(0);
    if (label == PINYON_ROOT_DEVICE)
        give_device(L4_Fpage_t{word});
    else if (label == PINYON_ROOT_MEMORY)
        give_memory(word);
    else if (label == PINYON_ROOT_INTERRUPT)
        give_interrupt(word, program.thread());
    else
        return false;
    return true;
}

bool on_exit(Program& program, Word status, Word messages)
{
    program.story.status = status;
    program.story.messages += messages;
    program.story.state = State::ended;
    program.remove(store);
    printf("root: %s ended with status %lu\n", program.story.name, status);
    return false;
}

bool on_request(Program& program, L4_Msg_t& message, Word label, Word words)
{
    ++program.story.messages;
    ++program.story.after_removals;
    if (label == PINYON_ROOT_HELLO && words == 0)
        return answer_word(0);
    if (label == PINYON_ROOT_LOOKUP && words == PINYON_ROOT_NAME_WORDS)
        return on_lookup(message);
    if (label == PINYON_ROOT_CENSUS && words == 0)
        return answer_word(running_programs());
    if (label == PINYON_ROOT_ARGUMENTS && words == 0)
        return on_arguments(program);
    return words == 1 && on_driver_request(program, label, L4_MsgWord(&message, 0));
}

// The label of a kernel message is the protocol's negative number above four bits of detail.
bool dispatch(Program& program, L4_MsgTag_t tag)
{
    L4_Msg_t message;
    L4_MsgStore(tag, &message);
    Word const words = L4_UntypedWords(tag);
    long const label = static_cast<long>(tag.raw) >> 16;

    if (label >> 4 == PINYON_PROTO_PAGE_FAULT && words == 2)
        return on_fault(program, L4_MsgWord(&message, 0), L4_MsgWord(&message, 1),
                        static_cast<Word>(label) & L4_FullyAccessible);
    if (label >> 4 == PINYON_PROTO_IO_FAULT && words == 2)
        return on_port_fault(program, L4_Fpage_t{L4_MsgWord(&message, 0)},
                             L4_MsgWord(&message, 1));
    if (label >> 4 == PINYON_PROTO_ARCH_EXCEPTION || label >> 4 == PINYON_PROTO_SYSTEM_EXCEPTION) {
        remove_for_exception(program, message);
        return false;
    }
    if (L4_Label(tag) == PINYON_EXIT_LABEL && words == PINYON_EXIT_WORDS)
        return on_exit(program, L4_MsgWord(&message, 0), L4_MsgWord(&message, 1));
    return on_request(program, message, L4_Label(tag), words);
}

void serve()
{
    L4_Time_t const patience = L4_TimePeriod(patience_us);
    L4_ThreadId_t client = L4_nilthread;
    bool answered = false;
    while (running_programs() > 0) {
        L4_MsgTag_t const tag = answered ? L4_ReplyWait_Timeout(client, patience, &client)
                                         : L4_Wait_Timeout(patience, &client);
        answered = false;
        if (L4_IpcFailed(tag)) {
            bool const receive_phase = (L4_ErrorCode() & 1) != 0;
            if (receive_phase) {
                printf("root: no program has said anything for a long time\n");
                return;
            }
            continue;
        }
        if (Program* const program = program_of(client); program != nullptr)
            answered = dispatch(*program, tag);
    }
}

}  // namespace
}  // namespace root

int main()
{
    root::load_programs();
    root::serve();
    return root::print_verdict(root::programs, root::count) ? 0 : 1;
}
