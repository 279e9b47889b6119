// SPDX-License-Identifier: BSD-2-Clause
// What X.2 says about the binary interface of amd64, in this program's own words: registers of the
// calls, places in the kernel interface page and in the UTCB.
#ifndef PINYON_X86_64_BINARY_CALLS_H
#define PINYON_X86_64_BINARY_CALLS_H

namespace binary {

using Word = unsigned long;

// x86_64_binary_calls.S knows the offsets.
struct Registers {
    Word rax, rbx, rcx, rdx, rsi, rdi, rbp, r8, r9, r10, r11, r12, r13, r14, r15;
    Word rsp_change;  // 0 unless the call has moved the stack pointer
    Word flags;
    Word xmm15;
};
static_assert(sizeof(Registers) == 18 * sizeof(Word));

// ---- Kernel interface page: indices of words

enum KipWord {
    kip_magic = 0,
    kip_api_version = 1,
    kip_api_flags = 2,
    kip_kernel_descriptor = 3,
    kip_root_low = 18,
    kip_root_high = 19,
    kip_utcb_info = 42,
    kip_area_info = 43,
    kip_thread_info = 49,
};

// Entry points are also indices of words: they hold addresses to call.
enum EntryPoint {
    space_control = 52,
    thread_control,
    processor_control,
    memory_control,
    ipc,
    lipc,
    unmap,
    exchange_registers,
    system_clock,
    thread_switch,
    schedule,
};

// ---- UTCB: words relative to the UTCB pointer

enum UtcbWord {
    buffer_register_0 = -16,
    my_global_id = -15,
    processor_no = -14,
    user_defined_handle = -13,
    pager = -12,
    exception_handler = -11,
    error_code = -9,
    word_size_mask = -1,
};

constexpr Word utcb_size = 1024;
constexpr Word pointer_in_utcb = 512;

// ---- Values

constexpr Word nil = 0;
constexpr Word any = ~Word{0};
constexpr Word unchanged = ~Word{0};
constexpr Word one_second = 0x2BD0;
constexpr Word one_millisecond = 0x03E8;
constexpr Word both_one_second = one_second << 16 | one_second;
constexpr Word tag_error = 0x8000;

constexpr Word tag(long label, Word untyped, Word typed = 0)
{
    return static_cast<Word>(label) << 16 | typed << 6 | untyped;
}

constexpr Word page(Word address, Word rights)
{
    return (address & ~Word{0xFFF}) | 12 << 4 | rights;
}

constexpr Word global_id(Word number, Word version)
{
    return number << 32 | version;
}

}  // namespace binary

extern "C" {

void call_with(binary::Registers* registers, binary::Word entry);
void kernel_interface();
binary::Word* utcb();
void child_start();
void trap_start();
extern char const trap_instruction[];
binary::Word debugger_print(char const* text);
binary::Word debugger_read(binary::Word unused);
[[noreturn]] void debugger_exit(binary::Word status);

}  // extern "C"

#endif  // PINYON_X86_64_BINARY_CALLS_H
