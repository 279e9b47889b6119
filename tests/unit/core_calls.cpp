// SPDX-License-Identifier: BSD-2-Clause
// The hands of the core tests: registers of user threads and the system calls made with them.
#include "core_kernel.h"

namespace pinyon::test {

namespace {

constexpr auto const& binding = Arch::binding;

Word time_word(IpcTime send, IpcTime receive)
{
    return Word{send.raw()} << 16 | receive.raw();
}

}  // namespace

std::ostream& operator<<(std::ostream& out, Outcome const& o)
{
    return out << std::hex << "{from " << o.from << " tag " << o.tag << " error " << o.error << "}"
               << std::dec;
}

std::ostream& operator<<(std::ostream& out, Usage const& u)
{
    return out << "{threads " << u.threads << " spaces " << u.spaces << " fpu " << u.fpu_states
               << " nodes " << u.nodes << " bytes " << u.kernel_bytes << " frames " << u.frames
               << "}";
}

std::ostream& operator<<(std::ostream& out, Answer const& a)
{
    return out << "{result " << a.result << " error " << a.error << "}";
}

// ---- Registers ---------------------------------------------------------------------------------

Word CoreKernel::mr(Tcb const& t, unsigned i)
{
    return i < PINYON_REGISTER_WORDS ? t.reg(binding.mr[i]) : t.utcb.read(int(i));
}

void CoreKernel::set_mr(Tcb& t, unsigned i, Word value)
{
    if (i < PINYON_REGISTER_WORDS)
        t.reg(binding.mr[i]) = value;
    else
        t.utcb.write(int(i), value);
}

void CoreKernel::fill(Tcb& t, Word seed)
{
    for (unsigned i = 0; i < PINYON_MESSAGE_REGISTERS; ++i)
        set_mr(t, i, seed + i);
}

bool CoreKernel::filled(Tcb const& t, Word seed, unsigned first)
{
    for (unsigned i = first; i < PINYON_MESSAGE_REGISTERS; ++i)
        if (mr(t, i) != seed + i)
            return false;
    return true;
}

bool CoreKernel::filled_behind(Tcb const& t, Word seed, unsigned first)
{
    for (unsigned i = first; i < PINYON_REGISTER_WORDS; ++i)
        if (mr(t, i) != 0)
            return false;
    return filled(t, seed, first < PINYON_REGISTER_WORDS ? PINYON_REGISTER_WORDS : first);
}

Outcome CoreKernel::outcome(Tcb const& t)
{
    Word const tag = mr(t, 0);
    Word const error = tag & PINYON_TAG_ERROR ? t.utcb.read(PINYON_TCR_ERROR_CODE) : 0;
    return {t.reg(binding.ipc.from), tag, error};
}

Words CoreKernel::words(Tcb const& t, unsigned count)
{
    Words all;
    for (unsigned i = 1; i <= count; ++i)
        all.push_back(mr(t, i));
    return all;
}

void CoreKernel::load(Tcb& t, std::initializer_list<Word> arguments)
{
    unsigned i = 0;
    for (Word const word : arguments)
        t.frame.arg[i++] = word;
    t.utcb.write(PINYON_TCR_ERROR_CODE, poison);
}

Answer CoreKernel::answer(Tcb const& t) const
{
    Word const result = t.frame.arg[0];
    return {result, result != 0 ? 0 : t.utcb.read(PINYON_TCR_ERROR_CODE)};
}

// ---- Ipc ---------------------------------------------------------------------------------------

void CoreKernel::ipc(Tcb& t, Message const& m)
{
    run(t);
    load(t, {m.to.raw(), m.from.raw(), time_word(m.send, m.receive)});
    set_mr(t, 0, m.tag.raw());
    for (unsigned i = 0; i < m.words.size(); ++i)
        set_mr(t, i + 1, m.words[i]);
    call(t, PINYON_SYS_IPC);
}

void CoreKernel::send(Tcb& t, ThreadId to, Words words, IpcTime timeout)
{
    MsgTag const tag = tag_of(unsigned(words.size()));
    ipc(t, {.to = to, .send = timeout, .tag = tag, .words = std::move(words)});
}

void CoreKernel::receive(Tcb& t, ThreadId from, IpcTime timeout)
{
    ipc(t, {.from = from, .receive = timeout});
}

void CoreKernel::send_as(Tcb& t, ThreadId name, Message m)
{
    t.utcb.write(PINYON_TCR_VIRTUAL_SENDER, name.raw());
    m.tag = m.tag.with_flag(PINYON_TAG_PROPAGATED);
    ipc(t, m);
}

void CoreKernel::call_ipc(Tcb& t, ThreadId to, Words words)
{
    MsgTag const tag = tag_of(unsigned(words.size()));
    ipc(t, {.to = to, .from = to, .tag = tag, .words = std::move(words)});
}

void CoreKernel::reply_wait(Tcb& t, ThreadId to, ThreadId from, Words words)
{
    MsgTag const tag = tag_of(unsigned(words.size()));
    ipc(t, {.to = to, .from = from, .send = time_zero, .tag = tag, .words = std::move(words)});
}

// ---- Other calls -------------------------------------------------------------------------------

Answer CoreKernel::thread_control(Tcb& t, ThreadParameters const& p)
{
    run(t);
    load(t, {p.dest.raw(), p.space.raw(), p.scheduler.raw(), p.pager.raw(), p.utcb});
    call(t, PINYON_SYS_THREAD_CONTROL);
    return answer(t);
}

Answer CoreKernel::space_control(Tcb& t, ThreadId space, Fpage kip, Fpage utcbs,
                                 ThreadId redirector, Word control)
{
    run(t);
    load(t, {space.raw(), control, kip.raw(), utcbs.raw(), redirector.raw()});
    call(t, PINYON_SYS_SPACE_CONTROL);
    return answer(t);
}

Word CoreKernel::limit(Tcb const& member, Word pages)
{
    Word const control = PINYON_SPACE_LIMIT | pages;
    EXPECT_EQ(space_control(root(), member.id, member.space->kip_area, member.space->utcb_area,
                            nilthread, control),
              succeeded);
    return root().reg(binding.space_control.old_control);
}

RegisterParameters CoreKernel::exchange(Tcb& t, RegisterParameters const& p)
{
    run(t);
    load(t, {p.dest.raw(), p.control, p.sp, p.ip, p.flags, p.handle, p.pager.raw()});
    call(t, PINYON_SYS_EXCHANGE_REGISTERS);
    Word const* const a = t.frame.arg;
    return {ThreadId{a[0]}, a[1], a[2], a[3], a[4], a[5], ThreadId{a[6]}};
}

CoreKernel::ScheduleAnswer CoreKernel::schedule(Tcb& t, ThreadId dest, ScheduleWords const& w)
{
    run(t);
    load(t, {dest.raw(), w.time, w.processor, w.priority, w.preemption});
    call(t, PINYON_SYS_SCHEDULE);
    Answer const a = answer(t);
    return {a.result, t.reg(binding.schedule.old_time), a.error};
}

void CoreKernel::thread_switch(Tcb& t, ThreadId dest)
{
    load(t, {dest.raw()});
    call(t, PINYON_SYS_THREAD_SWITCH);
}

void CoreKernel::unmap_begin(Tcb& t, Words const& fpages, bool flush)
{
    run(t);
    load(t, {(fpages.size() - 1) | (flush ? 0x40 : 0)});
    for (unsigned i = 0; i < fpages.size(); ++i)
        set_mr(t, i, fpages[i]);
    call(t, PINYON_SYS_UNMAP);
}

Words CoreKernel::unmapped(Tcb const& t, std::size_t count)
{
    Words back;
    for (unsigned i = 0; i < count; ++i)
        back.push_back(mr(t, i));
    return back;
}

Answer CoreKernel::memory_control(Tcb& t, Words const& fpages, Words const& attributes)
{
    run(t);
    load(t, {fpages.size() - 1, attributes[0], attributes[1], attributes[2], attributes[3]});
    for (unsigned i = 0; i < fpages.size(); ++i)
        set_mr(t, i, fpages[i]);
    call(t, PINYON_SYS_MEMORY_CONTROL);
    return answer(t);
}

Words CoreKernel::unmap(Tcb& t, Words const& fpages, bool flush)
{
    unmap_begin(t, fpages, flush);
    return unmapped(t, fpages.size());
}

}  // namespace pinyon::test
