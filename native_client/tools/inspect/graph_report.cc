// Report on a frozen graph: the network in it, and the nodes.
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "model/frozen_graph.h"
#include "model/frozen_network.h"
#include "model_report.h"

namespace ds {

void report_frozen_graph(const std::string& path, Report* report) {
  const auto graph = std::make_shared<const FrozenGraph>(path);
  report->add("format", graph->is_memory_mapped() ? "memory-mapped graph (.pbmm)" : "frozen graph (.pb)");
  report->add("bytes", static_cast<uint64_t>(graph->file_size()));
  report->check("nodes");
  const Network network = read_network(graph);
  report->check("metadata, network and shapes");
  report_info(network.info, report);
  uint64_t parameters = network.lstm.weights.inputs * network.lstm.weights.units + network.lstm.bias.size();
  for (const DenseLayer& layer : network.layers) {
    parameters += layer.weights.inputs * layer.weights.units + layer.bias.size();
  }
  report->add("parameters", parameters);
  report->add("quantization", "none: float32 weights");
  std::map<std::string, uint64_t> operators;
  for (const GraphNode& node : graph->nodes()) ++operators[node.op];
  report->add("operators", std::vector<std::pair<std::string, uint64_t>>(operators.begin(), operators.end()));
  report_alphabet(network.info, report);
}

}  // namespace ds
