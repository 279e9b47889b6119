// SPDX-License-Identifier: BSD-2-Clause
// The fast path of IPC: where the trap entry leads after the instruction of the Ipc stub. Compiled
// so that the compiler leaves message registers and preserved registers alone (riscv64.mk); it must
// not use the stack, which is the user's (`make fastcheck` looks).
//
// a0, a1 and a2 hold the parameters of Ipc, as those of a C function; a3 is MR0, and tp the address
// of the running thread, whose own tp is its UTCB pointer. t4 to t6 are free.
#include "arch/riscv64/riscv64_fast_path.h"

#include "glue/fast_path.h"
#include "glue/instance.h"

register pinyon::Tcb* self_register asm("tp");

#define PATH(name)                                                                    \
    extern "C" [[noreturn]] void name(pinyon::ThreadId to, pinyon::ThreadId from,     \
                                      pinyon::Word timeouts)
PATH(riscv64_general_trap);
PATH(riscv64_short_ipc);
PATH(riscv64_wide_ipc);

#define INLINE [[gnu::always_inline]]
#define OFFSET(name, member) [name] "i"(offsetof(Tcb, member))

// sp, gp and s0 to s11, in a frame.
#define PRESERVED(op, frame)                                                                 \
    #op " sp, 16(" frame "); " #op " gp, 24(" frame "); " #op " s0, 64(" frame ");"          \
    #op " s1, 72(" frame "); " #op " s2, 144(" frame "); " #op " s3, 152(" frame ");"        \
    #op " s4, 160(" frame "); " #op " s5, 168(" frame "); " #op " s6, 176(" frame ");"       \
    #op " s7, 184(" frame "); " #op " s8, 192(" frame "); " #op " s9, 200(" frame ");"       \
    #op " s10, 208(" frame "); " #op " s11, 216(" frame ");"

// A jump to another path, with all that it is handed over; the rest is destroyed by Ipc.
#define JUMP(code, destination)                                                              \
    register ThreadId a0 asm("a0") = to;                                                     \
    register ThreadId a1 asm("a1") = from;                                                   \
    register Word a2 asm("a2") = timeouts;                                                   \
    asm volatile("li t4, 0; li t5, 0; li a7, 0;" code "j " #destination                      \
                 : : "r"(a0), "r"(a1), "r"(a2), "r"(self_register),                          \
                     [ipc] "i"(PINYON_ECALL_BASE + PINYON_SYS_IPC));                        \
    __builtin_unreachable()

namespace pinyon::riscv64 {

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

    INLINE bool is_endless_ipc() const { return timeouts << 48 == 0; }
    template <Word bits>
    INLINE bool tag_lacks() const
    {
        Word shifted;  // so that bit 15, the last of `bits`, is the highest
        asm("slli %0, a3, 48; srli %0, %0, %1"
            : "=r"(shifted) : "i"(48 + __builtin_ctzl(bits)));
        return shifted == 0;
    }
    // The trap entry expects the running thread in t6, and all else as the user had it.
    INLINE void pass_on() const
    {
        JUMP("li a7, %[ipc]; mv t6, tp; ld tp, 32(t6);", riscv64_general_trap);
    }
    INLINE void widen() const { JUMP("", riscv64_wide_ipc); }
    INLINE void decline() const
    {
        if constexpr (wide)
            pass_on();
        else
            widen();
    }
    INLINE void enter() const {}
    INLINE std::uint32_t number() const { return std::uint32_t(to.number()); }

    // The thread will go on behind the call of the stub, at ra, and so will one that waits there
    // by the general path.
    INLINE void save() const
    {
        asm volatile("sd ra, 0(tp); sd ra, 8(tp);" PRESERVED(sd, "tp") : : : "memory");
    }
    INLINE void set_running() const {}  // leave() does
    INLINE static void load_root(Word root) { write<Satp>(root); }

    // From MR8 on, by a jump into moves of a word; those behind the last are done without.
    INLINE void copy_words() const
    {
        asm volatile("andi a1, a3, 63; addi a1, a1, -%[last]; blez a1, 9f;"
                     "ld a2, %[utcb](tp); ld t4, %[utcb](%[partner]);"
                     "slli t5, a1, 3; add a2, a2, t5; add t4, t4, t5; la a7, 9f; sub a7, a7, t5;"
                     "jr a7; .option push; .option norvc;"
                     ".set at, 56; .rept 56; ld t5, %[first] - 8 * at(a2);"
                     "sd t5, %[first] - 8 * at(t4); .set at, at - 1; .endr;"
                     ".option pop; 9:"
                     : : [partner] "r"(partner_place), OFFSET(utcb, utcb),
                         [last] "i"(PINYON_REGISTER_WORDS - 1),
                         [first] "i"(PINYON_REGISTER_WORDS * sizeof(Word))
                     : "a1", "a2", "a7", "t4", "t5", "memory");
    }

    INLINE void leave(ThreadId name) const
    {
        register ThreadId a0 asm("a0") = name;
        if constexpr (wide)
            copy_words();
        asm volatile("csrw sscratch, %[partner]; ld ra, 8(%[partner]); csrw sepc, ra;"
                     "ld tp, %[utcb](%[partner]);" PRESERVED(ld, "%[partner]")
                     "li a1, 0; li a2, 0; li a7, 0; li t6, 0;"
                     ".if %[wide]; andi t4, a3, 56; bnez t4, 2f; .endif;"
                     ".if !%[raw]; andi t4, a3, 7; slli t4, t4, 1; la t5, 1f; add t5, t5, t4;"
                     "jr t5; .option push; .option rvc; 1: li a4, 0; li a5, 0; li a6, 0;"
                     "li t0, 0; li t1, 0; li t2, 0; li t3, 0; .option pop; .endif;"
                     "2: li t4, 0; li t5, 0; sret"
                     : : "r"(a0), [partner] "r"(partner_place), OFFSET(utcb, utcb_pointer),
                         [wide] "i"(wide), [raw] "i"(!config::clear_message_registers)
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
DEFINE_PATH(riscv64_short_ipc, short_ipc, false)
DEFINE_PATH(riscv64_wide_ipc, wide_ipc, true)

}  // namespace pinyon::riscv64
