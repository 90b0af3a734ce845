// The state that streams begin with.
#include <algorithm>
#include <iterator>

#include "model/acoustic_model.h"

namespace ds {

size_t StateSpec::size() const {
  size_t product = 1;
  for (const int32_t dimension : shape) product *= static_cast<size_t>(dimension);
  return product;
}

StateTensor StateSpec::initial_tensor() const {
  if (is_integer) return std::vector<int32_t>(size(), static_cast<int32_t>(initial));
  return std::vector<float>(size(), static_cast<float>(initial));
}

StreamState ModelInfo::initial_state() const {
  StreamState state;
  state.reserve(states.size());
  std::transform(states.begin(), states.end(), std::back_inserter(state),
                 [](const StateSpec& spec) { return spec.initial_tensor(); });
  return state;
}

}  // namespace ds
