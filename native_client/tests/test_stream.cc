// The streaming engine with a model that writes down what it is given.
#include <algorithm>
#include <memory>
#include <numeric>
#include <vector>

#include "check.h"
#include "stream/stream.h"

namespace {

// Small dimensions that do not divide each other: window 8, step 5, context 2, batch 4.
class RecordingModel : public ds::AcousticModel {
 public:
  RecordingModel() {
    info_.sample_rate_hz = 1000;
    info_.window_samples = 8;
    info_.step_samples = 5;
    info_.n_steps = 4;
    info_.n_frames = 5;
    info_.n_features = 2;
    info_.n_hidden = 1;
    info_.n_classes = 3;
  }
  const ds::ModelInfo& info() const override { return info_; }
  ds::ModelInfo& mutable_info() { return info_; }

  void compute_mfcc(const float* window, float* mfcc) override {
    windows.emplace_back(window, window + info_.window_samples);
    mfcc[0] = static_cast<float>(windows.size());  // frames are numbered from 1; context before them is 0
    mfcc[1] = -mfcc[0];
  }

  void infer(const float* batch, ds::LstmState& state, float* probabilities) override {
    batches.emplace_back(batch, batch + info_.batch_size());
    states.push_back(state.c[0]);
    state.c[0] += 1.0f;
    for (size_t step = 0; step < info_.n_steps; step++) {
      // Class 0 and the blank take turns, so that every odd timestep adds a token.
      const bool blank = step % 2 == 1;
      probabilities[step * 3] = blank ? 0.01f : 0.98f;
      probabilities[step * 3 + 1] = 0.01f;
      probabilities[step * 3 + 2] = blank ? 0.98f : 0.01f;
    }
  }

  void set_threads(unsigned) override {}

  std::vector<std::vector<float>> windows;
  std::vector<std::vector<float>> batches;
  std::vector<float> states;

 private:
  ds::ModelInfo info_;
};

ds::Decoder make_decoder() {
  static const ds::Alphabet alphabet = *ds::Alphabet::from_labels({"a", "b"});
  return ds::Decoder(alphabet, nullptr, {}, {});
}

std::vector<int16_t> ramp(size_t count) {
  std::vector<int16_t> samples(count);
  std::iota(samples.begin(), samples.end(), static_cast<int16_t>(1));
  return samples;
}

float unit(int sample) { return static_cast<float>(sample) / 32768.0f; }

std::shared_ptr<RecordingModel> run(size_t samples, size_t chunk, ds::FinalWindow final_window,
                                    size_t* tokens = nullptr) {
  auto model = std::make_shared<RecordingModel>();
  model->mutable_info().final_window = final_window;
  ds::Stream stream(model, make_decoder(), ds::Alphabet::kNoSpace, false);
  const std::vector<int16_t> audio = ramp(samples);
  for (size_t position = 0; position < samples; position += chunk) {
    stream.feed(audio.data() + position, std::min(chunk, samples - position));
  }
  stream.finish();
  if (tokens != nullptr) *tokens = stream.decode(1, ds::LastWord::kUnboosted)[0].tokens.size();
  return model;
}

TEST_CASE(windows_step_through_the_audio) {
  const auto model = run(20, 20, ds::FinalWindow::kZero);
  CHECK(model->windows.size() == 4);  // three whole ones, then always one more
  CHECK(model->windows[0][0] == unit(1) && model->windows[0][7] == unit(8));
  CHECK(model->windows[1][0] == unit(6) && model->windows[2][7] == unit(18));
  CHECK(model->windows[3][0] == unit(16) && model->windows[3][4] == unit(20));
}

TEST_CASE(the_last_window_is_filled_up) {
  const auto zero = run(20, 20, ds::FinalWindow::kZero);
  for (size_t i = 5; i < 8; i++) CHECK(zero->windows[3][i] == 0.0f);
  const auto stale = run(20, 20, ds::FinalWindow::kStale);
  for (size_t i = 0; i < 5; i++) CHECK(stale->windows[3][i] == zero->windows[3][i]);
  for (size_t i = 5; i < 8; i++) CHECK(stale->windows[3][i] == stale->windows[2][i]);
}

TEST_CASE(short_audio_gives_one_window) {
  for (const size_t samples : {size_t{0}, size_t{1}, size_t{7}}) {
    for (const ds::FinalWindow final_window : {ds::FinalWindow::kStale, ds::FinalWindow::kZero}) {
      size_t tokens = 0;
      const auto model = run(samples, 3, final_window, &tokens);
      CHECK(model->windows.size() == 1);
      CHECK(model->batches.size() == 1);
      for (size_t i = samples; i < 8; i++) CHECK(model->windows[0][i] == 0.0f);
      CHECK(tokens == 1);
    }
  }
}

TEST_CASE(timesteps_have_context_on_both_sides) {
  const auto model = run(20, 20, ds::FinalWindow::kZero);
  CHECK(model->batches.size() == 1);  // four timesteps fill it
  const float wanted[4][5] = {{0, 0, 1, 2, 3}, {0, 1, 2, 3, 4}, {1, 2, 3, 4, 0}, {2, 3, 4, 0, 0}};
  for (size_t step = 0; step < 4; step++) {
    for (size_t frame = 0; frame < 5; frame++) {
      CHECK(model->batches[0][(step * 5 + frame) * 2] == wanted[step][frame]);
      CHECK(model->batches[0][(step * 5 + frame) * 2 + 1] == -wanted[step][frame]);
    }
  }
}

TEST_CASE(the_last_batch_is_padded_and_only_its_timesteps_count) {
  size_t tokens = 0;
  const auto model = run(8 + 5 * 4, 28, ds::FinalWindow::kZero, &tokens);  // five whole windows and one more
  CHECK(model->windows.size() == 6);
  CHECK(model->batches.size() == 2);
  CHECK(model->states[0] == 0.0f && model->states[1] == 1.0f);
  for (size_t i = 2 * 10; i < 4 * 10; i++) CHECK(model->batches[1][i] == 0.0f);
  CHECK(tokens == 3);  // at timesteps 0, 2 and 4
}

TEST_CASE(portions_do_not_matter) {
  const auto whole = run(103, 103, ds::FinalWindow::kStale);
  for (const size_t chunk : {1, 2, 7, 8, 9, 50}) {
    const auto model = run(103, chunk, ds::FinalWindow::kStale);
    CHECK(model->windows == whole->windows);
    CHECK(model->batches == whole->batches);
  }
}

TEST_CASE(decoding_may_happen_at_any_time) {
  auto model = std::make_shared<RecordingModel>();
  ds::Stream stream(model, make_decoder(), ds::Alphabet::kNoSpace, false);
  CHECK(stream.decode(1, ds::LastWord::kUnboosted).size() == 1 && stream.decode(1, ds::LastWord::kUnboosted)[0].tokens.empty());
  const std::vector<int16_t> audio = ramp(200);
  stream.feed(audio.data(), audio.size());
  const size_t tokens = stream.decode(1, ds::LastWord::kUnboosted)[0].tokens.size();
  CHECK(tokens > 5);
  stream.finish();
  CHECK(stream.decode(1, ds::LastWord::kUnboosted)[0].tokens.size() > tokens);
}

}  // namespace

int main() { return ds::test::run_all(); }
