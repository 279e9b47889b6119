// SPDX-License-Identifier: BSD-2-Clause
// Who takes part in the confinement, and what they say to each other.
#ifndef PINYON_REDIRECTOR_CAST_H
#define PINYON_REDIRECTOR_CAST_H

#include "../common/example_threads.h"

namespace redirector {

using examples::Word;

// Each has a space of its own. The main thread only sets the scene and serves the page faults of
// all but the confined program.
struct Cast {
    L4_ThreadId_t judge;
    L4_ThreadId_t confined;
    L4_ThreadId_t service;
    L4_ThreadId_t pager;  // of the confined program
};
extern constinit Cast cast;

enum Label : Word {
    double_word = 1,     // to the service: MR1; it answers with twice as much
    ask_for_secret = 2,  // to the service: it answers with its secret
    count_requests = 3,  // to the service: it answers how many of these two it had
    refused = 4,         // an answer: the judge's no
    report = 5,          // from the confined program to the judge, in the end
};

inline constexpr Word harmless = 21;
inline constexpr Word private_word = 0x5EC2E7;  // what the confined program should not tell
inline constexpr Word secret = 0xDEAD;
inline constexpr Word false_secret = 0xF001;  // what the judge says it is
inline constexpr Word gift = 0x600D;          // what is in the memory that the pager has for it

// Two pages that the pager has for the confined program.
inline constexpr Word gift_page = examples::free_area;
inline constexpr Word other_gift_page = gift_page + examples::page_size;

// What the confined program found, and what the judge did, as words of their reports.
struct Findings {
    Word doubled;                  // its harmless word
    Word doubled_private;          // its private word
    Word secret;                   // the service's, as it was told
    Word memory_from_sigma0;       // 1 if it got some
    Word gift;                     // as it read it in its memory
    Word error_of_space_control;   // when it took its redirector away
    Word error_of_thread_control;  // when it moved to another space
    Word label_under_false_name;   // of the answer when it sent in the service's name
    Word other_gift;               // read after it had chosen the service as its pager
};

struct Judgements {
    Word passed_on;
    Word changed;
    Word answered;
    Word refused;
    Word faults;           // passed on to the pager
    Word diverted_faults;  // of these, how many were meant for somebody else
    Word false_names;      // messages that came in another name than the confined program's
    Word lost;             // what did not arrive where it was sent
    Word heard;            // requests of which the service knows
};

struct Report {
    Findings findings;
    Judgements judgements;
};

template <class Words>
void load_report(Words const& words)
{
    L4_Msg_t message;
    L4_MsgPut(&message, report, sizeof words / sizeof(Word), reinterpret_cast<Word const*>(&words),
              0, nullptr);
    L4_MsgLoad(&message);
}

// False if the message that has just come is no report of that form.
template <class Words>
bool take_report(L4_MsgTag_t tag, Words& words)
{
    constexpr unsigned count = sizeof words / sizeof(Word);
    if (L4_Label(tag) != report || L4_UntypedWords(tag) != count)
        return false;
    L4_StoreMRs(1, count, reinterpret_cast<Word*>(&words));
    return true;
}

// Where they begin.
void run_judge();
void run_confined();
void run_service();
void run_pager();

}  // namespace redirector

#endif  // PINYON_REDIRECTOR_CAST_H
