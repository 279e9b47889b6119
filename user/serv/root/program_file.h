// SPDX-License-Identifier: BSD-2-Clause
// Reads a program's ELF file: what belongs at which address, with which rights.
#ifndef PINYON_PROGRAM_FILE_H
#define PINYON_PROGRAM_FILE_H

namespace root {

using Word = unsigned long;

inline constexpr Word page_size = 4096;

// The part of a program's space in which its file may ask for memory.
inline constexpr Word image_low = 0x1'0000;
inline constexpr Word image_end = 0x20'0000'0000;

class ProgramFile {
public:
    // Takes the bytes of an executable and keeps referring to them. Returns nullptr, or what is
    // wrong with the file; then the object describes an empty program.
    char const* open(void const* bytes, Word size);

    Word entry() const { return entry_; }

    // Rights (X.2's rwx) of the page at `page`; 0 if the file says nothing about it.
    Word rights_at(Word page) const;

    // Copies what the file holds for the page at `page`; the destination is zero-filled already.
    void copy_page(Word page, unsigned char* destination) const;

private:
    struct Segment {
        Word low;  // virtual addresses [low, end)
        Word end;
        Word file_end;  // where the bytes from the file end and the zeros begin
        Word offset;    // of the byte at `low` in the file
        Word rights;
    };
    static constexpr unsigned max_segments = 8;

    char const* read_segments(Word size);
    char const* add_segment(void const* header, Word size);

    unsigned char const* bytes_ = nullptr;
    Word entry_ = 0;
    Segment segments_[max_segments] = {};
    unsigned count_ = 0;
};

}  // namespace root

#endif  // PINYON_PROGRAM_FILE_H
