// SPDX-License-Identifier: BSD-2-Clause
// The board's own device tree, empty where none is needed. It stays readable after start-up.
    .section .rodata.board_tree, "a"
    .balign 8
    .global arm64_board_tree, arm64_board_tree_end
arm64_board_tree:
    .incbin "board_tree.dtb"
arm64_board_tree_end:
