// Errors when a model is loaded or run: a status code of deepspeech.h and a message.
#ifndef DS_MODEL_MODEL_ERROR_H_
#define DS_MODEL_MODEL_ERROR_H_

#include <stdexcept>
#include <string>

namespace ds {

class ModelError : public std::runtime_error {
 public:
  ModelError(int code, const std::string& text) : std::runtime_error(text), code_(code) {}
  int code() const { return code_; }

 private:
  int code_;
};

}  // namespace ds

#endif  // DS_MODEL_MODEL_ERROR_H_
