// SPDX-License-Identifier: BSD-2-Clause
// A small library of threads in one space: create, join, exit, mutual exclusion.
//
// Threads know each other by their local ids, and all that they say to each other is local IPC. To
// make a thread the caller must be privileged, as ThreadControl wants it. The thread that creates
// others is their pager and scheduler, and only it may join them.
#ifndef PINYON_THREAD_LIBRARY_H
#define PINYON_THREAD_LIBRARY_H

#include "../common/example_threads.h"

namespace threads {

using examples::Word;
using Function = Word (*)(Word);

inline constexpr unsigned most_threads = 6;

// Starts a thread that calls the function. Returns its local id; nil if there is no room.
L4_ThreadId_t create(Function function, Word argument);

// The end of the calling thread; to return from its function is the same.
[[noreturn]] void exit(Word result);

// Waits for the end of the thread and returns its result. The id means nothing from then on, and
// the thread's number can be used for another one.
Word join(L4_ThreadId_t thread);

// A thread that the caller has no more use for, whatever it does.
void cancel(L4_ThreadId_t thread);

// Mutual exclusion, kept by a thread. Who wants in calls it; the answer means "you are in". Then it
// listens to nobody but him until he says that he is out. The others wait where senders wait, so
// that the kernel keeps the queue.
class Mutex {
public:
    Mutex();  // by the thread that may create others
    ~Mutex();
    Mutex(Mutex const&) = delete;
    Mutex& operator=(Mutex const&) = delete;

    void lock();
    void unlock();

private:
    L4_ThreadId_t guard_;
};

}  // namespace threads

#endif  // PINYON_THREAD_LIBRARY_H
