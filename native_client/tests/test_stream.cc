// The streaming engine with a model that writes down what it is given.
#include <algorithm>
#include <memory>
#include <numeric>
#include <variant>
#include <vector>

#include "printing.h"
#include "stream/stream.h"

namespace {

// Small dimensions that do not divide each other: window 8, step 5, context 2, chunk 4.
class RecordingModel : public ds::AcousticModel {
 public:
  RecordingModel() {
    info_.sample_rate_hz = 1000;
    info_.window_samples = 8;
    info_.step_samples = 5;
    info_.chunk = 4;
    info_.context_width = 5;
    info_.n_features = 2;
    info_.states = {{"previous", "new", false, {1, 1}, 0}};
    info_.n_classes = 3;
  }
  const ds::ModelInfo& info() const override { return info_; }
  ds::ModelInfo& mutable_info() { return info_; }

  void compute_mfcc(const float* window, float* mfcc) override {
    windows.emplace_back(window, window + info_.window_samples);
    mfcc[0] = static_cast<float>(windows.size());  // frames are numbered from 1; context before them is 0
    mfcc[1] = -mfcc[0];
  }

  void infer(const float* chunk, ds::StreamState& state, float* probabilities) override {
    chunks.emplace_back(chunk, chunk + info_.chunk_values());
    states.push_back(state);
    for (ds::StateTensor& tensor : state) {
      std::visit(
          [](auto& values) {
            for (auto& value : values) value += 1;
          },
          tensor);
    }
    for (size_t row = 0; row < info_.rows(); row++) {
      // Class 0 and the blank take turns, so that every other row adds a token.
      const bool blank = row % 2 == 1;
      probabilities[row * 3] = blank ? 0.01f : 0.98f;
      probabilities[row * 3 + 1] = 0.01f;
      probabilities[row * 3 + 2] = blank ? 0.98f : 0.01f;
    }
  }

  void set_threads(unsigned) override {}

  std::vector<std::vector<float>> windows;
  std::vector<std::vector<float>> chunks;
  std::vector<ds::StreamState> states;  // before each chunk

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

TEST_CASE("windows step through the audio") {
  const auto model = run(20, 20, ds::FinalWindow::kZero);
  CHECK(model->windows.size() == 4);  // three whole ones, then always one more
  CHECK(model->windows[0][0] == unit(1));
  CHECK(model->windows[0][7] == unit(8));
  CHECK(model->windows[1][0] == unit(6));
  CHECK(model->windows[2][7] == unit(18));
  CHECK(model->windows[3][0] == unit(16));
  CHECK(model->windows[3][4] == unit(20));
}

TEST_CASE("the last window is filled up") {
  const auto zero = run(20, 20, ds::FinalWindow::kZero);
  for (size_t i = 5; i < 8; i++) CHECK(zero->windows[3][i] == 0.0f);
  const auto stale = run(20, 20, ds::FinalWindow::kStale);
  for (size_t i = 0; i < 5; i++) CHECK(stale->windows[3][i] == zero->windows[3][i]);
  for (size_t i = 5; i < 8; i++) CHECK(stale->windows[3][i] == stale->windows[2][i]);
}

TEST_CASE("short audio gives one window") {
  for (const size_t samples : {size_t{0}, size_t{1}, size_t{7}}) {
    for (const ds::FinalWindow final_window : {ds::FinalWindow::kStale, ds::FinalWindow::kZero}) {
      size_t tokens = 0;
      const auto model = run(samples, 3, final_window, &tokens);
      CHECK(model->windows.size() == 1);
      CHECK(model->chunks.size() == 1);
      for (size_t i = samples; i < 8; i++) CHECK(model->windows[0][i] == 0.0f);
      CHECK(tokens == 1);
    }
  }
}

TEST_CASE("frames have context on both sides") {
  const auto model = run(20, 20, ds::FinalWindow::kZero);
  CHECK(model->chunks.size() == 1);  // four frames fill it
  const float wanted[4][5] = {{0, 0, 1, 2, 3}, {0, 1, 2, 3, 4}, {1, 2, 3, 4, 0}, {2, 3, 4, 0, 0}};
  for (size_t step = 0; step < 4; step++) {
    for (size_t frame = 0; frame < 5; frame++) {
      CHECK(model->chunks[0][(step * 5 + frame) * 2] == wanted[step][frame]);
      CHECK(model->chunks[0][(step * 5 + frame) * 2 + 1] == -wanted[step][frame]);
    }
  }
}

TEST_CASE("the last chunk is padded and only its frames count") {
  size_t tokens = 0;
  const auto model = run(8 + 5 * 4, 28, ds::FinalWindow::kZero, &tokens);  // five whole windows and one more
  CHECK(model->windows.size() == 6);
  CHECK(model->chunks.size() == 2);
  CHECK(model->states[0] == ds::StreamState{std::vector<float>{0}});
  CHECK(model->states[1] == ds::StreamState{std::vector<float>{1}});
  for (size_t i = 2 * 10; i < 4 * 10; i++) CHECK(model->chunks[1][i] == 0.0f);
  CHECK(tokens == 3);  // at frames 0, 2 and 4
}

TEST_CASE("portions do not matter") {
  const auto whole = run(103, 103, ds::FinalWindow::kStale);
  for (const size_t chunk : {1, 2, 7, 8, 9, 50}) {
    const auto model = run(103, chunk, ds::FinalWindow::kStale);
    CHECK(model->windows == whole->windows);
    CHECK(model->chunks == whole->chunks);
  }
}

TEST_CASE("decoding may happen at any time") {
  auto model = std::make_shared<RecordingModel>();
  ds::Stream stream(model, make_decoder(), ds::Alphabet::kNoSpace, false);
  CHECK(stream.decode(1, ds::LastWord::kUnboosted).size() == 1);
  CHECK(stream.decode(1, ds::LastWord::kUnboosted)[0].tokens.empty());
  const std::vector<int16_t> audio = ramp(200);
  stream.feed(audio.data(), audio.size());
  const size_t tokens = stream.decode(1, ds::LastWord::kUnboosted)[0].tokens.size();
  CHECK(tokens > 5);
  stream.finish();
  CHECK(stream.decode(1, ds::LastWord::kUnboosted)[0].tokens.size() > tokens);
}

// The rows of a stream by what the decoder was given: one row of probabilities for each call, numbered from 1.
class SubsamplingModel : public RecordingModel {
 public:
  SubsamplingModel(size_t look_ahead) {
    mutable_info().context_width = 1;
    mutable_info().subsampling = 2;
    mutable_info().look_ahead = look_ahead;
    mutable_info().final_window = ds::FinalWindow::kZero;
    mutable_info().states = {{"previous_a", "new_a", false, {1, 2, 3}, 0.5}, {"previous_b", "new_b", true, {1}, -2}};
  }
  void infer(const float* chunk, ds::StreamState& state, float* probabilities) override {
    RecordingModel::infer(chunk, state, probabilities);
    for (size_t row = 0; row < info().rows(); row++) {
      const float share = static_cast<float>(++rows) / 1000;
      probabilities[row * 3] = share;
      probabilities[row * 3 + 1] = 0;
      probabilities[row * 3 + 2] = 1 - share;
    }
  }
  size_t rows = 0;
};

// Numbers of the rows that count.
std::vector<size_t> rows_of(size_t windows, size_t look_ahead, size_t portion, size_t* frames = nullptr) {
  auto model = std::make_shared<SubsamplingModel>(look_ahead);
  ds::Stream stream(model, make_decoder(), ds::Alphabet::kNoSpace, true);
  const std::vector<int16_t> audio = ramp(8 + 5 * (windows - 1) - 5);  // finishing adds one window
  for (size_t position = 0; position < audio.size(); position += portion) {
    stream.feed(audio.data() + position, std::min(portion, audio.size() - position));
  }
  stream.finish();
  std::vector<size_t> numbers;
  for (size_t i = 0; i < stream.emissions().size(); i += 3) {
    numbers.push_back(static_cast<size_t>(stream.emissions()[i] * 1000 + 0.5f));
  }
  CHECK(model->windows.size() == windows);
  if (frames != nullptr) *frames = model->chunks.size() * 4;
  return numbers;
}

TEST_CASE("rows of several frames") {
  for (const size_t look_ahead : {0, 2, 4, 6, 14}) {
    for (size_t windows = 2; windows < 14; windows++) {
      size_t frames = 0;
      const std::vector<size_t> whole = rows_of(windows, look_ahead, 1000, &frames);
      std::vector<size_t> wanted((windows + 1) / 2);
      std::iota(wanted.begin(), wanted.end(), look_ahead / 2 + 1);
      CHECK(whole == wanted);
      CHECK(frames >= windows + look_ahead);
      CHECK(frames < windows + look_ahead + 4);
      CHECK(rows_of(windows, look_ahead, 1) == wanted);
      CHECK(rows_of(windows, look_ahead, 7) == wanted);
    }
  }
}

TEST_CASE("rows are counted when the decoder has them") {
  auto model = std::make_shared<SubsamplingModel>(4);
  ds::Stream stream(model, make_decoder(), ds::Alphabet::kNoSpace, true);
  const std::vector<int16_t> audio = ramp(60);
  for (const int16_t& sample : audio) {
    stream.feed(&sample, 1);
    CHECK(stream.rows() == stream.emissions().size() / 3);
    CHECK(stream.clone().rows() == stream.rows());
  }
  CHECK(stream.rows() > 0);
  stream.finish();
  CHECK(stream.rows() == stream.emissions().size() / 3);
}

TEST_CASE("frames after the end are zeros") {
  auto model = std::make_shared<SubsamplingModel>(4);
  ds::Stream stream(model, make_decoder(), ds::Alphabet::kNoSpace, true);
  const std::vector<int16_t> audio = ramp(8 + 5 * 2 - 5);
  stream.feed(audio.data(), audio.size());
  stream.finish();
  CHECK(model->chunks.size() == 2);
  CHECK((model->chunks[0] == std::vector<float>{1, -1, 2, -2, 3, -3, 0, 0}));
  CHECK(model->chunks[1] == std::vector<float>(8));
}

TEST_CASE("states begin as the file says") {
  auto model = std::make_shared<SubsamplingModel>(4);
  ds::Stream stream(model, make_decoder(), ds::Alphabet::kNoSpace, true);
  ds::Stream other = stream.clone();
  stream.finish();
  other.finish();
  CHECK(model->states.size() == 4);
  const ds::StreamState initial = {std::vector<float>(6, 0.5f), std::vector<int32_t>{-2}};
  const ds::StreamState later = {std::vector<float>(6, 1.5f), std::vector<int32_t>{-1}};
  CHECK(model->states[0] == initial);
  CHECK(model->states[1] == later);
  CHECK(model->states[2] == initial);
}

TEST_CASE("a clone drops its own rows") {
  for (const size_t fed : {0, 8, 13, 18, 23, 28, 33}) {
    auto model = std::make_shared<SubsamplingModel>(6);
    ds::Stream stream(model, make_decoder(), ds::Alphabet::kNoSpace, true);
    const std::vector<int16_t> audio = ramp(60);
    stream.feed(audio.data(), fed);
    const size_t rows_before = model->rows;
    stream.clone().finish();
    model->rows = rows_before;  // as if nobody had looked
    stream.feed(audio.data() + fed, audio.size() - fed);
    stream.finish();
    CHECK(stream.emissions().size() == 3 * 6);  // 11 windows and one more
    CHECK(static_cast<int>(stream.emissions()[0] * 1000 + 0.5f) == 4);
  }
}

}  // namespace
