// The metadata of model files, independent of their format: the constants metadata_*.
#ifndef DS_MODEL_METADATA_H_
#define DS_MODEL_METADATA_H_

#include <cstdint>
#include <string>

#include "model/acoustic_model.h"

namespace ds {

// The constants of a file by their names.
class NamedConstants {
 public:
  virtual ~NamedConstants() = default;

  // The first value; false if there is no such constant of that type. Throws ModelError if it is damaged.
  virtual bool read_int(const std::string& name, int32_t* value) const = 0;
  virtual bool read_string(const std::string& name, std::string* value) const = 0;
};

// The metadata in the file's own units.
struct Metadata {
  int32_t version = 0;
  int32_t window_ms = 0;
  int32_t step_ms = 0;
};

// Values for metadata that files of DeepSpeech 0.6 lack. With it, older versions are accepted.
struct MissingMetadata {
  std::string alphabet;  // serialized; empty: files without one are refused
};

// Reads version, audio, beam width, alphabet and language, and sets the fields of `info`. `missing` may be null. Throws
// ModelError.
Metadata read_metadata(const NamedConstants& constants, const MissingMetadata* missing, ModelInfo* info);

// DS_FINAL_WINDOW of the environment, else metadata_final_window, else `otherwise`. Throws ModelError.
FinalWindow choose_final_window(const NamedConstants& constants, FinalWindow otherwise);

[[noreturn]] void fail_metadata(const std::string& reason);

}  // namespace ds

#endif  // DS_MODEL_METADATA_H_
