// SPDX-License-Identifier: BSD-2-Clause
// Talks with whoever types on the console: repeats each line, until "bye" or until nobody types.
#include <l4/schedule.h>
#include <l4io.h>
#include <pinyon/console.h>
#include <pinyon/exit.h>
#include <pinyon/root.h>

namespace {

constexpr L4_Word64_t patience_us = 5'000'000;
constexpr L4_Word64_t pause_us = 10'000;

L4_ThreadId_t console;
L4_Word_t messages;

// What others print would come between what is typed and its echo.
void wait_to_be_alone()
{
    while (pinyon_root_census() > 1)
        L4_Sleep(L4_TimePeriod(pause_us));
}

bool say(char const* text)
{
    messages += 2;
    return pinyon_console_write(console, text, strlen(text));
}

bool is_bye(char const* text, long length)
{
    return length == 3 && memcmp(text, "bye", 3) == 0;
}

// False if the server is gone.
bool talk()
{
    char line[PINYON_CONSOLE_TEXT_BYTES];
    for (;;) {
        if (!say("talk> "))
            return false;
        long const length = pinyon_console_read(console, line, L4_TimePeriod(patience_us));
        if (length < 0)
            return say("nobody types\n");
        messages += 2;
        if (is_bye(line, length))
            return say("talk: goodbye\n");
        char answer[PINYON_CONSOLE_TEXT_BYTES];
        snprintf(answer, sizeof answer, "talk: you said '%.*s'\n", static_cast<int>(length), line);
        if (!say(answer))
            return false;
    }
}

}  // namespace

int main()
{
    pinyon_root_hello();
    wait_to_be_alone();
    console = pinyon_root_lookup("console");
    if (L4_IsNilThread(console)) {
        printf("talk: there is no console server to talk with\n");
        return 0;
    }
    bool const well = talk();
    pinyon_exit(well ? 0 : 1, messages);
}
