// SPDX-License-Identifier: BSD-2-Clause
// The block server: finds a virtio disk where its arguments say, and serves it.
//
//   driver mmio=BASE,STEP,COUNT irq=FIRST    COUNT places in memory, each with a line of its own
#include "block_server.h"
#include "disk_device.h"
#include "virtio_mmio.h"

#include <l4io.h>
#include <pinyon/root.h>

namespace {

using namespace block;

// Returns only if the device cannot be used.
template <class Transport>
void serve(Transport const& transport)
{
    DiskDevice<Transport> disk{transport};
    if (char const* const wrong = disk.start(); wrong != nullptr) {
        printf("block: the disk cannot be used: %s\n", wrong);
        return;
    }
    printf("block: a disk of %lu sectors, interrupt line %lu\n", disk.sectors(), transport.line());
    BlockServer{disk}.serve();
}

}  // namespace

int main()
{
    pinyon_root_hello();
    char arguments[PINYON_ROOT_ARGUMENTS_BYTES];
    pinyon_root_arguments(arguments);
    MmioTransport transport;
    if (transport.find(arguments))
        serve(transport);
    else
        printf("block: no virtio disk at '%s'\n", arguments);
    return 1;
}
