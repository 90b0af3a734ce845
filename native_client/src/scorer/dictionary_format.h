// The file form of a ConstFst over the tropical semiring: what reader and writer must agree on.
//
// Header, then the states, then the arcs; states and arcs each begin at a multiple of 16 of the file position.
// Little-endian. Source: OpenFst, version 1 of the type "const" with flag IS_ALIGNED.
#pragma once

#include <cstdint>

namespace ds {

constexpr int32_t kFstMagic = 2125659606;
constexpr char kFstType[] = "const";
constexpr char kFstArcType[] = "standard";
constexpr int32_t kFstVersion = 1;        // of an aligned file; 2 says not aligned
constexpr int32_t kFstFlagAligned = 4;
constexpr uint64_t kFstAlignment = 16;
constexpr uint64_t kFstHeaderSize = 65;   // with the two names above

constexpr uint64_t align_fst(uint64_t position) {
  return (position + kFstAlignment - 1) / kFstAlignment * kFstAlignment;
}

}  // namespace ds
