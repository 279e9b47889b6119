// SPDX-License-Identifier: BSD-2-Clause
// The fast path of IPC: where the vector leads after the instruction of the Ipc stub. Compiled so
// that the compiler leaves message registers and preserved registers alone (arm64.mk). The stack
// pointer is the address of the running thread; there is no stack (`make fastcheck` looks).
//
// x0, x1 and x2 hold the parameters of Ipc; x3 is MR0. They stay there: the compiler has x11, x12
// and x13. x16 counts the words that a short message lacks of seven; x17 is what the vector
// compared.
#include "arch/arm64/arm64_fast_path.h"

#include "glue/fast_path.h"
#include "glue/instance.h"

register pinyon::Tcb* self_register asm("sp");

extern "C" {
[[noreturn]] void arm64_general_sync();
[[noreturn]] void arm64_short_ipc();
[[noreturn]] void arm64_wide_ipc();
[[noreturn]] void arm64_local_ipc();
}

#define INLINE [[gnu::always_inline]]
#define OFFSET(name, member) [name] "i"(offsetof(Tcb, member))

// Continues behind `yes` if the last comparison says so; a condition of the path is one of these.
#define HOLDS(code, condition, ...)                                           \
    asm goto(code "; b." condition " %l[yes]" : : __VA_ARGS__ : "cc" : yes);  \
    return false;                                                             \
    yes:                                                                      \
    return true

// x18 to x29.
#define PRESERVED(op)                                                                       \
    #op " x18, x19, [sp, %[x18]]; " #op " x20, x21, [sp, %[x18] + 16];"                     \
    #op " x22, x23, [sp, %[x18] + 32]; " #op " x24, x25, [sp, %[x18] + 48];"                \
    #op " x26, x27, [sp, %[x18] + 64]; " #op " x28, x29, [sp, %[x18] + 80];"

// To the general path, with nothing of the kernel in what Ipc destroys.
#define PASS_ON                                                                         \
    asm volatile("mov x11, xzr; mov x12, xzr; mov x13, xzr; mov x16, xzr;" \
                 "mov x17, xzr; b arm64_general_sync");                                 \
    __builtin_unreachable()

namespace pinyon::arm64 {

namespace {

struct RunningThread {
    INLINE Tcb* operator->() const { return self_register; }
    INLINE Tcb& operator*() const { return *self_register; }
};

template <bool wide>
struct Path {
    static constexpr RunningThread self{};
    static constexpr bool switches_fpu = false;
    static constexpr bool local_ids_first = true, local_ids_last = false;

    Tcb* partner_place = nullptr;
    Word limits = 0;
    ThreadId key{};

    INLINE Tcb& partner() const { return *partner_place; }

    INLINE bool calls() const { HOLDS("cmp x0, x1", "eq", ); }
    INLINE bool waits_for_anyone() const { HOLDS("cmn x1, 1", "eq", ); }
    INLINE bool is_endless_ipc() const { return true; }  // each of the next two comprises it
    INLINE bool waits_for_any_local() const { HOLDS("cmn x1, 64", "eq", ); }
    // Where it holds, that is the end of this form.
    INLINE bool is_local() const
    {
        asm volatile("tst x0, 63; b.eq arm64_local_ipc" : : : "cc");
        return false;
    }
    // The timeout lies above the tag in the number that is compared.
    INLINE bool is_short() const
    {
        HOLDS("uxth w16, w3; bfi w16, w2, 16, 16; subs w16, w16, %0", "ls",
              "i"(PINYON_REGISTER_WORDS - 1));
    }
    INLINE bool is_untyped() const
    {
        HOLDS("add w17, w16, %0; tst w17, 0xffffffc0", "eq", "i"(PINYON_REGISTER_WORDS - 1));
    }

    INLINE void pass_on() const { PASS_ON; }
    INLINE void widen() const
    {
        asm volatile("b arm64_wide_ipc");
        __builtin_unreachable();
    }
    INLINE void localise() const {}
    INLINE void decline() const { PASS_ON; }
    INLINE void enter() const {}

    // The index of the one CPU is at a known place; others are found through the CPU's record. Of
    // the place 32 bits are right: the mask has the threshold above it.
    INLINE void find_partner([[maybe_unused]] PartnerIndex const& index)
    {
        Word place, second, slots;
        if constexpr (config::max_cpus == 1)
            asm volatile("adr %0, %3; ldp %2, %1, [%0]; and %0, %1, x0, lsr %4;"
                         "ldr %0, [%2, %w0, uxtw]"
                         : "=&r"(place), "=&r"(second), "=&r"(slots)
                         : "S"(&index), "i"(PartnerIndex::number_shift));
        else
            asm volatile("mrs %0, tpidr_el1; ldr %0, [%0, %3]; ldp %2, %1, [%0];"
                         "and %0, %1, x0, lsr %4; ldr %0, [%2, %w0, uxtw]"
                         : "=&r"(place), "=&r"(second), "=&r"(slots)
                         : "i"(offsetof(arm64::Cpu, partners)), "i"(PartnerIndex::number_shift));
        partner_place = reinterpret_cast<Tcb*>(place);
        limits = second;
    }
    INLINE void find_local_partner([[maybe_unused]] PartnerIndex const& index)
    {
        static_assert(offsetof(Space, locals) == 0);
        Word place, space, second;
        asm volatile("ldr %1, [sp, %2]; ubfx %0, x0, %3, %4; ldr %0, [%1, %0, lsl 3]"
                     : "=&r"(place), "=&r"(space)
                     : "i"(offsetof(Tcb, space)), "i"(PINYON_UTCB_SIZE_LOG2),
                       "i"(LocalIndex::slot_bits));
        if constexpr (config::max_cpus == 1)
            asm volatile("ldr %0, %1" : "=r"(second) : "S"(&index.last_place));
        else
            asm volatile("mrs %0, tpidr_el1; ldr %0, [%0, %1]; ldr %0, [%0, %2]"
                         : "=r"(second)
                         : "i"(offsetof(arm64::Cpu, partners)),
                           "i"(offsetof(PartnerIndex, last_place)));
        partner_place = reinterpret_cast<Tcb*>(place);
        limits = second;
    }
    INLINE bool partner_may_run() const
    {
        if constexpr (config::max_cpus > 1)
            return is_at_home();
        HOLDS("cmp %0, %1, lsr %2", "hs", "r"(Word{partner().priority.raw()}), "r"(limits),
              "i"(PartnerIndex::threshold_shift));
    }
    // PartnerIndex::may_run().
    INLINE bool is_at_home() const
    {
        Word standing;
        asm volatile("ldr %w0, [%1, %2]; sub %0, %0, %3, lsr %4"
                     : "=&r"(standing)
                     : "r"(partner_place), "i"(offsetof(Tcb, priority)), "r"(limits),
                       "i"(PartnerIndex::threshold_shift));
        HOLDS("cmp %0, 255", "ls", "r"(standing));
    }
    INLINE bool partner_is_meant()
    {
        ThreadId id, waits_for;
        asm volatile("ldp %0, %1, [%2, %3]" : "=&r"(id), "=&r"(waits_for)
                     : "r"(partner_place), "i"(offsetof(Tcb, id)));
        key = waits_for;
        HOLDS("cmp x0, %0", "eq", "r"(id));
    }
    INLINE bool partner_is_meant_locally()
    {
        key = partner().user.key;
        HOLDS("cmp x0, %0", "eq", "r"(partner().utcb_pointer));
    }
    INLINE ThreadId partner_key() const { return key; }
    INLINE static ThreadId own(unsigned member)
    {
        ThreadId id;
        asm volatile("ldr %0, [sp, %1]" : "=r"(id) : "i"(member));
        return id;
    }
    INLINE ThreadId call_key() const { return own(offsetof(Tcb, call_key)); }
    INLINE ThreadId reply_key() const { return own(offsetof(Tcb, reply_key)); }
    INLINE ThreadId own_id() const { return own(offsetof(Tcb, id)); }

    INLINE void exchange_keys() const
    {
        asm volatile("str x1, [sp, %[key]]; str xzr, [%0, %[key]]"
                     : : "r"(partner_place), OFFSET(key, user.key) : "memory");
    }
    // The register of the FromSpecifier says whom self awaits.
    INLINE void await_any() const {}
    INLINE void release_partner() const { exchange_keys(); }
    INLINE void await_partner() const
    {
        asm volatile("ldr x1, [%0, %1]" : : "r"(partner_place), "i"(offsetof(Tcb, id)));
    }
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
    // Loads the partner's UTCB pointer, too, where the timeouts were.
    INLINE Word partner_root() const
    {
        Word root;
        asm volatile("ldp x2, %0, [%1, %2]" : "=&r"(root)
                     : "r"(partner_place), "i"(offsetof(Tcb, utcb_pointer)));
        return root;
    }
    // Loads the own id, too, which is the name that the partner gets.
    INLINE Word root() const
    {
        Word root;
        asm volatile("ldp %0, x0, [sp, %1]" : "=r"(root) : "i"(offsetof(Tcb, root_word)));
        return root;
    }
    INLINE void name_locally() const
    {
        asm volatile("ldr x0, [sp, %0]" : : "i"(offsetof(Tcb, utcb_pointer)));
    }
    INLINE static void load_root(Word root) { ttbr0_el1::write(root); }

    INLINE void name_both_locally() const
    {
        asm volatile("mov x2, x0");
        name_locally();
    }

    // From MR8 on, by a jump into pairs of moves; those behind the last are done without. The
    // preserved registers are saved, and free until the partner's are loaded.
    INLINE void copy_words() const
    {
        asm volatile("ldr x18, [sp, %[utcb]]; ldr x19, [%[partner], %[utcb]];"
                     "tbz w16, 0, 1f; and x20, x3, 63; ldr x21, [x18, x20, lsl 3];"
                     "str x21, [x19, x20, lsl 3];"
                     "1: adr x20, 9f; and w16, w16, 62; sub x20, x20, x16, lsl 2; br x20;"
                     ".set at, 28; .rept 28; .set at, at - 1;"
                     "ldp x21, x22, [x18, %[first] + 16 * at];"
                     "stp x21, x22, [x19, %[first] + 16 * at]; .endr; 9:"
                     : : [partner] "r"(partner_place), OFFSET(utcb, utcb),
                         [first] "i"(PINYON_REGISTER_WORDS * sizeof(Word))
                     : "memory");
    }

    // What Ipc destroys gets what is the partner's own already, which costs less than zeroes do. x1
    // is its id or anythread, x16 is 0 after seven words, and x17 what the vector compared.
    INLINE void leave() const
    {
        if constexpr (wide)
            copy_words();
        asm volatile("mov sp, %[partner]; ldp x30, x12, [sp, %[sp] - 8];"
                     "ldp x13, x11, [sp, %[tp]]; msr sp_el0, x12; msr elr_el1, x11;"
                     "msr tpidr_el0, x13; msr tpidrro_el0, x2; msr spsr_el1, xzr;"
                     PRESERVED(ldp)
                     ".if %[wide] || %[raw]; mov x16, xzr; .else; cbnz w16, 2f; .endif;"
                     "ldp x14, x15, [sp, %[x18] - 32]; eret;"
                     ".if !%[wide] && !%[raw]; .subsection 1;"
                     "2: adr x14, 1f; add x14, x14, w16, sxtw 2; br x14;"
                     "mov x4, xzr; mov x5, xzr; mov x6, xzr; mov x7, xzr; mov x8, xzr;"
                     "mov x9, xzr; mov x10, xzr;"
                     "1: ldp x14, x15, [sp, %[x18] - 32]; mov x16, xzr; eret;"
                     ".previous; .endif"
                     : : [partner] "r"(partner_place),
                         OFFSET(sp, frame.sp), OFFSET(tp, frame.thread_pointer),
                         OFFSET(x18, frame.x[18]), [wide] "i"(wide),
                         [raw] "i"(!config::clear_message_registers)
                     : "memory");
        __builtin_unreachable();
    }
};

}  // namespace

}  // namespace pinyon::arm64

void arm64_short_ipc()
{
    pinyon::arm64::Path<false> path;
    short_ipc(path, pinyon::kernel_instance.cpus[0]);
    __builtin_unreachable();
}

void arm64_wide_ipc()
{
    pinyon::arm64::Path<true> path;
    wide_ipc(path, pinyon::kernel_instance.cpus[0]);
    __builtin_unreachable();
}

void arm64_local_ipc()
{
    pinyon::arm64::Path<false> path;
    local_ipc(path, pinyon::kernel_instance.cpus[0]);
    __builtin_unreachable();
}
