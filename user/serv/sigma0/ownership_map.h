// SPDX-License-Identifier: BSD-2-Clause
// Who owns which part of physical memory, and who may have it on which kind of request.
#ifndef PINYON_OWNERSHIP_MAP_H
#define PINYON_OWNERSHIP_MAP_H

namespace sigma0 {

using Word = unsigned long;

enum class Request {
    fault,  // a page fault of a client whose pager is sigma0
    named,  // the client names the address
};

inline constexpr Word nobody = 0;  // the nil thread owns nothing

// The whole address range from 0 to ~0 as a sorted list of ranges without gaps. A range ends where
// the next one begins; neighbours always differ in type or owner.
class OwnershipMap {
public:
    static constexpr unsigned capacity = 1024;

    // Bounds are inclusive. A later description overrides earlier ones, as in the KIP.
    void describe(Word low, Word high, Word type);
    void assign(Word low, Word high, Word owner);

    // Gives [low, high] to `asker` if all of it may be given, else changes nothing.
    bool claim(Word low, Word high, Word asker, Request request);

    // Finds free conventional memory for an aligned block of 2^log2 bytes.
    bool find_free(unsigned log2, Word& base) const;

    struct Range {
        Word low;
        Word type;
        Word owner;
    };
    // In ascending order, `index` below ranges(); the last byte of one is high_of(index).
    unsigned ranges() const { return count_; }
    Range const& range(unsigned index) const { return ranges_[index]; }
    Word high_of(unsigned index) const;

private:
    static bool may_have(Range const& range, Word asker, Request request);
    unsigned index_of(Word address) const;
    unsigned cut_at(Word address);
    unsigned cut_after(Word address);
    void merge();

    Range ranges_[capacity] = {};
    unsigned count_ = 1;
};

}  // namespace sigma0

#endif  // PINYON_OWNERSHIP_MAP_H
