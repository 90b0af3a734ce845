#include "model/acoustic_model.h"

#include <algorithm>
#include <cmath>

#include "deepspeech.h"
#include "model/frozen_graph.h"
#include "model/frozen_network.h"
#include "model/litert_model.h"
#include "model/model_error.h"
#include "model/network_model.h"

namespace ds {

void check_probabilities(const float* probabilities, size_t count) {
  if (std::all_of(probabilities, probabilities + count, [](float p) { return std::isfinite(p); })) return;
  throw ModelError(DS_ERR_FAIL_RUN_SESS,
                   "The acoustic model computes NaN or infinity. Its weights or its states may be damaged.");
}

std::shared_ptr<AcousticModel> load_acoustic_model(const std::string& path) {
  switch (format_of_file(path)) {
    case ModelFormat::kTflite: return make_litert_model(path);
    case ModelFormat::kFrozenGraph:
    case ModelFormat::kMemoryMappedGraph: break;
    case ModelFormat::kUnknown:
      throw ModelError(DS_ERR_FAIL_INIT_MMAP, "Cannot read model file " + path + ": " + kUnknownFormat);
  }
  const WeightUse use = choose_weight_use();
  const auto graph = std::make_shared<const FrozenGraph>(path);
  auto model = make_network_model(read_network(graph), use);
  if (use == WeightUse::kInt8) graph->release_pages();
  return model;
}

}  // namespace ds
