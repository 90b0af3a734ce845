// .tflite files up to where LiteRT would get them: container, graph, metadata, and what is cut out of them.
#include "file_input.h"
#include "model/flatbuffer.h"
#include "model/model_error.h"
#include "model/tflite_file.h"
#include "model/tflite_metadata.h"

namespace {

void expect_in_range(const ds::ModelInfo& info) {
  ds::fuzz::expect(info.step_samples >= 1 && info.step_samples <= info.window_samples);
  ds::fuzz::expect(info.chunk >= 1 && info.context_width % 2 == 1 && info.n_features >= 1);
  ds::fuzz::expect(info.subsampling >= 1 && info.rows() * info.subsampling == info.chunk);
  ds::fuzz::expect(info.look_ahead % info.subsampling == 0 && info.look_ahead <= 4096);
  ds::fuzz::expect(info.initial_state().size() == info.states.size());
  ds::fuzz::expect(info.sample_rate_hz >= 1 && info.beam_width >= 1 && info.n_classes >= 1);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const ds::fuzz::FileInput input(data, size);
  try {
    ds::TfliteFile file(input.path());
    const ds::ModelTensors tensors = ds::find_tensors(file);
    expect_in_range(ds::read_model_info(file, tensors));
    ds::TfliteFile mfcc(input.path());
    mfcc.prune(tensors.mfcc_inputs, tensors.mfcc_outputs);
    file.replace_operator(ds::kTfliteLogistic, "first");
    file.replace_operator(ds::kTfliteTanh, "second");
    file.prune(tensors.acoustic_inputs, tensors.acoustic_outputs);
  } catch (const ds::ModelError&) {
  } catch (const ds::flat::FormatError&) {
  }
  return 0;
}
