// SPDX-License-Identifier: BSD-2-Clause
// Measures the kernel's operations in guest instructions, in the root task's place.
//
// Needs a machine whose counter counts instructions (QEMU with -icount shift=0): there two runs
// agree to the last instruction, and a run that does not is reported as a failure. Where other
// processors idle in loops, whose instructions are counted as well, a few in a million come and go:
// the argument `shared` says so.
#include "pages.h"
#include "results.h"
#include "rows.h"
#include "stage.h"

#include <l4io.h>
#include <pinyon/arguments.h>
#include <pinyon/boot_arguments.h>

namespace bench {
namespace {

void measure_all()
{
    measure_calibration();
    measure_ipc();
    measure_memory();
    measure_faults();
    measure_threads();
    measure_strings();
    measure_interrupts();
}

}  // namespace
}  // namespace bench

int main()
{
    printf("bench: begins\n");
    bench::set_stage();
    bench::fill_arena();
    bench::begin_run(0);
    bench::measure_all();
    for (unsigned run = 0; run < bench::runs; ++run) {
        bench::begin_run(run);
        bench::measure_all();
    }
    bool const shared = pinyon_argument(pinyon_boot_arguments("bench"), "shared") != nullptr;
    if (!bench::print_results(shared ? 1 : 0))
        return 1;
    bench::measure_growth();
    bench::measure_latency();
    printf("bench: done\n");
    return 0;
}
