// SPDX-License-Identifier: BSD-2-Clause
// What only x86_64 can get wrong: segment registers, addresses that are not canonical, I/O ports.
#include "../../suite.h"
#include "../../words.h"
#include "x86_64_test_ports.h"

#include <initializer_list>
#include <l4/kip.h>
#include <l4/message.h>
#include <l4/sigma0.h>

extern "C" [[noreturn]] void load_all_selectors(conformance::Word count,
                                                conformance::Word volatile* done);

namespace conformance {
namespace {

constexpr Word selectors = 0x100;
constexpr Word move_to_segment_bytes = 2;
constexpr Word non_canonical = Word{1} << 47;

constinit Word volatile selectors_done;

Word spoil_segments(Word)
{
    L4_Set_ExceptionHandler(tester());
    load_all_selectors(selectors, &selectors_done);
}

// Lets the worker skip the instruction that it was caught in; false if it was not caught.
bool skip_one(L4_ThreadId_t worker)
{
    L4_MsgTag_t const tag = L4_Receive_Timeout(worker, moment());
    if (L4_IpcFailed(tag))
        return false;
    L4_Msg_t message;
    L4_MsgStore(tag, &message);
    L4_MsgPutWord(&message, 0, L4_MsgWord(&message, 0) + move_to_segment_bytes);
    L4_MsgLoad(&message);
    return L4_IpcSucceeded(L4_Reply(worker));
}

constexpr unsigned opcode_in_byte = 0xEC, opcode_in_fixed = 0xE4, prefix_short = 0x66;
constexpr unsigned opcode_in_long = 0xED, opcode_out_byte = 0xEE, opcode_in_string = 0x6C;

// Does an access in a worker of the suite's space, which holds no port, and checks the message
// that the tester gets as its pager.
void check_port_fault(Task access, Word argument, L4_Fpage_t ports, Word opcode)
{
    L4_ThreadId_t const worker = start_worker();
    REQUIRE(post(worker, access, argument));
    PortFault const fault = receive_port_fault(worker);
    EXPECT_EQ(fault.error, no_error);
    EXPECT_EQ(fault.tag, port_fault_tag());
    EXPECT_EQ(fault.ports, ports.raw);
    EXPECT_EQ(*reinterpret_cast<unsigned char const*>(fault.ip), opcode);
}

// Whether the access ends in general protection rather than with a pager.
bool is_exception(Task access, Word argument)
{
    constexpr Word general_protection = 13;
    constexpr Word label = static_cast<Word>(PINYON_PROTO_ARCH_EXCEPTION * 16L);
    L4_ThreadId_t const worker = start_worker();
    Task const handle_by_tester = [](Word) -> Word {
        L4_Set_ExceptionHandler(tester());
        return 0;
    };
    if (run(worker, handle_by_tester) != 0 || !post(worker, access, argument))
        return false;
    L4_MsgTag_t const tag = L4_Receive_Timeout(worker, patience());
    return error_of(tag) == no_error && tag.raw >> 16 == (label & ~Word{0} >> 16) &&
           mr(19) == general_protection;
}

constexpr Case cases[] = {
    {"a thread that loads every selector spoils no other thread's UTCB pointer",
     [] {
         L4_ThreadId_t const witness = start_foreign_worker();
         L4_ThreadId_t const neighbour = start_worker();
         L4_ThreadId_t const spoiler = start_worker();
         Task const own_id = [](Word) -> Word { return L4_MyLocalId().raw; };
         Word const mine = L4_MyLocalId().raw;
         Word const witness_id = run(witness, own_id);
         Word const neighbour_id = run(neighbour, own_id);

         selectors_done = 0;
         REQUIRE(post(spoiler, spoil_segments));
         bool const all_loaded = eventually([spoiler, mine] {
             while (skip_one(spoiler))
                 EXPECT_EQ(L4_MyLocalId().raw, mine);
             return selectors_done == 1;
         });
         EXPECT(all_loaded);
         EXPECT_EQ(run(witness, own_id), witness_id);
         EXPECT_EQ(run(neighbour, own_id), neighbour_id);
         EXPECT_EQ(L4_MyGlobalId().raw, tester().raw);
     }},

    {"a thread sent to a non-canonical address harms nobody",
     [] {
         L4_ThreadId_t const worker = start_worker();
         L4_Start_SpIp(worker, stack_of(worker), non_canonical);
         L4_Sleep(moment());
         EXPECT_EQ(L4_MyGlobalId().raw, tester().raw);
         EXPECT_EQ(run(start_foreign_worker(), same_word, 5), 5);
     }},

    {"an access to a port that is not held is a message to the pager: ports, and IP",
     [] {
         give_ports_up();
         check_port_fault(in_byte, scratch_port, port_range(scratch_port, 0), opcode_in_byte);
         check_port_fault(in_short, serial, port_range(serial, 1), prefix_short);
         check_port_fault(in_long, serial, port_range(serial, 2), opcode_in_long);
         check_port_fault(in_fixed, 0, port_range(page_register, 0), opcode_in_fixed);
         check_port_fault(out_byte, port_and_value(scratch_port, 1), port_range(scratch_port, 0),
                          opcode_out_byte);
         check_port_fault(in_string, scratch(), port_range(page_register, 0), opcode_in_string);
     }},

    {"a port in the answer lets the access go on",
     [] {
         give_ports_up();
         L4_ThreadId_t const worker = start_foreign_worker();
         REQUIRE(own_ports(port_range(serial, 3)));
         REQUIRE(run(worker, same_word, 1) == 1);
         REQUIRE(pass_ports(worker, Kind::map, port_range(scratch_port, 0)));
         EXPECT_EQ(run(worker, out_byte, port_and_value(scratch_port, 0x5A)), 0x5A);
         L4_Unmap(port_range(serial, 3));
         REQUIRE(thread_control(worker, worker, L4_nilthread, tester()) == 0);

         REQUIRE(post(worker, in_byte, scratch_port));
         REQUIRE(receive_port_fault(worker).tag == port_fault_tag());
         load_item(L4_MapItem(port_range(scratch_port, 0), 0));
         REQUIRE(error_of(L4_Reply(worker)) == no_error);
         Word value = 0;
         REQUIRE(finish(worker, value));
         EXPECT_EQ(value, 0x5A);
     }},

    {"sigma0 gives ports that it is asked for, to one who asks",
     [] {
         give_ports_up();
         REQUIRE(own_ports(port_range(serial, 3)));
         (void)out_byte(port_and_value(scratch_port, 0xA5));
         EXPECT_EQ(in_byte(scratch_port), 0xA5);
         L4_ThreadId_t const other = start_worker();
         Task const ask = [](Word) -> Word { return own_ports(port_range(serial, 0)); };
         EXPECT_EQ(run(other, ask), 0);
     }},

    {"sigma0 as pager gives the port of a fault",
     [] {
         give_ports_up();
         L4_ThreadId_t const worker = start_foreign_worker();
         REQUIRE(own_ports(port_range(serial, 3)));
         REQUIRE(pass_ports(worker, Kind::map, port_range(scratch_port, 0)));
         EXPECT_EQ(run(worker, in_byte, scratch_port) & ~Word{0xFF}, 0);
         Word const first_user = L4_ThreadIdUserBase(L4_GetKernelInterface());
         L4_ThreadId_t const sigma0 = L4_GlobalId(first_user, 1);
         REQUIRE(thread_control(worker, worker, L4_nilthread, sigma0) == 0);
         // Its owner keeps a port, so that a second time takes another one.
         Word const port = workers_are_elsewhere() ? third_page_register : other_page_register;
         EXPECT_EQ(run(worker, out_byte, port_and_value(port, 0x33)), 0x33);
         Word const read = run(worker, in_byte, port);
         EXPECT(read == 0x33 || read == no_device);
     }},

    {"ports travel under their own numbers, as far as the receive window accepts them",
     [] {
         give_ports_up();
         L4_ThreadId_t const worker = start_foreign_worker();
         REQUIRE(own_ports(port_range(serial, 3)));
         REQUIRE(pass_ports(worker, Kind::map, port_range(serial, 3), port_range(serial + 6, 1)));
         (void)out_byte(port_and_value(scratch_port, 0x11));
         EXPECT_EQ(run(worker, in_byte, scratch_port), 0x11);
         REQUIRE(post(worker, in_byte, serial + 5));
         EXPECT(silent(worker));
     }},

    {"a memory window accepts no ports, and a port window no memory",
     [] {
         give_ports_up();
         L4_ThreadId_t const worker = start_foreign_worker();
         REQUIRE(own_ports(port_range(serial, 3)));
         EXPECT(pass_ports(worker, Kind::map, port_range(serial, 3), fpage(window)));
         EXPECT(pass({tester(), worker, Kind::map, fpage(scratch()) + L4_FullyAccessible, 0,
                      port_range(0, 16)}));
         REQUIRE(post(worker, in_byte, scratch_port));
         EXPECT(silent(worker));
     }},

    {"unmapping takes ports from others and leaves them to oneself; a part leaves the rest",
     [] {
         give_ports_up();
         L4_ThreadId_t const worker = start_foreign_worker();
         REQUIRE(own_ports(port_range(serial, 3)));
         REQUIRE(pass_ports(worker, Kind::map, port_range(serial, 3)));
         L4_Unmap(port_range(serial, 2));
         (void)out_byte(port_and_value(scratch_port, 0x22));
         EXPECT_EQ(run(worker, in_byte, scratch_port), 0x22);
         REQUIRE(post(worker, in_byte, serial + 3));
         EXPECT(silent(worker));
         EXPECT_EQ(in_byte(serial + 3) & ~Word{0xFF}, 0);
     }},

    {"what one takes back, those who got it from others lose, too",
     [] {
         give_ports_up();
         L4_ThreadId_t const first = start_foreign_worker();
         L4_ThreadId_t const second = start_foreign_worker();
         REQUIRE(own_ports(port_range(serial, 3)));
         REQUIRE(pass_ports(first, Kind::map, port_range(serial, 3)));
         REQUIRE(pass(
             {first, second, Kind::map, port_range(scratch_port, 0), 0, L4_CompleteAddressSpace}));
         EXPECT_EQ(run(second, in_byte, scratch_port) & ~Word{0xFF}, 0);
         L4_Unmap(port_range(serial, 3));
         REQUIRE(post(second, in_byte, scratch_port));
         EXPECT(silent(second));
     }},

    {"granted ports are the receiver's and no longer the sender's",
     [] {
         give_ports_up();
         L4_ThreadId_t const worker = start_foreign_worker();
         REQUIRE(own_ports(port_range(serial, 3)));
         (void)out_byte(port_and_value(scratch_port, 0x44));
         REQUIRE(pass_ports(worker, Kind::grant, port_range(scratch_port, 0)));
         EXPECT_EQ(run(worker, in_byte, scratch_port), 0x44);
         EXPECT_EQ(in_byte(serial + 3) & ~Word{0xFF}, 0);
         check_port_fault(in_byte, scratch_port, port_range(scratch_port, 0), opcode_in_byte);
     }},

    {"spaces with different ports do not see each other's",
     [] {
         give_ports_up();
         L4_ThreadId_t const first = start_foreign_worker();
         L4_ThreadId_t const second = start_foreign_worker();
         REQUIRE(own_ports(port_range(serial, 3)));
         REQUIRE(own_ports(port_range(page_register, 0)));
         REQUIRE(pass_ports(first, Kind::map, port_range(scratch_port, 0)));
         REQUIRE(pass_ports(second, Kind::map, port_range(page_register, 0)));
         (void)out_byte(port_and_value(scratch_port, 0x55));
         (void)out_byte(port_and_value(page_register, 0x66));
         for (int i = 0; i < 3; ++i) {
             EXPECT_EQ(run(first, in_byte, scratch_port), 0x55);
             EXPECT_EQ(run(second, in_byte, page_register), in_byte(page_register));
         }
         REQUIRE(post(first, in_byte, page_register));
         EXPECT(silent(first));
     }},

    {"an access that is not aligned comes as a fault for each missing port",
     [] {
         give_ports_up();
         REQUIRE(own_ports(port_range(serial + 1, 0)));
         check_port_fault(in_short, serial + 1, port_range(serial + 2, 0), prefix_short);
         check_port_fault(in_short, serial + 5, port_range(serial + 5, 0), prefix_short);
     }},

    {"the ports of the interrupt controllers are mapped to nobody",
     [] {
         give_ports_up();
         constexpr Word controller = 0x20;
         REQUIRE(own_ports(port_range(controller, 2)));
         check_port_fault(in_byte, controller, port_range(controller, 0), opcode_in_byte);
         EXPECT_EQ(run(start_worker(), in_byte, controller + 2) & ~Word{0xFF}, 0);
     }},

    {"the registers of the interrupt controllers are mapped to nobody",
     [] {
         for (Word const registers : {Word{0xFEE0'0000}, Word{0xFEC0'0000}}) {
             L4_Fpage_t const page = fpage(registers);
             EXPECT(L4_IsNilFpage(L4_Sigma0_GetPage_RcvWindow(L4_nilthread, page, page)));
         }
     }},

    {"what no port can cure is general protection: the end of the ports, or wrong memory",
     [] {
         give_ports_up();
         constexpr Word last_port = 0xFFFF;
         EXPECT(is_exception(in_short, last_port));
         REQUIRE(own_ports(port_range(serial, 3)));
         EXPECT(is_exception(out_string, scratch_port));
     }},
};

}  // namespace

constexpr Suite machine_suite = suite_of("x86_64", "6.2, 7.6, 13", cases);

}  // namespace conformance
