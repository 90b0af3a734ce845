// Writes the network of DeepSpeech as the graph of a .tflite file.
#ifndef DS_MODEL_NETWORK_TFLITE_H_
#define DS_MODEL_NETWORK_TFLITE_H_

#include "model/network.h"
#include "model/tflite_writer.h"

namespace ds {

enum class WeightFormat { kFloat32, kFloat16, kInt8 };

// Only the features: `input_samples` to `mfccs`.
TfliteWriter features_graph(const Network& network);

// Features, network and metadata. kInt8: all matrices except the first, with a scale per unit, as in exported models.
// Throws ModelError if a .tflite file of DeepSpeech cannot express the network.
TfliteWriter network_graph(const Network& network, WeightFormat format);

}  // namespace ds

#endif  // DS_MODEL_NETWORK_TFLITE_H_
