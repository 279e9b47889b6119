// SPDX-License-Identifier: BSD-2-Clause
// The fast path of IPC: where the trap entry leads after the instruction of the Ipc stub. Compiled
// so that the compiler leaves message registers and preserved registers alone (riscv64.mk); it must
// not use the stack, which is the user's (`make fastcheck` looks).
//
// a0, a1 and a2 hold the parameters of Ipc; a3 is MR0, and tp the address of the running thread,
// whose own tp is its UTCB pointer. They stay there: the compiler has t4, t5 and a7. t6 is MR0
// without its label.
#include "arch/riscv64/riscv64_fast_path.h"

#include "glue/fast_path.h"
#include "glue/instance.h"

register pinyon::Tcb* self_register asm("tp");

extern "C" {
[[noreturn]] void riscv64_declined_ipc();
[[noreturn]] void riscv64_short_ipc();
[[noreturn]] void riscv64_wide_ipc();
[[noreturn]] void riscv64_local_ipc();
}

#define INLINE [[gnu::always_inline]]
#define OFFSET(name, member) [name] "i"(offsetof(Tcb, member))

// Continues at `yes` if the branch is taken; a condition of the path is one of these.
#define HOLDS(code, ...)                                         \
    asm goto(code ", %l[yes]" : : __VA_ARGS__ : : yes);          \
    return false;                                                \
    yes:                                                         \
    return true

// sp, gp and s0 to s11, in a frame.
#define PRESERVED(op, frame)                                                                 \
    #op " sp, 16(" frame "); " #op " gp, 24(" frame "); " #op " s0, 64(" frame ");"          \
    #op " s1, 72(" frame "); " #op " s2, 144(" frame "); " #op " s3, 152(" frame ");"        \
    #op " s4, 160(" frame "); " #op " s5, 168(" frame "); " #op " s6, 176(" frame ");"       \
    #op " s7, 184(" frame "); " #op " s8, 192(" frame "); " #op " s9, 200(" frame ");"       \
    #op " s10, 208(" frame "); " #op " s11, 216(" frame ");"

namespace pinyon::riscv64 {

namespace {

struct RunningThread {
    INLINE Tcb* operator->() const { return self_register; }
    INLINE Tcb& operator*() const { return *self_register; }
};

constexpr bool one_cpu = config::max_cpus == 1;

// Where the thread runs: where it is at home.
INLINE inline Cpu& own_cpu()
{
    if constexpr (one_cpu)
        return kernel_instance.cpus[0];
    Cpu* cpu;
    asm("ld %0, %1(tp)" : "=r"(cpu) : "i"(offsetof(TrapFrame, home) + offsetof(Home, cpu)));
    return *cpu;
}

// The 32-bit word that begins with a priority.
INLINE inline std::uint32_t word_at(Priority const& priority)
{
    std::uint32_t word;
    asm volatile("lw %0, %1" : "=r"(word) : "m"(priority));
    return word;
}

template <bool wide>
struct Path {
    static constexpr bool switches_fpu = false;
    static constexpr bool local_ids_first = false, local_ids_last = !wide;
    static constexpr RunningThread self{};

    Tcb* partner_place = nullptr;
    PartnerIndex const* own_index = nullptr;  // with one processor, the page of it

    INLINE Tcb& partner() const { return *partner_place; }

    INLINE bool calls() const { HOLDS("beq a0, a1", ); }
    INLINE bool waits_for_anyone() const { HOLDS("beq a1, %0", "r"(anythread.raw())); }
    INLINE bool waits_for_any_local() const { HOLDS("beq a1, %0", "r"(anylocalthread.raw())); }
    INLINE bool is_local() const
    {
        Word low;
        asm volatile("andi %0, a0, 63" : "=r"(low));
        return low == 0;
    }
    INLINE void localise() const
    {
        asm volatile("j riscv64_local_ipc");
        __builtin_unreachable();
    }
    INLINE bool is_endless_ipc() const { return true; }  // the trap entry has looked
    INLINE bool is_short() const
    {
        Word more;  // the words from bit 3 on, items and flags
        asm volatile("slli t6, a3, 48; srli %0, t6, 51" : "=r"(more));
        return more == 0;
    }
    INLINE bool is_untyped() const
    {
        Word more;
        asm volatile("srli %0, t6, 54" : "=r"(more));
        return more == 0;
    }

    // With nothing of the kernel in what Ipc destroys. The frame has the user's t6.
    INLINE void pass_on() const
    {
        asm volatile("li t4, 0; li t5, 0; li a7, 0; j riscv64_declined_ipc");
        __builtin_unreachable();
    }
    INLINE void widen() const
    {
        asm volatile("j riscv64_wide_ipc");
        __builtin_unreachable();
    }
    INLINE void decline() const { pass_on(); }
    INLINE void enter() const {}

    // Of one processor the index is at an address that the kernel's code model can name; both
    // halves of it are used.
    INLINE void find_partner(PartnerIndex const& index)
    {
        if constexpr (one_cpu)
            asm volatile("lui %1, %%hi(%2); srli %0, a0, %3; lwu a7, %%lo(%2 + 8)(%1);"
                         "and %0, %0, a7; ld a7, %%lo(%2)(%1); add %0, %0, a7; ld %0, (%0)"
                         : "=&r"(partner_place), "=&r"(own_index)
                         : "S"(&index), "i"(PartnerIndex::number_shift) : "a7");
        else
            asm volatile("srli %0, a0, %1; lwu a7, %2; and %0, %0, a7; ld a7, %3; add %0, %0, a7;"
                         "ld %0, (%0)"
                         : "=&r"(partner_place)
                         : "i"(PartnerIndex::number_shift), "m"(index.last_place),
                           "m"(index.slots) : "a7");
        if constexpr (!one_cpu)
            own_index = &index;
    }
    INLINE void find_local_partner(PartnerIndex const& index)
    {
        static_assert(offsetof(Space, locals) == 0);
        Word slots;
        asm volatile("ld %1, %2(tp); srli %0, a0, %3; andi %0, %0, %4; add %0, %0, %1;"
                     "ld %0, (%0)"
                     : "=&r"(partner_place), "=&r"(slots)
                     : "i"(offsetof(Tcb, space)), "i"(PINYON_UTCB_SIZE_LOG2 - 3),
                       "i"(sizeof(Tcb*) * (LocalIndex::slots - 1)));
        if constexpr (one_cpu)
            asm volatile("lui %0, %%hi(%1)" : "=r"(own_index) : "S"(&index));
        else
            own_index = &index;
    }
    INLINE bool partner_is_meant_locally() const
    {
        HOLDS("beq a0, %0", "r"(partner().utcb_pointer));
    }
    INLINE bool partner_may_run() const
    {
        if constexpr (!one_cpu)
            return PartnerIndex::may_run(word_at(partner().priority),
                                         word_at(own_index->threshold));
        Word threshold;
        asm volatile("lbu %0, %%lo(%2 + 12)(%1)"
                     : "=r"(threshold)
                     : "r"(own_index), "S"(&kernel_instance.cpus[0].ready.index()));
        return partner().priority.raw() >= threshold;
    }
    INLINE bool partner_is_meant() const { HOLDS("beq a0, %0", "r"(partner().id)); }
    // Loaded anew each time: a register for it would be one too many.
    INLINE ThreadId partner_key() const
    {
        ThreadId key;
        asm volatile("ld %0, %2(%1)"
                     : "=r"(key) : "r"(partner_place), "i"(offsetof(Tcb, user.key)));
        return key;
    }
    INLINE static Word own(unsigned member)
    {
        Word word;
        asm volatile("ld %0, %1(tp)" : "=r"(word) : "i"(member));
        return word;
    }
    INLINE ThreadId call_key() const { return ThreadId{own(offsetof(Tcb, call_key))}; }
    INLINE ThreadId reply_key() const { return ThreadId{own(offsetof(Tcb, reply_key))}; }
    INLINE ThreadId own_id() const { return ThreadId{own(offsetof(Tcb, id))}; }

    // The register of the FromSpecifier says whom self awaits.
    INLINE void await_any() const {}
    INLINE void release_partner() const { exchange_keys(); }
    INLINE void await_partner() const
    {
        asm volatile("ld a1, %1(%0)" : : "r"(partner_place), "i"(offsetof(Tcb, id)));
    }
    INLINE void exchange_keys() const
    {
        asm volatile("sd a1, %0(tp)" : : "i"(offsetof(Tcb, user.key)) : "memory");
        partner().user.key = nilthread;
    }
    // The thread will go on behind the call of the stub, at ra.
    INLINE void save() const
    {
        asm volatile("sd ra, (tp);" PRESERVED(sd, "tp") : : : "memory");
    }
    INLINE void set_running() const {}  // leave() does
    INLINE Word partner_root() const { return partner().root_word; }
    INLINE Word root() const
    {
        asm volatile("ld a0, %0(tp)" : : "i"(offsetof(Tcb, id)));
        return own(offsetof(Tcb, root_word));
    }
    INLINE static void load_root(Word root) { write<Satp>(root); }
    INLINE void name_both_locally() const { name_locally(); }
    INLINE void name_locally() const
    {
        asm volatile("ld a0, %0(tp)" : : "i"(offsetof(Tcb, utcb_pointer)));
    }

    // From MR8 on, by a jump into moves of a word; those behind the last are done without. The
    // preserved registers are saved, and free until the partner's are loaded.
    INLINE void copy_words() const
    {
        asm volatile("ld s0, %[utcb](tp); ld s1, %[utcb](%[partner]); srli t6, t6, 45;"
                     "add s0, s0, t6; add s1, s1, t6; lui s2, %%hi(9f + 56); sub s2, s2, t6;"
                     "jr %%lo(9f + 56)(s2); .option push; .option norvc;"
                     ".set at, 56; .rept 56; .set at, at - 1; ld s3, -8 * at(s0);"
                     "sd s3, -8 * at(s1); .endr; .option pop; 9:"
                     : : [partner] "r"(partner_place), OFFSET(utcb, utcb) : "memory");
    }

    // a1 is the partner's id or anythread.
    INLINE void leave() const
    {
        if constexpr (wide)
            copy_words();
        register Tcb* partner asm("t5") = partner_place;
        asm volatile("csrw sscratch, t5; ld ra, (t5); csrw sepc, ra; ld tp, %[utcb](t5);"
                     PRESERVED(ld, "t5") "li a2, 0; li a7, 0;"
                     ".if !%[wide] && !%[raw]; srli t6, t6, 47; lui t4, %%hi(1f);"
                     "add t4, t4, t6; jr %%lo(1f)(t4); .option push; .option rvc;"
                     "1: li a4, 0; li a5, 0; li a6, 0;"
                     "li t0, 0; li t1, 0; li t2, 0; li t3, 0; .option pop; .endif;"
                     "li t4, 0; li t5, 0; li t6, 0; sret"
                     : : "r"(partner), OFFSET(utcb, utcb_pointer), [wide] "i"(wide),
                         [raw] "i"(!config::clear_message_registers)
                     : "memory");
        __builtin_unreachable();
    }
};

}  // namespace

}  // namespace pinyon::riscv64

void riscv64_short_ipc()
{
    pinyon::riscv64::Path<false> path;
    short_ipc(path, pinyon::riscv64::own_cpu());
    __builtin_unreachable();
}

void riscv64_wide_ipc()
{
    pinyon::riscv64::Path<true> path;
    wide_ipc(path, pinyon::riscv64::own_cpu());
    __builtin_unreachable();
}

void riscv64_local_ipc()
{
    pinyon::riscv64::Path<false> path;
    local_ipc(path, pinyon::riscv64::own_cpu());
    __builtin_unreachable();
}
