// .tflite files with all that a client does with them: LiteRT compiles and runs what our checks let in.
//
// LiteRT is not built with sanitizers here, so only what crashes is seen. It is slow: its start takes milliseconds.
#include "file_input.h"
#include "model/acoustic_model.h"
#include "model/flatbuffer.h"
#include "model/model_error.h"

extern "C" const char* __lsan_default_suppressions() { return "leak:libLiteRt.so\n"; }

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const ds::fuzz::FileInput input(data, size);
  try {
    const auto model = ds::load_acoustic_model(input.path());
    const ds::ModelInfo& info = model->info();
    const std::vector<float> window(info.window_samples, 0.25f);
    std::vector<float> mfcc(info.n_features);
    model->compute_mfcc(window.data(), mfcc.data());
    const std::vector<float> chunk(info.chunk_values(), 0.5f);
    std::vector<float> probabilities(info.row_values());
    ds::StreamState state = info.initial_state();
    for (int run = 0; run < 2; run++) model->infer(chunk.data(), state, probabilities.data());
  } catch (const ds::ModelError&) {
  } catch (const ds::flat::FormatError&) {
  } catch (const std::bad_alloc&) {
  }
  return 0;
}
