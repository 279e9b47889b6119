// SPDX-License-Identifier: BSD-2-Clause
// Arguments of the root program, which is no boot module itself: those of a module that it names.
#ifndef PINYON_BOOT_ARGUMENTS_H
#define PINYON_BOOT_ARGUMENTS_H

#ifdef __cplusplus
extern "C" {
#endif

// The module's command line, which begins with its name; "" if there is no such module. For the
// root program only: sigma0 maps the boot information to the first who asks.
char const* pinyon_boot_arguments(char const* module);

#ifdef __cplusplus
}
#endif

#endif
