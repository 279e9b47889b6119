// SPDX-License-Identifier: BSD-2-Clause
// The walk over substrings on both sides, and the copy of one piece after the other.
#include "generic/ipc/string_copy.h"

#include "generic/ipc/faults.h"

namespace pinyon {

namespace {

constexpr unsigned end_of_buffers = PINYON_BUFFER_REGISTERS;

// ---- Substrings -------------------------------------------------------------------------------

enum class Walk : std::uint8_t { bytes, end, broken };

// Enters the group whose header has just been read from `list.next`. False: its pointers reach
// beyond `end`, the first register that does not count.
bool open_group(Substrings& list, StringItem header, unsigned end)
{
    ++list.next;
    list.length = header.length();
    list.pointers = std::uint8_t(header.substrings());
    list.continues = header.continues();
    return list.next + list.pointers <= end;
}

// Enters the next group of the same string. `read` answers what a register holds.
template <class Read>
bool next_group(Substrings& list, unsigned end, Read read)
{
    if (list.next >= end)
        return false;
    StringItem const header{read(list.next)};
    return header.is_one() && open_group(list, header, end);
}

// Brings the walk to a substring with bytes left, if the string has any.
template <class Read>
Walk find_bytes(Substrings& list, unsigned end, Read read)
{
    while (list.left == 0) {
        if (list.pointers > 0) {
            --list.pointers;
            list.address = UserAddr{read(list.next++)};
            list.left = list.length;
        } else if (!list.continues) {
            return Walk::end;
        } else if (!next_group(list, end, read)) {
            return Walk::broken;
        }
    }
    return Walk::bytes;
}

// The words of the item reach the receiver as the walk comes to them.
Walk find_source(Tcb& s, Tcb& r)
{
    return find_bytes(s.xfer.from, s.xfer.tag.words() + 1, [&](unsigned i) {
        Word const word = s.message_register(i);
        r.set_message_register(i, word);
        return word;
    });
}

Walk find_room(Substrings& to, Tcb const& r)
{
    return find_bytes(to, end_of_buffers,
                      [&](unsigned i) { return r.utcb.buffer_register(int(i)); });
}

// Passes over what the string before has left of its buffer. False: it reaches beyond BR32.
bool skip_buffer(Substrings& to, Tcb const& r)
{
    Walk walk = Walk::bytes;
    while (walk == Walk::bytes) {
        to.left = 0;
        walk = find_room(to, r);
    }
    return walk == Walk::end;
}

bool open_buffer(Substrings& to, Tcb const& r)
{
    if (!to.followed || !skip_buffer(to, r) || to.next >= end_of_buffers)
        return false;
    StringItem const header{r.utcb.buffer_register(to.next)};
    to.followed = header.followed();
    return header.is_one() && open_group(to, header, end_of_buffers);
}

void advance(Substrings& list, Word bytes)
{
    list.address = list.address + bytes;
    list.left -= bytes;
}

// ---- Bytes ------------------------------------------------------------------------------------

enum class Reach : std::uint8_t { there, missing, never };

UserAddr page_of(UserAddr at)
{
    return UserAddr{round_down(at.raw(), page_size)};
}

// Whether the kernel can access the thread's page for it, and what it is.
[[gnu::cold, gnu::noinline]] Reach find_page(Kernel& kernel, Tcb const& t, UserAddr at,
                                             Rights access, Mapping::Translation& page)
{
    Mapping& mapping = kernel.mapping;
    page = mapping.translate(*t.space, at);
    // The kernel's own pages can be read like others, but nobody can map them.
    bool const foreign = page.special && access.writable();
    if (foreign || (!page.present && !Mapping::mappable(*t.space, page_of(at))))
        return Reach::never;
    if (!page.rights.includes(access) && cured_by_kernel(kernel, *t.space, at, access))
        page = mapping.translate(*t.space, at);
    if (!page.rights.includes(access))
        return Reach::missing;
    // The kernel sees RAM cached: through another kind of mapping the same bytes may differ.
    bool const cached = page.kind == MemoryKind::normal && mapping.is_ram(frame_of(page.address));
    return cached ? Reach::there : Reach::never;
}

// The MMU has not seen the copy. A page that is marked already stays as it is.
void mark(Kernel& kernel, Tcb const& t, UserAddr at, Rights seen, Rights access)
{
    if (!seen.includes(access))
        kernel.mapping.mark(*t.space, at, access);
}

// Two threads of a space may give overlapping addresses.
void copy_bytes(PhysAddr to, PhysAddr from, Word bytes)
{
    void* const destination = Arch::direct(to);
    void const* const source = Arch::direct(from);
    if (to - from < bytes || from - to < bytes)
        __builtin_memmove(destination, source, bytes);
    else
        __builtin_memcpy(destination, source, bytes);
}

Word smaller(Word a, Word b)
{
    return a < b ? a : b;
}

Word rest_of_page(UserAddr at)
{
    return page_size - at.raw() % page_size;
}

TransferResult not_there(Transfer& x, Reach reach, Side side)
{
    if (reach == Reach::never)
        return TransferResult::overflow;
    x.fault_of = side;
    return TransferResult::fault;
}

// What an event sees of the memory of one side.
struct View {
    Tcb& thread;
    Rights access;
    PageWindow window{};

    PhysAddr find(Mapping const& mapping, UserAddr address)
    {
        PhysAddr const at = window.find(address);
        if (at != PageWindow::nowhere) [[likely]]
            return at;
        return mapping.look_for(window, *thread.space, address, access);
    }
};

// The addresses of both sides, after all that has to happen before the kernel may copy.
[[gnu::cold, gnu::noinline]] TransferResult open_pages(Kernel& kernel, View const& source,
                                                       View const& destination, UserAddr from,
                                                       UserAddr to, PhysAddr& read, PhysAddr& write)
{
    Transfer& x = source.thread.xfer;
    Mapping::Translation page;
    Reach const readable = find_page(kernel, source.thread, from, rights_r, page);
    if (readable != Reach::there)
        return not_there(x, readable, Side::sender);
    read = page.address;
    Rights const seen = page.references;
    Reach const writable = find_page(kernel, destination.thread, to, rights_w, page);
    if (writable != Reach::there)
        return not_there(x, writable, Side::receiver);
    write = page.address;
    mark(kernel, source.thread, from, seen, rights_r);
    mark(kernel, destination.thread, to, page.references, rights_w);
    return TransferResult::done;
}

// Copies page by page up to the end of a substring on either side. `done`: there may be more.
TransferResult copy_pages(Kernel& kernel, View& source, View& destination)
{
    Transfer& x = source.thread.xfer;
    UserAddr from = x.from.address, to = x.to.address;
    Word const all = smaller(x.from.left, x.to.left);
    TransferResult result = TransferResult::done;
    Word left = all;
    while (left > 0) {
        PhysAddr read = source.find(kernel.mapping, from);
        PhysAddr write = destination.find(kernel.mapping, to);
        if (read == PageWindow::nowhere || write == PageWindow::nowhere) [[unlikely]] {
            source.window = destination.window = {};
            result = open_pages(kernel, source, destination, from, to, read, write);
            if (result != TransferResult::done)
                break;
        }
        Word const bytes = smaller(left, smaller(rest_of_page(from), rest_of_page(to)));
        copy_bytes(write, read, bytes);
        from = from + bytes;
        to = to + bytes;
        left -= bytes;
        if (Arch::interrupt_pending()) {
            result = TransferResult::pause;
            break;
        }
    }
    advance(x.from, all - left);
    advance(x.to, all - left);
    x.string_bytes += all - left;
    return result;
}

}  // namespace

bool open_string(Tcb& s, Tcb& r, Word header)
{
    Transfer& x = s.xfer;
    if (r.kernel_op != KernelOp::none)
        return false;
    r.set_message_register(x.next, header);
    if (!Acceptor{r.utcb.buffer_register(0)}.takes_strings() || !open_buffer(x.to, r))
        return false;
    x.from = Substrings{};
    x.from.next = x.next;
    x.copying = true;
    x.item_open = true;
    return open_group(x.from, StringItem{header}, x.tag.words() + 1);
}

TransferResult copy_string(Cpu& cpu, Tcb& s, Tcb& r)
{
    View source{s, rights_r}, destination{r, rights_w};
    for (;;) {
        Walk const walk = find_source(s, r);
        if (walk == Walk::end) {
            s.xfer.item_open = false;
            return TransferResult::done;
        }
        if (walk == Walk::broken || find_room(s.xfer.to, r) != Walk::bytes)
            return TransferResult::overflow;
        TransferResult const result = copy_pages(*cpu.kernel, source, destination);
        if (result != TransferResult::done)
            return result;
    }
}

}  // namespace pinyon
