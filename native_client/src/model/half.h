// Half-precision numbers (IEEE 754 binary16).
#ifndef DS_MODEL_HALF_H_
#define DS_MODEL_HALF_H_

#include <cstdint>
#include <cstring>

namespace ds {

// Rounds to the nearest, ties to even; values out of range become infinite.
inline uint16_t half_of(float value) {
  uint32_t bits;
  std::memcpy(&bits, &value, sizeof(bits));
  const auto sign = static_cast<uint16_t>(bits >> 16 & 0x8000u);
  bits &= 0x7FFFFFFFu;
  if (bits > 0x7F800000u) return static_cast<uint16_t>(sign | 0x7E00u);  // NaN
  if (bits >= 0x477FF000u) return static_cast<uint16_t>(sign | 0x7C00u);
  if (bits < 0x38800000u) {  // subnormal: the last bits of the sum are the result
    float magnitude;
    std::memcpy(&magnitude, &bits, sizeof(magnitude));
    magnitude += 0.5f;
    std::memcpy(&bits, &magnitude, sizeof(bits));
    return static_cast<uint16_t>(sign | (bits - 0x3F000000u));
  }
  const uint32_t odd = bits >> 13 & 1u;
  return static_cast<uint16_t>(sign | ((bits - 0x38000000u + 0xFFFu + odd) >> 13));
}

inline float float_of_half(uint16_t half) {
  const uint32_t sign = static_cast<uint32_t>(half & 0x8000u) << 16, exponent = half >> 10 & 31u, rest = half & 1023u;
  float value;
  if (exponent == 0) {
    value = static_cast<float>(rest) * 5.9604644775390625e-08f;  // 2^-24
    return sign != 0 ? -value : value;
  }
  const uint32_t bits = sign | (exponent == 31 ? 0x7F800000u : (exponent + 112) << 23) | rest << 13;
  std::memcpy(&value, &bits, sizeof(value));
  return value;
}

}  // namespace ds

#endif  // DS_MODEL_HALF_H_
