// Sigmoid and tanh bit for bit as in TensorFlow 2.3: operators that replace those of the runtime, so that models of
// 0.9.3 give the results of 0.9.3.
//
// Models with int8 weights round each activation to one of 255 steps before a matrix product, so a difference in the
// last bit of a sigmoid can change a value by a whole step, which the LSTM propagates: one confidence in twelve
// differed by 0.06. Source: rational approximations of Eigen of mid 2020 (tanh: odd
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

// Registers both operators for a model to be compiled. Returns a status of the runtime.
litert::Status add_activation_operators(const litert::Library& library, litert::Options options);

}  // namespace ds

#endif  // DS_MODEL_ACTIVATIONS_H_
