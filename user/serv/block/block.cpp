// SPDX-License-Identifier: BSD-2-Clause
// The block server: finds a virtio disk where its arguments say, and serves it.
//
//   driver mmio=BASE,STEP,COUNT irq=FIRST    COUNT places in memory, each with a line of its own
//   driver pci                               any place on the PCI bus, on x86_64
#include "block_server.h"
#include "disk_device.h"
#include "virtio_mmio.h"

#if defined(__x86_64__)
#include "arch/x86_64/virtio_pci.h"
#endif

#include <l4io.h>
#include <pinyon/root.h>

namespace {

using namespace block;

// Returns only if there is no such device, or none that can be used.
template <class Transport>
void serve(char const* arguments)
{
    Transport transport;
    if (!transport.find(arguments))
        return;
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
    serve<MmioTransport>(arguments);
#if defined(__x86_64__)
    serve<PciTransport>(arguments);
#endif
    printf("block: no disk of any use at '%s'\n", arguments);
    return 1;
}
