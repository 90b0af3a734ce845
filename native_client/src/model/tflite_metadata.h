// The metadata of a .tflite file of DeepSpeech, and the tensors that the client uses.
#ifndef DS_MODEL_TFLITE_METADATA_H_
#define DS_MODEL_TFLITE_METADATA_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "model/acoustic_model.h"
#include "model/encoder_layout.h"
#include "model/metadata.h"
#include "model/tflite_file.h"

namespace ds {

// How the file is streamed, and the numbers of the tensors of both computations, in the order in which they are passed.
struct ModelTensors {
  EncoderLayout layout;
  std::vector<int32_t> acoustic_inputs;   // input_node, then the states
  std::vector<int32_t> acoustic_outputs;  // logits, then the states
  std::vector<int32_t> mfcc_inputs;       // input_samples
  std::vector<int32_t> mfcc_outputs;      // mfccs
};

// Parses metadata_encoder; files without it have the layout of 0.9.3. Throws ModelError.
EncoderLayout read_encoder_layout(const TfliteFile& file);

// Finds the tensors by their names, and checks their types. Throws ModelError.
ModelTensors find_tensors(const TfliteFile& file);

// Reads the shapes of these tensors, and checks that they are consistent with each other and with the layout. `info`
// already contains the window. Throws ModelError.
void read_dimensions(const TfliteFile& file, const ModelTensors& tensors, ModelInfo* info);

// Reads the metadata_* tensors and the dimensions. Throws ModelError.
ModelInfo read_model_info(const TfliteFile& file, const ModelTensors& tensors);

// The same; also returns the metadata in units of the file. `missing`: see read_metadata.
ModelInfo read_model_info(const TfliteFile& file, const ModelTensors& tensors, const MissingMetadata* missing,
                          Metadata* metadata);

// See Network::texts.
std::map<std::string, std::string> read_further_texts(const TfliteFile& file);

}  // namespace ds

#endif  // DS_MODEL_TFLITE_METADATA_H_
