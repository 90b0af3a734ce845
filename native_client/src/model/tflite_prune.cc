// Cuts one computation out of a mapped .tflite file by shortening its lists in place.
#include <algorithm>
#include <set>

#include "deepspeech.h"
#include "model/model_error.h"
#include "model/tflite_file.h"

namespace ds {
namespace {

// Which operators are needed for `wanted`, when `given` is known.
std::vector<bool> needed_operators(const std::vector<TfliteOperator>& operators, const std::vector<int32_t>& given,
                                   std::set<int32_t> wanted) {
  std::vector<bool> needed(operators.size(), false);
  // The operators stand in the order of execution, so one pass from the end sees every user of a tensor
  // before its maker.
  for (size_t i = operators.size(); i-- > 0;) {
    const TfliteOperator& op = operators[i];
    needed[i] = std::any_of(op.outputs.begin(), op.outputs.end(),
                            [&wanted](int32_t tensor) { return wanted.count(tensor) > 0; });
    if (!needed[i]) continue;
    for (const int32_t tensor : op.inputs) {
      if (std::find(given.begin(), given.end(), tensor) == given.end()) wanted.insert(tensor);
    }
  }
  return needed;
}

// Whether `operators` make all that they need from what is given and from constants.
void check_complete(const std::vector<TfliteTensor>& tensors, const std::vector<TfliteOperator>& operators,
                    const std::vector<bool>& needed, const std::vector<int32_t>& given) {
  std::set<int32_t> known(given.begin(), given.end());
  for (size_t i = 0; i < operators.size(); i++) {
    if (!needed[i]) continue;
    for (const int32_t tensor : operators[i].inputs) {
      if (tensor < 0 || tensors[tensor].data != nullptr || known.count(tensor) > 0) continue;
      throw ModelError(DS_ERR_INVALID_SHAPE, "The model file does not fit this client: a computation needs the input " +
                                                 tensors[tensor].name +
                                                 ", which is neither that of the network nor a state.");
    }
    known.insert(operators[i].outputs.begin(), operators[i].outputs.end());
  }
}

void shorten_list(flat::Bytes& bytes, const flat::Vector& list, const std::vector<int32_t>& values) {
  if (values.size() > list.size()) {
    throw ModelError(DS_ERR_INVALID_SHAPE, "The model file lacks inputs or outputs.");
  }
  for (size_t i = 0; i < values.size(); i++) bytes.write<int32_t>(list.at(i), values[i]);
  bytes.write<uint32_t>(list.position(), static_cast<uint32_t>(values.size()));
}

}  // namespace

void TfliteFile::check_unshared() const {
  // FlatBuffers may let several fields share a vector; shortening one of these would change another.
  std::set<size_t> changed = {input_list_.position(), output_list_.position(), operator_list_.position()};
  const bool distinct = changed.size() == 3 && changed.count(0) == 0;
  const bool shared = std::any_of(operator_vectors_.begin(), operator_vectors_.end(),
                                  [&changed](size_t position) { return changed.count(position) > 0; });
  if (!distinct || shared) {
    throw ModelError(DS_ERR_FAIL_INTERPRETER,
                     "The model file has no operators, inputs or outputs, or lists that it uses twice.");
  }
}

void TfliteFile::prune(const std::vector<int32_t>& inputs, const std::vector<int32_t>& outputs) {
  flat::Bytes& bytes = mapping_.bytes();
  const std::vector<bool> needed =
      needed_operators(operators_, inputs, std::set<int32_t>(outputs.begin(), outputs.end()));
  check_complete(tensors_, operators_, needed, inputs);
  size_t kept = 0;
  for (size_t i = 0; i < operators_.size(); i++) {
    if (!needed[i]) continue;
    // Offsets count from where they stand, so an element that moves has to be computed anew.
    const size_t target = bytes.follow(operator_list_.at(i));
    const size_t position = operator_list_.at(kept++);
    bytes.write<uint32_t>(position, static_cast<uint32_t>(target - position));
  }
  bytes.write<uint32_t>(operator_list_.position(), static_cast<uint32_t>(kept));
  shorten_list(bytes, input_list_, inputs);
  shorten_list(bytes, output_list_, outputs);
  // Signatures name outputs that are gone now; without any, the runtime makes one from the lists.
  if (signature_list_.size() > 0) bytes.write<uint32_t>(signature_list_.position(), 0);
}

}  // namespace ds
