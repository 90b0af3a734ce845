// What a .tflite file of DeepSpeech says about itself, and the tensors that the client uses.
#ifndef DS_MODEL_TFLITE_METADATA_H_
#define DS_MODEL_TFLITE_METADATA_H_

#include <cstdint>
#include <vector>

#include "model/acoustic_model.h"
#include "model/tflite_file.h"

namespace ds {

// Numbers of the tensors of both computations, in the order in which they are passed.
struct ModelTensors {
  std::vector<int32_t> acoustic_inputs;   // input_node, previous_state_c, previous_state_h
  std::vector<int32_t> acoustic_outputs;  // logits, new_state_c, new_state_h
  std::vector<int32_t> mfcc_inputs;       // input_samples
  std::vector<int32_t> mfcc_outputs;      // mfccs
};

// Names, types and shapes as compatibility with 0.9.3 asks for them. Throws ModelError.
ModelTensors find_tensors(const TfliteFile& file);

// Reads the metadata_* tensors and the dimensions. Throws ModelError.
ModelInfo read_model_info(const TfliteFile& file, const ModelTensors& tensors);

}  // namespace ds

#endif  // DS_MODEL_TFLITE_METADATA_H_
