// SPDX-License-Identifier: BSD-2-Clause
// Send fpage, hot spot and receive window to source and destination (reference 7.2).
#include "generic/ipc/message.h"

namespace pinyon {

MapRange map_range(Fpage send, Word send_base, Fpage window)
{
    if (!send.is_memory() || !window.is_memory())
        return {};
    unsigned const s = send.size_log2();
    unsigned const r = window.size_log2();
    MapRange range;
    range.size_log2 = s < r ? s : r;
    range.empty = range.size_log2 < page_bits;
    if (s <= r) {
        range.source = send.base();
        range.destination = place_in(window, send_base, s);
    } else {
        range.source = send.base() + aligned_down(low_bits(send_base, s), r);
        range.destination = window.base();
    }
    return range;
}

MapRange map_port_range(Fpage send, Fpage window)
{
    if (!window.is_ports() && !window.is_complete())
        return {};
    PortRange const sent = send.ports();
    PortRange const wanted = window.is_ports() ? window.ports() : PortRange::around(0, 16);
    PortRange const both = smaller_of(sent, wanted);
    return {.source = both.base,
            .destination = both.base,
            .size_log2 = both.size_log2,
            .empty = !sent.overlaps(wanted)};
}

}  // namespace pinyon
