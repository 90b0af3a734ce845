// The network of DeepSpeech in a .tflite file, as 0.9.3, Coqui STT and this project write it. It is found by tracing
// the graph back from its outputs.
#ifndef DS_MODEL_TFLITE_NETWORK_H_
#define DS_MODEL_TFLITE_NETWORK_H_

#include <memory>

#include "model/metadata.h"
#include "model/network.h"
#include "model/tflite_file.h"

namespace ds {

// Reads weights (converted to float32), metadata and dimensions. `missing`: see read_metadata.
// Throws ModelError, DS_ERR_MODEL_INCOMPATIBLE for other networks.
Network read_network(const TfliteFile& file, const MissingMetadata* missing = nullptr);

}  // namespace ds

#endif  // DS_MODEL_TFLITE_NETWORK_H_
