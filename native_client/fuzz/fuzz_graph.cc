// Frozen graphs and memory-mapped ones before they are run: nodes, constants, metadata, network. Converted files must
// be readable and contain the same network.
#include <cstring>
#include <memory>
#include <vector>

#include "file_input.h"
#include "model/frozen_graph.h"
#include "model/frozen_network.h"
#include "model/graph_writer.h"
#include "model/model_error.h"
#include "model/network_tflite.h"
#include "model/tflite_network.h"
#include "model/weight_product.h"

namespace {

using ds::fuzz::expect;
using ds::fuzz::FileInput;

void expect_same(const ds::Network& first, const ds::Network& second) {
  expect(first.n_hidden() == second.n_hidden() && first.info.alphabet == second.info.alphabet);
  expect(first.info.n_classes == second.info.n_classes && first.info.chunk == second.info.chunk);
  expect(first.texts == second.texts);
  for (size_t i = 0; i < 5; i++) {
    const ds::Matrix &a = first.layers[i].weights, &b = second.layers[i].weights;
    expect(a.inputs == b.inputs && a.units == b.units);
    expect(std::memcmp(a.data, b.data, a.inputs * a.units * sizeof(float)) == 0);
  }
}

void run_products(const ds::Network& network) {
  ds::Workers workers(1);
  const ds::Matrix& weights = network.lstm.weights;
  const std::vector<float> in(2 * weights.inputs, 0.5f);
  std::vector<float> out(2 * weights.units);
  for (const ds::WeightUse use : {ds::WeightUse::kMapped, ds::WeightUse::kInt8}) {
    ds::make_product(weights, 0, weights.inputs, use)->add(in.data(), 2, out.data(), workers);
  }
}

void rewrite(const ds::Network& network) {
  std::vector<uint8_t> bytes;
  ds::write_memory_mapped_graph(network, [&bytes](const void* data, size_t size) {
    const auto* from = static_cast<const uint8_t*>(data);
    bytes.insert(bytes.end(), from, from + size);
  });
  const FileInput copy(bytes.data(), bytes.size());
  const auto graph = std::make_shared<const ds::FrozenGraph>(copy.path());
  expect(graph->is_memory_mapped());
  expect_same(network, ds::read_network(graph));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const FileInput input(data, size);
  try {
    const auto graph = std::make_shared<const ds::FrozenGraph>(input.path());
    for (const ds::GraphNode& node : graph->nodes()) {
      try {
        if (node.op == "Const" || node.op == "ImmutableConst") graph->constant(node);
      } catch (const ds::ModelError&) {
      }
    }
    const ds::Network network = ds::read_network(graph);
    run_products(network);
    rewrite(network);
    for (const ds::WeightFormat format :
         {ds::WeightFormat::kFloat32, ds::WeightFormat::kFloat16, ds::WeightFormat::kInt8}) {
      const std::vector<uint8_t> bytes = ds::network_graph(network, format).bytes("");
      const FileInput copy(bytes.data(), bytes.size());
      const ds::Network again = ds::read_network(ds::TfliteFile(copy.path()));
      if (format == ds::WeightFormat::kFloat32) expect_same(network, again);
    }
  } catch (const ds::ModelError&) {
  }
  return 0;
}
