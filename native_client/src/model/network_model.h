// Runs the network of DeepSpeech with our own matrix products. Only the features are computed by LiteRT, so they are
// the same for all file formats.
#ifndef DS_MODEL_NETWORK_MODEL_H_
#define DS_MODEL_NETWORK_MODEL_H_

#include <memory>

#include "model/acoustic_model.h"
#include "model/network.h"

namespace ds {

// How the weights of a frozen graph are used.
enum class WeightUse {
  kMapped,  // float32, from the mapped file
  kInt8,    // quantized while the model is loaded
};

// DS_WEIGHTS decides: float32 (the default) or int8. Throws ModelError if it is anything else.
WeightUse choose_weight_use();

// Throws ModelError.
std::shared_ptr<AcousticModel> make_network_model(Network network, WeightUse use);

}  // namespace ds

#endif  // DS_MODEL_NETWORK_MODEL_H_
