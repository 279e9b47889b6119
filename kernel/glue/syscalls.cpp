// SPDX-License-Identifier: BSD-2-Clause
// From registers to system calls and back, by the binding of the architecture.
#include "generic/ipc/faults.h"
#include "generic/ipc/ipc.h"
#include "generic/system_calls.h"
#include "glue/clock.h"
#include "glue/event.h"

namespace pinyon {

namespace {

constexpr auto const& binding = Arch::binding;

// The result register of calls that answer 1 or 0.
void set_result(Tcb& self, Reg result, ErrorCode error)
{
    if (error != ErrorCode::ok)
        self.utcb.write(PINYON_TCR_ERROR_CODE, Word(error));
    self.reg(result) = error == ErrorCode::ok;
}

// A call that is to be made again needs its parameters.
bool repeats(Tcb const& self)
{
    return self.long_op.kind == LongOp::Kind::repeat_call;
}

// Whether there is a send or a receive phase.
bool do_ipc(Cpu& cpu, Tcb& self)
{
    ThreadId const to{self.reg(binding.ipc.to)};
    ThreadId const from{self.reg(binding.ipc.from_specifier)};
    if (to.is_nil() && from.is_nil()) {
        self.reg(binding.mr[0]) = 0;
        self.reg(binding.ipc.from) = nilthread.raw();
        return false;
    }
    ipc_call(cpu, self, to, from, Timeouts{self.reg(binding.ipc.timeouts)});
    return true;
}

[[gnu::cold]] void do_thread_control(Cpu& cpu, Tcb& self)
{
    auto const& b = binding.thread_control;
    ErrorCode const error =
        thread_control(cpu, self,
                       {.dest = ThreadId{self.reg(b.dest)},
                        .space = ThreadId{self.reg(b.space)},
                        .scheduler = ThreadId{self.reg(b.scheduler)},
                        .pager = ThreadId{self.reg(b.pager)},
                        .utcb = UserAddr{self.reg(b.utcb)}});
    if (!repeats(self))
        set_result(self, b.result, error);
}

[[gnu::cold]] void do_space_control(Cpu& cpu, Tcb& self)
{
    auto const& b = binding.space_control;
    Result<Word> const result =
        space_control(cpu, self,
                      {.space = ThreadId{self.reg(b.space)},
                       .control = self.reg(b.control),
                       .kip_area = Fpage{self.reg(b.kip)},
                       .utcb_area = Fpage{self.reg(b.utcb)},
                       .redirector = ThreadId{self.reg(b.redirector)}});
    if (repeats(self))
        return;
    self.reg(b.old_control) = result ? result.value() : 0;
    set_result(self, b.result, result.error());
}

[[gnu::cold]] void do_exchange_registers(Cpu& cpu, Tcb& self)
{
    auto const& b = binding.exchange_registers;
    ExchangeRegistersCall call{.dest = ThreadId{self.reg(b.dest)},
                               .control = self.reg(b.control),
                               .sp = self.reg(b.sp),
                               .ip = self.reg(b.ip),
                               .flags = self.reg(b.flags),
                               .handle = self.reg(b.handle),
                               .pager = ThreadId{self.reg(b.pager)}};
    ErrorCode const error = exchange_registers(cpu, self, call);
    if (error != ErrorCode::ok) {
        self.utcb.write(PINYON_TCR_ERROR_CODE, Word(error));
        self.reg(b.dest) = nilthread.raw();
        return;
    }
    self.reg(b.dest) = call.dest.raw();
    self.reg(b.control) = call.control;
    self.reg(b.sp) = call.sp;
    self.reg(b.ip) = call.ip;
    self.reg(b.flags) = call.flags;
    self.reg(b.handle) = call.handle;
    self.reg(b.pager) = call.pager.raw();
}

[[gnu::cold]] void do_schedule(Cpu& cpu, Tcb& self)
{
    auto const& b = binding.schedule;
    auto const result = schedule(cpu, self,
                                 {.dest = ThreadId{self.reg(b.dest)},
                                  .time = self.reg(b.time),
                                  .processor = self.reg(b.processor),
                                  .priority = self.reg(b.priority),
                                  .preemption = self.reg(b.preemption)});
    set_result(self, b.result, result.error());
    if (result) {
        self.reg(b.result) = result.value().state;
        self.reg(b.old_time) = result.value().old_time;
    }
}

// No present machine lets the kernel change its clocks or voltage: whoever asks for more than to
// leave them as they are asks for what there is not.
[[gnu::cold]] ErrorCode processor_control(Kernel const& kernel, Tcb const& self)
{
    auto const& b = binding.processor_control;
    if (!self.space->privileged)
        return ErrorCode::no_privilege;
    bool const exists = self.reg(b.number) <= (kernel.kip->processor_info & 0xFFFF);
    bool const changes = (self.reg(b.internal) | self.reg(b.external) | self.reg(b.voltage)) != 0;
    return exists && !changes ? ErrorCode::ok : ErrorCode::invalid_parameter;
}

[[gnu::cold]] void do_kernel_interface(Tcb& self)
{
    auto const& b = binding.kernel_interface;
    self.reg(b.base) = self.space->kip_area.base();
    self.reg(b.api_version) = PINYON_API_VERSION;
    self.reg(b.api_flags) = PINYON_API_FLAGS;
    self.reg(b.kernel_id) = PINYON_KERNEL_ID;
}

// The calls that are not frequent; returns as dispatch_syscall().
[[gnu::cold, gnu::noinline]] bool dispatch_rare(Cpu& cpu, Tcb& self, Word number)
{
    switch (number) {
    case PINYON_SYS_UNMAP:
        return unmap(cpu, self);
    case PINYON_SYS_EXCHANGE_REGISTERS:
        do_exchange_registers(cpu, self);
        return true;
    case PINYON_SYS_THREAD_CONTROL:
        do_thread_control(cpu, self);
        return true;
    case PINYON_SYS_SPACE_CONTROL:
        do_space_control(cpu, self);
        return true;
    case PINYON_SYS_SCHEDULE:
        do_schedule(cpu, self);
        return true;
    case PINYON_SYS_SYSTEM_CLOCK:
        self.reg(binding.system_clock.clock) = read_clock().raw();
        return false;
    case PINYON_SYS_PROCESSOR_CONTROL:
        set_result(self, binding.processor_control.result, processor_control(*cpu.kernel, self));
        return false;
    case PINYON_SYS_MEMORY_CONTROL:
        memory_control(cpu, self);
        return true;
    case PINYON_SYS_KERNEL_INTERFACE:
        do_kernel_interface(self);
        return false;
    default:
        break;
    }
    if (number >= PINYON_SYS_DEBUGGER && number <= PINYON_SYS_DEBUGGER + PINYON_KDB_ENTER)
        debugger_request(cpu, self, number - PINYON_SYS_DEBUGGER);
    else
        exception(cpu, self, true);
    return true;
}

}  // namespace

bool dispatch_syscall(Cpu& cpu, Tcb& self, Word number)
{
    if (number == PINYON_SYS_IPC || number == PINYON_SYS_LIPC) [[likely]]
        return do_ipc(cpu, self);
    if (number == PINYON_SYS_THREAD_SWITCH) {
        thread_switch(cpu, self, ThreadId{self.reg(binding.thread_switch.dest)});
        return true;
    }
    return dispatch_rare(cpu, self, number);
}

}  // namespace pinyon
