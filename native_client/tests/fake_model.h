// A small acoustic model for tests: nothing is learnt in it, everything it says follows from what it hears.
#ifndef DS_TESTS_FAKE_MODEL_H_
#define DS_TESTS_FAKE_MODEL_H_

#include <atomic>
#include <cmath>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "api/state.h"
#include "deepspeech.h"
#include "model/model_error.h"

namespace ds::test {

// Dimensions that do not divide each other: window 8, step 5, context 2, chunk 4. May be used from any number of
// threads: it remembers nothing of an utterance.
class FakeModel : public AcousticModel {
 public:
  explicit FakeModel(std::vector<std::string> labels)
      : alphabet(std::make_shared<const Alphabet>(*Alphabet::from_labels(std::move(labels)))) {
    info_.sample_rate_hz = 1000;
    info_.window_samples = 8;
    info_.step_samples = 5;
    info_.beam_width = 20;
    info_.chunk = 4;
    info_.context_width = 5;
    info_.n_features = 2;
    info_.states = {{"previous_fast", "new_fast", false, {1, 1}, 0}, {"previous_slow", "new_slow", false, {1, 2}, 0}};
    info_.n_classes = alphabet->size() + 1;
  }
  const ModelInfo& info() const override { return info_; }

  void compute_mfcc(const float* window, float* mfcc) override {
    mfcc[0] = mfcc[1] = 0;
    for (size_t i = 0; i < info_.window_samples; i++) {
      mfcc[0] += window[i] * 50;
      mfcc[1] += window[i] * (i % 3 == 0 ? 90.0f : -40.0f);
    }
  }

  void infer(const float* chunk, StreamState& state, float* probabilities) override {
    if (runs_left == 0) throw ModelError(DS_ERR_FAIL_RUN_SESS, "The test wants this run to fail.");
    if (runs_left > 0) runs_left--;
    float& fast = std::get<std::vector<float>>(state[0])[0];
    float& slow = std::get<std::vector<float>>(state[1])[1];
    for (size_t frame = 0; frame < info_.chunk; frame++) {
      for (size_t i = 0; i < info_.frame_values(); i++) {
        fast = 0.9f * fast + chunk[frame * info_.frame_values() + i];
        slow = 0.5f * slow - fast;
      }
      say(fast, slow, probabilities + frame * info_.n_classes);
    }
  }

  void set_threads(unsigned threads) override {
    if (threads == 0) throw ModelError(DS_ERR_FAIL_INTERPRETER, "No thread is left.");
  }

  const std::shared_ptr<const Alphabet> alphabet;
  std::atomic<int> runs_left{-1};  // as many runs succeed; negative: all

 private:
  // The softmax of waves whose phase is the state.
  void say(float fast, float slow, float* probabilities) const {
    float sum = 0;
    for (size_t i = 0; i < info_.n_classes; i++) {
      const float phase = fast * static_cast<float>(i + 1) + slow * 0.1f;
      const float blank = i + 1 == info_.n_classes ? 1.5f : 0.0f;
      sum += probabilities[i] = std::exp(4 * std::sin(phase) + blank);
    }
    for (size_t i = 0; i < info_.n_classes; i++) probabilities[i] /= sum;
  }

  ModelInfo info_;
};

// A model for the functions of deepspeech.h; to be freed with DS_FreeModel.
inline ModelState* make_model(std::shared_ptr<FakeModel> fake) {
  auto* model = new ModelState;
  model->alphabet = fake->alphabet;
  model->beam_width = fake->info().beam_width;
  model->model = std::move(fake);
  return model;
}

inline std::shared_ptr<FakeModel> small_fake() {
  return std::make_shared<FakeModel>(std::vector<std::string>{"a", "b", " "});
}

// Samples that differ from seed to seed.
inline std::vector<short> make_audio(size_t count, unsigned seed) {
  std::vector<short> samples(count);
  unsigned state = seed * 2654435761u + 12345u;
  for (size_t i = 0; i < count; i++) {
    state = state * 1664525u + 1013904223u;
    samples[i] = static_cast<short>(static_cast<int>(state >> 16) % 9001 - 4500);
  }
  return samples;
}

}  // namespace ds::test

#endif  // DS_TESTS_FAKE_MODEL_H_
