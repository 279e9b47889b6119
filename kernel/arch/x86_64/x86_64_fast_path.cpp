// SPDX-License-Identifier: BSD-2-Clause
// The fast path of IPC: where SYSCALL leads. Compiled so that the compiler leaves message registers
// alone (x86_64.mk); it must not use the stack, which is the user's (`make fastcheck` looks).
//
// RSI, RDX, RCX and R8 hold the parameters of Ipc and the return address, just as those of a C
// function; R9 is MR0. GS is the user's throughout: what belongs to the one CPU is at a known
// address. Of several each has GS as its own from enter() to the end.
#include "arch/x86_64/x86_64_fast_path.h"

#include "glue/fast_path.h"
#include "glue/instance.h"

register pinyon::Tcb* partner_register asm("rbp");

// The paths jump to each other by their names.
#define PATH(name)                                                                            \
    extern "C" [[noreturn]] void name(pinyon::Word rdi, pinyon::ThreadId to,                  \
                                      pinyon::ThreadId from, pinyon::Word ip, pinyon::Word r8)
PATH(x86_64_syscall_entry);
PATH(x86_64_declined_ipc);
PATH(x86_64_short_ipc);
PATH(x86_64_wide_ipc);
PATH(x86_64_local_ipc);
PATH(x86_64_short_fpu_ipc);
PATH(x86_64_wide_fpu_ipc);
PATH(x86_64_local_fpu_ipc);

#define INLINE [[gnu::always_inline]]
#define OFFSET(name, member) [name] "i"(offsetof(Tcb, member))
// From the port's record of the CPU, which is where GS leads to.
#define IN_RECORD(name) [name] "i"(offsetof(PerCpu, name))
#define IN_CPU(name, place) [name] "i"(Word(place) - offsetof(Cpu, record))
#define SWAP_GS ".if %c[several]; swapgs; .endif;"

// A jump to another path, with all that it is handed over.
#define JUMP(code, destination, rdi)                                                          \
    register Word timeouts asm("r8") = r8;                                                    \
    asm volatile(code "jmp %c[to]" : : "D"(rdi), "S"(to), "d"(from), "c"(ip), "r"(timeouts),  \
                 OFFSET(flags, frame.rflags), [to] "i"(destination));                         \
    __builtin_unreachable()

// From the partner at RBP: RCX, RDI, R8 and R11 get what is its own already. RSI is the sender.
#define LOAD_PARTNER                                                                           \
    SWAP_GS                                                                                    \
    "movq %c[gs](%%rbp), %%rdi; wrgsbase %%rdi; movq %c[fs](%%rbp), %%r8; wrfsbase %%r8;"      \
    "movq %c[ip](%%rbp), %%rcx; movq %c[flags](%%rbp), %%r11; movq %c[sp](%%rbp), %%rsp;"

#define PARTNER_OFFSETS                                                                      \
    OFFSET(gs, frame.gs_base), OFFSET(fs, frame.fs_base), OFFSET(ip, frame.rip),             \
        OFFSET(sp, frame.rsp), OFFSET(flags, frame.rflags), OFFSET(utcb, utcb),              \
        [first] "i"(PINYON_REGISTER_WORDS * sizeof(Word)),                                   \
        [last] "i"(PINYON_REGISTER_WORDS - 1), [raw] "i"(!config::clear_message_registers),  \
        [several] "i"(several)

namespace pinyon::x86_64 {

constinit Word ipc_return = 0;
constinit SyscallEntries syscall_entries{};

namespace {

constexpr Word index_place = offsetof(Cpu, ready) + ReadyQueues::index_place();
constexpr Word last_place = index_place + offsetof(PartnerIndex, last_place);
constexpr Word bound_place = index_place + offsetof(PartnerIndex, threshold);

template <bool wide, bool fpu>
struct Path {
    static constexpr bool switches_fpu = fpu;
    static constexpr bool local_ids_first = true, local_ids_last = false;

    Word rdi;
    ThreadId to, from;
    Word ip, r8;
    Tcb* self = nullptr;
    ThreadId name{};

    // Opaque, or the compiler would keep a copy in another register, and there is none to spare.
    INLINE Tcb& partner() const
    {
        asm volatile("" : "+r"(partner_register));
        return *partner_register;
    }
    INLINE static ThreadId& key_of(Tcb& t) { return fpu ? t.user.fpu_key : t.user.key; }
    INLINE ThreadId partner_key() const { return key_of(partner()); }
    INLINE ThreadId call_key() const { return self->call_key; }
    INLINE ThreadId reply_key() const { return self->reply_key; }
    INLINE ThreadId own_id() const { return self->id; }

    INLINE bool calls() const { return from == to; }
    INLINE bool waits_for_anyone() const { return from == anythread; }
    // The usual one. With one processor the compiler asks for it first without being told.
    INLINE bool waits_for_any_local() const
    {
        bool const waits = from == anylocalthread;
        return several ? __builtin_expect(waits, true) : waits;
    }
    // Where it holds, that is the end of this form.
    INLINE bool is_local() const
    {
        register Word timeouts asm("r8") = r8;
        asm volatile("testb $63, %%sil; jz %c[to]"
                     : : "D"(rdi), "S"(to), "d"(from), "c"(ip), "r"(timeouts),
                         [to] "i"(fpu ? x86_64_local_fpu_ipc : x86_64_local_ipc) : "cc");
        return false;
    }
    INLINE void localise() const {}
    INLINE bool is_endless_ipc() const { return ip == ipc_return && std::uint16_t(r8) == 0; }
    template <Word bits>
    INLINE bool tag_lacks() const
    {
        asm goto("testl %0, %%r9d; jnz %l[no]" : : "i"(bits) : "cc" : no);
        return true;
    no:
        return false;
    }
    INLINE bool is_short() const { return tag_lacks<not_short>(); }
    INLINE bool is_untyped() const { return tag_lacks<not_untyped>(); }
    INLINE void pass_on() const { JUMP("", x86_64_syscall_entry, rdi); }
    INLINE void widen() const { JUMP("", fpu ? x86_64_wide_fpu_ipc : x86_64_wide_ipc, rdi); }

    // The user's flags go from R11 into the frame; the compiler is free to use it from here on.
    INLINE void enter()
    {
        if constexpr (several)
            asm volatile("swapgs; movq %%gs:%c[frame], %0; movq %%r11, %c[flags](%0)"
                         : "=D"(self) : IN_RECORD(frame), OFFSET(flags, frame.rflags) : "memory");
        else
            asm volatile("movq %1, %0; movq %%r11, %c[flags](%0)"
                         : "=D"(self) : "m"(boot_cpu.frame), OFFSET(flags, frame.rflags)
                         : "memory");
    }
    // What is not as it was is destroyed by Ipc anyway.
    INLINE void decline() const
    {
        JUMP("movq %c[flags](%%rdi), %%r11; xorl %%edi, %%edi; xorl %%ebp, %%ebp;",
             x86_64_declined_ipc, self);
    }
    INLINE void find_partner(PartnerIndex const& index) const
    {
        Word place;
        asm("rorxq %2, %1, %0" : "=r"(place) : "r"(to), "i"(PartnerIndex::number_shift));
        if constexpr (several)
            asm volatile("andl %%gs:%c[last], %k0; movq %%gs:%c[slots], %1; movq (%1, %0), %1"
                         : "+r"(place), "=&r"(partner_register)
                         : IN_CPU(slots, index_place), IN_CPU(last, last_place) : "cc");
        else
            partner_register = index.at(std::uint32_t(place) & index.last_place);
    }
    INLINE void find_local_partner(PartnerIndex const&) const
    {
        Word slot;
        asm("rorxq %2, %1, %0" : "=r"(slot) : "r"(to), "i"(PINYON_UTCB_SIZE_LOG2));
        partner_register = self->space->locals.thread[std::uint32_t(slot) % LocalIndex::slots];
    }
    INLINE bool partner_is_meant_locally() const
    {
        return partner().utcb_pointer.raw() == to.raw();
    }
    // PartnerIndex::may_run(); with one processor priorities are all there is to compare.
    INLINE bool partner_may_run() const
    {
        if constexpr (several) {
            std::uint32_t above;
            asm volatile("movl %c[standing](%1), %0; subl %%gs:%c[bound], %0"
                         : "=r"(above) : "r"(partner_register), OFFSET(standing, priority),
                           IN_CPU(bound, bound_place) : "cc");
            return above < 256;
        } else {
            return partner().priority >= kernel_instance.cpus[0].ready.threshold();
        }
    }
    INLINE bool partner_is_meant() const { return partner().id == to; }

    INLINE void exchange_keys() const { await_any(), release_partner(); }
    // Opaque, or the compiler would choose between the ids before it stores one.
    INLINE void await(ThreadId id) const
    {
        asm volatile("" : "+r"(id) : : "memory");
        key_of(*self) = id;
        asm volatile("" : : : "memory");
    }
    INLINE void await_any() const { await(from); }
    INLINE void await_partner() const { await(partner().id); }
    INLINE void release_partner() const { key_of(partner()) = nilthread; }

    // RAX is MR1. Otherwise as save_fpu() and load_fpu() of x86_64_thread.h.
    INLINE void switch_fpu() const
    {
        static constexpr std::int32_t anything = 0;
        register Word rax asm("r8");
        asm volatile("movq %%rax, %0; movl $-1, %%eax; movl %%eax, %%edx;"
                     "movq %c[fpu](%%rdi), %%r11; xsaveopt64 (%%r11);"
                     "movq %c[fpu](%%rbp), %%r11; fnclex; emms; fildl %[anything];"
                     "xrstor64 (%%r11); movq %0, %%rax"
                     : "=&r"(rax) : "D"(self), OFFSET(fpu, fpu), [anything] "m"(anything)
                     : "rdx", "r11", "memory");
    }
    INLINE void set_fpu_owner(Cpu& cpu) const
    {
        if constexpr (several)
            asm volatile("movq %0, %%gs:%c[owner]"
                         : : "r"(partner_register), IN_CPU(owner, offsetof(Cpu, fpu_owner))
                         : "memory");
        else
            cpu.fpu_owner = &partner();
    }
    INLINE void save() const
    {
        self->frame.rip = ip;
        asm volatile("movq %%rsp, %0" : "=m"(self->frame.rsp));
        asm volatile("rdfsbase %0" : "=r"(self->frame.fs_base));
    }
    INLINE void set_running() const
    {
        if constexpr (several) {
            asm volatile("movq %0, %%gs:%c[frame]; movw %[none], %%gs:%c[ports]"
                         : : "r"(partner_register), IN_RECORD(frame), [none] "i"(no_io_map),
                             [ports] "i"(offsetof(PerCpu, tss.io_map_base)) : "memory");
        } else {
            boot_cpu.frame = &partner().frame;
            boot_cpu.tss.io_map_base = no_io_map;
        }
    }
    INLINE Word partner_root() const { return partner().root_word; }
    INLINE Word root()
    {
        name = self->id;
        return self->root_word;
    }
    INLINE static void load_root(Word root) { write_cr3(root); }
    INLINE void name_both_locally() { name_locally(); }
    INLINE void name_locally() { name = ThreadId{self->utcb_pointer.raw()}; }

    INLINE void leave() const
    {
        // The copy of longer messages needs RSI, RDI and RCX.
        if constexpr (wide) {
            register ThreadId kept asm("r8") = name;
            asm volatile("movzwl %%r9w, %%ecx; subl %[last], %%ecx;"
                         "movq %c[utcb](%%rdi), %%rsi; movq %c[utcb](%%rbp), %%rdi;"
                         "addq %[first], %%rsi; addq %[first], %%rdi; rep movsq;"
                         "movq %%r8, %%rsi;" LOAD_PARTNER
                         "xorl %%edx, %%edx; xorl %%ebp, %%ebp; sysretq"
                         : : "r"(kept), "D"(self), PARTNER_OFFSETS : "memory");
        } else {
            // The message registers that the message leaves are cleared, from the first on. The
            // number of its words may stay in RDX.
            asm volatile(LOAD_PARTNER "xorl %%ebp, %%ebp; .if %c[raw]; xorl %%edx, %%edx; .else;"
                         "movzwl %%r9w, %%edx; jmp *1f(, %%rdx, 8);"
                         ".pushsection .rodata; .balign 8; 1: .quad 10f, 11f, 12f, 13f, 14f, 15f,"
                         "16f, 17f; .popsection; 10: xorl %%eax, %%eax; 11: xorl %%ebx, %%ebx;"
                         "12: xorl %%r10d, %%r10d; 13: xorl %%r12d, %%r12d;"
                         "14: xorl %%r13d, %%r13d; 15: xorl %%r14d, %%r14d;"
                         "16: xorl %%r15d, %%r15d; 17:; .endif; sysretq"
                         : : "S"(name), PARTNER_OFFSETS : "memory");
        }
        __builtin_unreachable();
    }
};

}  // namespace

#define DEFINE_PATH(name, form, wide, fpu)          \
    PATH(name)                                      \
    {                                               \
        Path<wide, fpu> path{rdi, to, from, ip, r8}; \
        form(path, kernel_instance.cpus[0]);        \
        __builtin_unreachable();                    \
    }
DEFINE_PATH(x86_64_short_ipc, short_ipc, false, false)
DEFINE_PATH(x86_64_wide_ipc, wide_ipc, true, false)
DEFINE_PATH(x86_64_local_ipc, local_ipc, false, false)
DEFINE_PATH(x86_64_short_fpu_ipc, short_ipc, false, true)
DEFINE_PATH(x86_64_wide_fpu_ipc, wide_ipc, true, true)
DEFINE_PATH(x86_64_local_fpu_ipc, local_ipc, false, true)

}  // namespace pinyon::x86_64
