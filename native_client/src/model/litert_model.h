// The acoustic model on LiteRT.
#ifndef DS_MODEL_LITERT_MODEL_H_
#define DS_MODEL_LITERT_MODEL_H_

#include <memory>
#include <string>

#include "model/acoustic_model.h"

namespace ds {

// Loads a .tflite file. Throws ModelError.
std::shared_ptr<AcousticModel> make_litert_model(const std::string& path);

}  // namespace ds

#endif  // DS_MODEL_LITERT_MODEL_H_
