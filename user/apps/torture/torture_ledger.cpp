// SPDX-License-Identifier: BSD-2-Clause
// Counts messages by pair.
#include "torture_ledger.h"

#include "torture_findings.h"
#include "torture_world.h"

namespace torture {
namespace {

// With which incarnation of the other side, and how many messages.
struct Account {
    unsigned version;
    unsigned count;

    [[nodiscard]] unsigned with(Word other) const { return version == other ? count : 0; }
};

// Each row is of the worker that counts.
constinit Account sent[most_workers][most_workers];
constinit Account received[most_workers][most_workers];

void set(Account& account, Word version, Word count)
{
    account = {static_cast<unsigned>(version), static_cast<unsigned>(count)};
}

}  // namespace

void open_books(unsigned index)
{
    for (unsigned other = 0; other < world.workers; ++other)
        sent[index][other] = received[index][other] = {};
}

Word next_number(unsigned from, unsigned to, Word to_version)
{
    return sent[from][to].with(to_version) + 1;
}

void note_sent(unsigned from, unsigned to, Word to_version)
{
    set(sent[from][to], to_version, next_number(from, to, to_version));
}

void note_received(unsigned to, unsigned from, Word from_version, Word number)
{
    Account& account = received[to][from];
    Word const wanted = account.with(from_version) + 1;
    if (number != wanted || from_version < account.version)
        find({number > wanted ? lost_message : doubled_message, worker_id(to, 0).raw,
              worker_id(from, from_version).raw, number, wanted});
    set(account, from_version, number);
}

void compare_books(bool (*lives)(unsigned index))
{
    for (unsigned from = 0; from < world.workers; ++from) {
        for (unsigned to = 0; to < world.workers; ++to) {
            if (!lives(from) || !lives(to))
                continue;
            Word const from_version = workers[from].version.get();
            Word const to_version = workers[to].version.get();
            Word const out = sent[from][to].with(to_version);
            Word const in = received[to][from].with(from_version);
            if (out != in)
                find({out > in ? lost_message : doubled_message, worker_id(to, to_version).raw,
                      worker_id(from, from_version).raw, in, out});
        }
    }
}

}  // namespace torture
