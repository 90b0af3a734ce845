// Sigmoid and tanh as TensorFlow 2.3 computed them, to the last bit: operators that stand in for the
// runtime's own where a model made by 0.9.3 has to give 0.9.3's answers.
//
// Models with int8 weights round each activation to one of 255 steps before a matrix product, so a
// difference in the last bit of a sigmoid can move a value by a whole step, and the LSTM carries that on: one
// confidence in twelve was off by 0.06. Source: rational approximations of Eigen of mid 2020 (tanh: odd
// polynomial of degree 13 over even of degree 6; logistic: 9 over 10), evaluated without fused
// multiply-add as in the programs of 0.9.3.
#ifndef DS_MODEL_ACTIVATIONS_H_
#define DS_MODEL_ACTIVATIONS_H_

#include <cstddef>

#include "model/litert_library.h"

namespace ds {

constexpr char kLogisticOperator[] = "ds.Logistic";
constexpr char kTanhOperator[] = "ds.Tanh";

void logistic_2020(const float* in, float* out, size_t count);
void tanh_2020(const float* in, float* out, size_t count);

// Makes both operators known to a model that is about to be compiled. Returns a status of the runtime.
litert::Status add_activation_operators(const litert::Library& library, litert::Options options);

}  // namespace ds

#endif  // DS_MODEL_ACTIVATIONS_H_
