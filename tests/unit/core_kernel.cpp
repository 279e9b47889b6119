// SPDX-License-Identifier: BSD-2-Clause
// The hands of the core tests: power-on, events, threads.
#include "core_kernel.h"

#include <stdexcept>

#include "generic/ipc/faults.h"
#include "generic/ipc/identity.h"

namespace pinyon::test {

namespace {

constexpr auto const& binding = Arch::binding;
constexpr unsigned thread_bits = 10;
constexpr unsigned system_threads = 32;

}  // namespace

// ---- Power-on ----------------------------------------------------------------------------------

void CoreKernel::boot_memory(Word heap)
{
    Kernel& k = *kernel_;
    Word const table_bytes = sizeof(Tcb*) << thread_bits;
    auto* const table = static_cast<Tcb**>(Arch::direct(kernel_heap_at));
    k.threads.initialise(table, thread_bits);
    for (Cpu& c : k.cpus)
        c.ready.set_index(k.threads.index(), c.id);
    k.frames.initialise(kernel_heap_at + table_bytes, heap - table_bytes);
    k.mapping.initialise(k.frames, k.account);
    k.ports.initialise(k.frames);
    k.tcbs.initialise(k.frames);
    k.spaces.initialise(k.frames);
    k.fpu_states.initialise(k.frames);
    k.tags.initialise(Arch::asid_count());
    ASSERT_TRUE(k.mapping.add_ram(host::ram_base, host::default_ram_size));
    ASSERT_TRUE(k.mapping.add_reserved(kernel_heap_at, heap));
    PhysAddr const kip = k.frames.allocate(k.account, FrameInfo::Use::kernel).value();
    k.kip_frame = frame_of(kip);
    k.empty_root = k.mapping.new_root(k.account).value();
}

Space& CoreKernel::boot_space()
{
    Space& space = *new_space(*kernel_).value();
    space.privileged = true;
    ErrorCode const error = configure_space(*kernel_, space, Fpage::make(kip_at, 12),
                                            Fpage::make(utcbs_at, utcbs_log2));
    EXPECT_EQ(error, ErrorCode::ok);
    return space;
}

Tcb& CoreKernel::boot_thread(unsigned on, Space& space, ThreadId pager)
{
    ThreadId const id = fresh_id();
    Tcb& t = *new_thread(cpu(on), id, &space, id).value();
    EXPECT_EQ(activate_thread(*kernel_, t, UserAddr{free_utcb(space)}, pager), ErrorCode::ok);
    t.priority = root_priority;
    refresh(cpu(on), t);
    return t;
}

void CoreKernel::boot(Options options)
{
    host::power_on();
    host::machine().asid_count = options.tags;
    kernel_ = std::make_unique<Kernel>();
    for (unsigned i = 0; i < processors; ++i) {
        cpu(i).kernel = kernel_.get();
        cpu(i).id = CpuId{std::uint16_t(i)};
    }
    kernel_->system_base = unsigned(round_up(Arch::irq_lines(), system_threads));
    kernel_->user_base = kernel_->system_base + system_threads;
    next_number_ = kernel_->user_base;
    boot_memory(options.heap);
    Space& sigma0_space = boot_space();
    sigma0_space.owns_all = true;
    Space& root_space = boot_space();
    sigma0_ = &boot_thread(0, sigma0_space, nilthread);
    for (unsigned i = 0; i < processors; ++i) {
        roots_[i] = &boot_thread(i, root_space, sigma0_->id);
        event(cpu(i), leave);
    }
    // sigma0 serves nobody until give() has it do so.
    receive(*sigma0_, anythread);
}

Usage CoreKernel::usage()
{
    Kernel& k = *kernel_;
    return {.threads = k.tcbs.used(),
            .spaces = k.spaces.used(),
            .fpu_states = k.fpu_states.used(),
            .nodes = k.mapping.nodes_used(),
            .kernel_bytes = k.account.used,
            .frames = k.frames.free_frames()};
}

// ---- Events ------------------------------------------------------------------------------------

template <class F>
void CoreKernel::event(Cpu& on, F&& what)
{
    host::machine().this_cpu = on.id;
    try {
        (void)what(on);
    } catch (host::MachineEnd const&) {
        throw std::runtime_error{host::take_console()};
    }
}

// As the way in does it (entry.cpp).
Tcb* CoreKernel::take_directly(Cpu& cpu, Word number)
{
    Tcb& self = *cpu.current;
    Tcb* next = nullptr;
    if (number == PINYON_SYS_THREAD_SWITCH)
        next = direct_thread_switch(cpu, self);
    else if (number == PINYON_SYS_IPC && !(next = direct_ipc(cpu, self)) &&
             !(next = direct_map(cpu, self)))
        next = direct_answer(cpu, self);
    if (next)
        Arch::load_thread_fast(next->frame, next->utcb_pointer);
    return next;
}

Tcb* CoreKernel::take_syscall(Cpu& cpu, Word number)
{
    Tcb* const next = take_directly(cpu, number);
    return next ? next : syscall_event(cpu, number);
}

void CoreKernel::run(Tcb& t)
{
    Cpu& home = kernel_->home_of(t);
    if (home.current == &t)
        return;
    if (!home.current)
        throw std::logic_error{"the processor is idle: nobody can switch to the thread"};
    Tcb& before = *home.current;
    Word& operand = before.reg(binding.thread_switch.dest);
    Word const kept = operand;
    operand = t.id.raw();
    event(home, [](Cpu& c) { return take_syscall(c, PINYON_SYS_THREAD_SWITCH); });
    operand = kept;
    if (home.current != &t)
        throw std::logic_error{"the thread is not ready"};
}

void CoreKernel::call(Tcb& t, Word number)
{
    event(kernel_->home_of(t), [&](Cpu& c) { return take_syscall(c, number); });
}

void CoreKernel::call_generally(Tcb& t, Word number)
{
    event(kernel_->home_of(t), [&](Cpu& c) { return syscall_event(c, number); });
}

void CoreKernel::fault(Tcb& t, Word address, Rights access)
{
    run(t);
    event(kernel_->home_of(t),
          [&](Cpu& c) { return page_fault_event(c, UserAddr{address}, access); });
}

void CoreKernel::port_fault(Tcb& t, unsigned first, unsigned size)
{
    run(t);
    event(kernel_->home_of(t), [&](Cpu& c) { return port_fault_event(c, first, size); });
}

void CoreKernel::except(Tcb& t, ExceptionClass kind)
{
    run(t);
    event(kernel_->home_of(t), [&](Cpu& c) { return exception_event(c, kind); });
}

void CoreKernel::fault_generally(Tcb& t, Word address, Rights access)
{
    event(kernel_->home_of(t), [&](Cpu& c) {
        if (note_page_fault(*kernel_, t, UserAddr{address}, access))
            page_fault(c, t);
        return leave(c);
    });
}

void CoreKernel::except_generally(Tcb& t, ExceptionClass kind)
{
    event(kernel_->home_of(t), [&](Cpu& c) {
        exception(c, t, kind == ExceptionClass::system);
        return leave(c);
    });
}

void CoreKernel::touch_fpu(Tcb& t)
{
    run(t);
    if (!host::machine().cpus[t.home.raw()].fpu_enabled)
        event(kernel_->home_of(t), fpu_event);
}

void CoreKernel::interrupt(unsigned n)
{
    event(cpu(n), interrupt_event);
}

void CoreKernel::advance(Word microseconds)
{
    host::set_clock(host::machine().now + microseconds);
}

void CoreKernel::elapse(Word microseconds, unsigned n)
{
    advance(microseconds);
    interrupt(n);
}

// ---- Threads -----------------------------------------------------------------------------------

Word CoreKernel::free_utcb(Space& space)
{
    for (Word at = utcbs_at; at < utcbs_at + (Word{1} << utcbs_log2); at += PINYON_UTCB_SIZE) {
        ThreadId const local{at + PINYON_UTCB_POINTER_OFFSET};
        if (!resolve(*kernel_, &space, local))
            return at;
    }
    throw std::logic_error{"the UTCB area is full"};
}

Tcb& CoreKernel::spawn_inactive(unsigned on)
{
    ThreadId const id = fresh_id();
    ThreadId const scheduler = root(on).id;
    EXPECT_EQ(thread_control(root(on), {.dest = id, .space = id, .scheduler = scheduler}),
              succeeded);
    EXPECT_EQ(
        space_control(root(on), id, Fpage::make(kip_at, 12), Fpage::make(utcbs_at, utcbs_log2)),
        succeeded);
    return *find(id);
}

void CoreKernel::activate(Tcb& t, ThreadId pager)
{
    Word const utcb = free_utcb(*t.space);
    EXPECT_EQ(thread_control(root(t.home.raw()),
                             {.dest = t.id, .space = t.id, .pager = pager, .utcb = utcb}),
              succeeded);
}

Tcb& CoreKernel::start(Tcb& t, Word priority)
{
    Tcb& starter = root(t.home.raw());
    send(starter, t.id, {first_ip, first_sp}, time_zero);
    set_priority(t, priority);
    return t;
}

Tcb& CoreKernel::spawn(Word priority, unsigned on)
{
    Tcb& t = spawn_inactive(on);
    activate(t, root(on).id);
    return start(t, priority);
}

Tcb& CoreKernel::spawn_with(Tcb& neighbour, Word priority, unsigned on)
{
    ThreadId const id = fresh_id();
    ThreadId const keeper = root(on).id;
    EXPECT_EQ(thread_control(root(on), {.dest = id,
                                        .space = neighbour.id,
                                        .scheduler = keeper,
                                        .pager = keeper,
                                        .utcb = free_utcb(*neighbour.space)}),
              succeeded);
    return start(*find(id), priority);
}

void CoreKernel::remove(ThreadId id)
{
    EXPECT_EQ(thread_control(root(), {.dest = id}), succeeded);
}

void CoreKernel::set_priority(Tcb& t, Word priority)
{
    EXPECT_NE(schedule(root(t.home.raw()), t.id, {.priority = priority}).state, 0u);
}

// ---- Memory ------------------------------------------------------------------------------------

void CoreKernel::give(Tcb& t, Word at, unsigned first, unsigned count, Rights rights)
{
    Word const kept = t.utcb.buffer_register(0);
    for (unsigned i = 0; i < count; ++i) {
        Word const source = user_ram.raw() + (first + i) * page_size;
        Words const item = pages_item(source, 12, at + i * page_size, rights);
        accept_all(t);
        receive(t, sigma0().id);
        if (sigma0().operation().phase() == Phase::recv_wait)
            send(t.home == root(1).home ? root(1) : root(0), sigma0().id);
        ipc(sigma0(), {.to = t.id, .from = anythread, .tag = tag_of(0, 2), .words = item});
    }
    set_acceptor(t, kept);
}

Mapping::Translation CoreKernel::translation(Tcb const& t, Word at)
{
    return kernel_->mapping.translate(*t.space, UserAddr{at});
}

void CoreKernel::check_spaces()
{
    Kernel& k = *kernel_;
    for (Tcb* t = k.all_threads; t; t = AllList::next(k.all_threads, *t))
        if (t->space) {
            k.mapping.check_space(*t->space);
            k.ports.check_space(*t->space);
        }
}

Words item_words(Item const& item)
{
    Word const kind = item.grant ? PINYON_ITEM_GRANT : PINYON_ITEM_MAP;
    return {(item.send_base & ~Word{0x3FF}) | kind, item.fpage};
}

Words pages_item(Word from, unsigned size_log2, Word send_base, Rights rights)
{
    return item_words(
        {.send_base = send_base, .fpage = Fpage::make(from, size_log2, rights).raw()});
}

}  // namespace pinyon::test
