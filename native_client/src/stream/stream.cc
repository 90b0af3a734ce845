#include "stream/stream.h"

#include <algorithm>
#include <utility>

#include "deepspeech.h"
#include "model/model_error.h"

namespace ds {

namespace {
constexpr float kFullScale = 32768.0f;  // 16-bit samples become [-1, 1)
}

Stream::Stream(std::shared_ptr<AcousticModel> model, Decoder decoder, uint32_t space, bool keeps_emissions)
    : model_(std::move(model)),
      info_(model_->info()),
      decoder_(std::move(decoder)),
      silence_(info_, space),
      keeps_emissions_(keeps_emissions),
      state_(info_.initial_state()),
      window_(info_.window_samples),
      last_window_(info_.window_samples),
      context_(info_.frame_values()),
      context_fill_(info_.context()),  // the frames before the first one are zeros
      chunk_(info_.chunk_values()),
      probabilities_(info_.row_values()),
      rows_before_start_(info_.look_ahead / info_.subsampling) {}

Stream::Stream(const Stream& other)
    : model_(other.model_),
      info_(other.info_),
      decoder_(other.decoder_.clone()),
      silence_(other.silence_),
      samples_(other.samples_),
      rows_(other.rows_),
      keeps_emissions_(false),
      state_(other.state_),
      window_(other.window_),
      window_fill_(other.window_fill_),
      last_window_(other.last_window_),
      context_(other.context_),
      context_fill_(other.context_fill_),
      chunk_(other.chunk_),
      chunk_fill_(other.chunk_fill_),
      probabilities_(other.probabilities_.size()),
      rows_before_start_(other.rows_before_start_) {}

void Stream::feed(const int16_t* samples, size_t count) {
  samples_ += count;
  while (count > 0) {
    const size_t portion = std::min(count, info_.window_samples - window_fill_);
    std::transform(samples, samples + portion, window_.begin() + window_fill_,
                   [](int16_t sample) { return static_cast<float>(sample) / kFullScale; });
    window_fill_ += portion;
    samples += portion;
    count -= portion;
    if (window_fill_ == info_.window_samples) {
      compute_window();
      std::copy(window_.begin() + info_.step_samples, window_.end(), window_.begin());
      window_fill_ -= info_.step_samples;
    }
  }
}

void Stream::finish() {
  is_finished_ = true;
  // The missing samples are replaced depending on the origin of the model; see deepspeech.h.
  if (info_.final_window == FinalWindow::kStale) {
    std::copy(last_window_.begin() + window_fill_, last_window_.end(), window_.begin() + window_fill_);
  } else {
    std::fill(window_.begin() + window_fill_, window_.end(), 0.0f);
  }
  compute_window();
  const std::vector<float> silence(info_.n_features);
  for (size_t i = 0; i < info_.context() + info_.look_ahead; i++) push_frame(silence.data());
  if (chunk_fill_ > 0) {
    std::fill(chunk_.begin() + chunk_fill_ * info_.frame_values(), chunk_.end(), 0.0f);
    run_chunk();
  }
}

void Stream::compute_window() {
  std::vector<float> mfcc(info_.n_features);
  model_->compute_mfcc(window_.data(), mfcc.data());
  last_window_ = window_;
  silence_.add_window(window_.data());
  push_frame(mfcc.data());
}

void Stream::push_frame(const float* mfcc) {
  std::copy_n(mfcc, info_.n_features, context_.begin() + context_fill_ * info_.n_features);
  if (++context_fill_ < info_.context_width) return;
  std::copy(context_.begin(), context_.end(), chunk_.begin() + chunk_fill_ * info_.frame_values());
  std::copy(context_.begin() + info_.n_features, context_.end(), context_.begin());
  context_fill_--;
  if (++chunk_fill_ == info_.chunk) run_chunk();
}

void Stream::run_chunk() {
  model_->infer(chunk_.data(), state_, probabilities_.data());
  const size_t rows = (chunk_fill_ + info_.subsampling - 1) / info_.subsampling;
  chunk_fill_ = 0;
  const size_t dropped = std::min(rows_before_start_, rows);
  rows_before_start_ -= dropped;
  if (rows > dropped) take_rows(probabilities_.data() + dropped * info_.n_classes, rows - dropped);
}

void Stream::take_rows(const float* probabilities, size_t count) {
  rows_ += count;
  for (size_t i = 0; i < count; i++) silence_.add_probabilities(probabilities + i * info_.n_classes);
  if (keeps_emissions_) emissions_.insert(emissions_.end(), probabilities, probabilities + count * info_.n_classes);
  if (!decoder_.next(probabilities, static_cast<int>(count), static_cast<int>(info_.n_classes))) {
    throw ModelError(DS_ERR_INVALID_ALPHABET, "The alphabet does not fit the model's outputs.");
  }
}

}  // namespace ds
