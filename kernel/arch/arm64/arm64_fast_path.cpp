// SPDX-License-Identifier: BSD-2-Clause
// The fast path of IPC: where the vector leads after the instruction of the Ipc stub. Compiled so
// that the compiler leaves message registers and preserved registers alone (arm64.mk). The stack
// pointer is the address of the running thread; there is no stack (`make fastcheck` looks).
//
// x0, x1 and x2 hold the parameters of Ipc, as those of a C function; x3 is MR0. x11 to x17 are
// free.
#include "arch/arm64/arm64_fast_path.h"

#include "glue/fast_path.h"
#include "glue/instance.h"

register pinyon::Tcb* self_register asm("sp");

#define PATH(name)                                                                    \
    extern "C" [[noreturn]] void name(pinyon::ThreadId to, pinyon::ThreadId from,     \
                                      pinyon::Word timeouts)
PATH(arm64_general_sync);
PATH(arm64_short_ipc);
PATH(arm64_wide_ipc);

#define INLINE [[gnu::always_inline]]
#define OFFSET(name, member) [name] "i"(offsetof(Tcb, member))

// x18 to x29.
#define PRESERVED(op)                                                                       \
    #op " x18, x19, [sp, %[x18]]; " #op " x20, x21, [sp, %[x18] + 16];"                     \
    #op " x22, x23, [sp, %[x18] + 32]; " #op " x24, x25, [sp, %[x18] + 48];"                \
    #op " x26, x27, [sp, %[x18] + 64]; " #op " x28, x29, [sp, %[x18] + 80];"

// A jump to another path, with all that it is handed over; the rest is destroyed by Ipc.
#define JUMP(destination)                                                                   \
    register ThreadId x0 asm("x0") = to;                                                    \
    register ThreadId x1 asm("x1") = from;                                                  \
    register Word x2 asm("x2") = timeouts;                                                  \
    asm volatile("mov x11, xzr; mov x12, xzr; mov x13, xzr; mov x14, xzr; mov x15, xzr;"    \
                 "mov x16, xzr; mov x17, xzr; b %[to]"                                      \
                 : : "r"(x0), "r"(x1), "r"(x2), [to] "S"(destination));                     \
    __builtin_unreachable()

namespace pinyon::arm64 {

namespace {

struct RunningThread {
    INLINE Tcb* operator->() const { return self_register; }
    INLINE Tcb& operator*() const { return *self_register; }
};

template <bool wide>
struct Path {
    static constexpr bool switches_fpu = false;
    static constexpr RunningThread self{};

    ThreadId to, from;
    Word timeouts;
    Tcb* partner_place = nullptr;

    INLINE Tcb& partner() const { return *partner_place; }
    INLINE void set_partner(Tcb* partner) { partner_place = partner; }

    INLINE bool is_endless_ipc() const { return std::uint16_t(timeouts) == 0; }
    template <Word bits>
    INLINE bool tag_lacks() const
    {
        Word masked;
        asm("and %0, x3, %1" : "=r"(masked) : "i"(bits));
        return masked == 0;
    }
    INLINE void pass_on() const { JUMP(arm64_general_sync); }
    INLINE void widen() const { JUMP(arm64_wide_ipc); }
    INLINE void decline() const { JUMP(wide ? arm64_general_sync : arm64_wide_ipc); }
    INLINE void enter() const {}
    INLINE std::uint32_t number() const { return std::uint32_t(to.number()); }

    // The thread will go on behind the call of the stub, at x30.
    INLINE void save() const
    {
        Word thread_pointer, sp;
        asm volatile("mrs %0, tpidr_el0; mrs %1, sp_el0; stp x30, %1, [sp, %[sp] - 8];"
                     "stp %0, x30, [sp, %[tp]];" PRESERVED(stp)
                     : "=&r"(thread_pointer), "=&r"(sp)
                     : OFFSET(sp, frame.sp), OFFSET(tp, frame.thread_pointer),
                       OFFSET(x18, frame.x[18])
                     : "memory");
    }
    INLINE void set_running() const {}  // leave() does
    INLINE static void load_root(Word root) { ttbr0_el1::write(root); }

    // From MR8 on, by a jump into pairs of moves; those behind the last are done without.
    INLINE void copy_words() const
    {
        asm volatile("and w11, w3, 63; subs w11, w11, %[last]; b.ls 9f;"
                     "ldr x12, [sp, %[utcb]]; ldr x13, [%[partner], %[utcb]];"
                     "add x12, x12, %[first]; add x13, x13, %[first];"
                     "tbz w11, 0, 1f; ldr x14, [x12], 8; str x14, [x13], 8;"
                     "1: adr x14, 9f; and w11, w11, 62; sub x14, x14, x11, lsl 2; br x14;"
                     ".rept 28; ldp x15, x16, [x12], 16; stp x15, x16, [x13], 16; .endr; 9:"
                     : : [partner] "r"(partner_place), OFFSET(utcb, utcb),
                         [last] "i"(PINYON_REGISTER_WORDS - 1),
                         [first] "i"(PINYON_REGISTER_WORDS * sizeof(Word))
                     : "x11", "x12", "x13", "x14", "x15", "x16", "cc", "memory");
    }

    // x11 to x14 get what is the partner's own already.
    INLINE void leave(ThreadId name) const
    {
        register ThreadId x0 asm("x0") = name;
        if constexpr (wide)
            copy_words();
        asm volatile("mov sp, %[partner]; ldp x30, x12, [sp, %[sp] - 8]; ldr x14, [sp, %[utcb]];"
                     "ldp x13, x11, [sp, %[tp]]; msr sp_el0, x12; msr elr_el1, x11;"
                     "msr tpidr_el0, x13; msr tpidrro_el0, x14; msr spsr_el1, xzr;"
                     PRESERVED(ldp)
                     "mov x1, xzr; mov x2, xzr; mov x15, xzr;"
                     ".if %[wide]; tst x3, 56; adr x17, 1f + 28; b.ne 2f; .endif;"
                     ".if %[raw]; mov x16, xzr; mov x17, xzr; eret; .else;"
                     "adr x17, 1f; bfi x17, x3, 2, 3; 2: mov x16, xzr; br x17;"
                     ".subsection 1; .balign 32;"
                     "1: mov x4, xzr; mov x5, xzr; mov x6, xzr; mov x7, xzr; mov x8, xzr;"
                     "mov x9, xzr; mov x10, xzr; mov x17, xzr; eret; .previous; .endif"
                     : : "r"(x0), [partner] "r"(partner_place), OFFSET(sp, frame.sp),
                         OFFSET(tp, frame.thread_pointer), OFFSET(utcb, utcb_pointer),
                         OFFSET(x18, frame.x[18]), [wide] "i"(wide),
                         [raw] "i"(!config::clear_message_registers)
                     : "memory");
        __builtin_unreachable();
    }
};

}  // namespace

#define DEFINE_PATH(name, form, wide)                                                            \
    PATH(name)                                                                                   \
    {                                                                                            \
        form(Path<wide>{to, from, timeouts}, kernel_instance.threads, kernel_instance.cpus[0]);  \
        __builtin_unreachable();                                                                 \
    }
DEFINE_PATH(arm64_short_ipc, short_ipc, false)
DEFINE_PATH(arm64_wide_ipc, wide_ipc, true)

}  // namespace pinyon::arm64
