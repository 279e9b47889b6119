// SPDX-License-Identifier: BSD-2-Clause
// Reports a bug of the kernel as fully as the state of the machine still allows, then ends it.
#include "glue/panic.h"

#include "config.h"
#include "generic/vprint.h"
#include "glue/symbols.h"

namespace pinyon {

namespace {

// How deep the kernel is in panics: reporting one may run into the next.
class PanicScope {
public:
    PanicScope() { ++depth_; }
    ~PanicScope() { --depth_; }
    PanicScope(PanicScope const&) = delete;
    PanicScope& operator=(PanicScope const&) = delete;

    [[nodiscard]] static bool first() { return depth_ == 1; }
    [[nodiscard]] static bool hopeless() { return depth_ > 2; }

private:
    static inline unsigned depth_ = 0;
};

constexpr unsigned failed = 1;
constexpr unsigned longest_trace = 32;
constexpr Word largest_frame = 0x4000;  // no kernel stack is larger

[[noreturn]] void end_machine()
{
    for (;;)
        Arch::exit_machine(failed);
}

void print_code_address(char const* what, Word address, Symbol symbol)
{
    if (symbol.name != nullptr)
        print("  %s %016lx %s+0x%lx\n", what, address, symbol.name, symbol.offset);
    else
        print("  %s %016lx\n", what, address);
}

Word load_word(Word frame, int offset)
{
    Word value;
    __builtin_memcpy(&value, reinterpret_cast<void const*>(frame + Word(offset)), sizeof value);
    return value;
}

// Follows frame records from `frame` until one does not lead back into kernel code.
void print_back_trace(Word frame)
{
    if constexpr (!config::back_trace)
        return;
    constexpr FrameRecord record = Arch::frame_record;
    for (unsigned depth = 0; depth < longest_trace; ++depth) {
        if (frame == 0 || frame % sizeof(Word) != 0)
            return;
        Word const return_address = load_word(frame, record.return_address);
        // The call ends where it returns to; a call that does not return may end its function.
        Symbol const caller = kernel_symbols().find(return_address - 1);
        print_code_address("from", return_address, caller);
        Word const outer = load_word(frame, record.link);
        if (caller.name == nullptr || outer <= frame || outer - frame > largest_frame)
            return;
        frame = outer;
    }
}

// Ends the machine if this panic happened while an earlier one was being reported.
void give_up_if_nested()
{
    if (PanicScope::hopeless())
        end_machine();
    if (!PanicScope::first()) {
        print("PANIC: while a panic was being reported\n");
        end_machine();
    }
}

}  // namespace

void panic(char const* format, ...)
{
    PanicScope const scope;
    give_up_if_nested();
    print("PANIC: ");
    std::va_list arguments;
    va_start(arguments, format);
    vprint(format, arguments);
    va_end(arguments);
    print("\n");
    describe_current_thread();
    print_back_trace(reinterpret_cast<Word>(__builtin_frame_address(0)));
    end_machine();
}

void panic_trap(char const* what, Arch::TrapFrame const& registers, Word frame_pointer)
{
    PanicScope const scope;
    give_up_if_nested();
    print("PANIC: kernel trap: %s\n", what);
    Word const ip = Arch::ip(registers);
    print_code_address("at  ", ip, kernel_symbols().find(ip));
    describe_current_thread();
    Arch::print_registers(registers);
    print_back_trace(frame_pointer);
    end_machine();
}

}  // namespace pinyon
