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
      state_{std::vector<float>(info_.n_hidden), std::vector<float>(info_.n_hidden)},
      window_(info_.window_samples),
      last_window_(info_.window_samples),
      context_(info_.timestep_size()),
      context_fill_(info_.context()),  // the frames before the first one are zeros
      batch_(info_.batch_size()),
      probabilities_(info_.n_steps * info_.n_classes) {}

Stream::Stream(const Stream& other)
    : model_(other.model_),
      info_(other.info_),
      decoder_(other.decoder_.clone()),
      silence_(other.silence_),
      samples_(other.samples_),
      keeps_emissions_(false),
      state_(other.state_),
      window_(other.window_),
      window_fill_(other.window_fill_),
      last_window_(other.last_window_),
      context_(other.context_),
      context_fill_(other.context_fill_),
      batch_(other.batch_),
      batch_fill_(other.batch_fill_),
      probabilities_(other.probabilities_.size()) {}

void Stream::feed(const int16_t* samples, size_t count) {
  samples_ += count;
  while (count > 0) {
    const size_t portion = std::min(count, info_.window_samples - window_fill_);
    std::transform(samples, samples + portion, window_.begin() + window_fill_,
                   [](int16_t sample) { return sample / kFullScale; });
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
  // The file's origin decides what stands in for the samples that are missing; see deepspeech.h.
  if (info_.final_window == FinalWindow::kStale) {
    std::copy(last_window_.begin() + window_fill_, last_window_.end(), window_.begin() + window_fill_);
  } else {
    std::fill(window_.begin() + window_fill_, window_.end(), 0.0f);
  }
  compute_window();
  const std::vector<float> silence(info_.n_features);
  for (size_t i = 0; i < info_.context(); i++) push_frame(silence.data());
  if (batch_fill_ > 0) {
    std::fill(batch_.begin() + batch_fill_ * info_.timestep_size(), batch_.end(), 0.0f);
    run_batch();
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
  if (++context_fill_ < info_.n_frames) return;
  std::copy(context_.begin(), context_.end(), batch_.begin() + batch_fill_ * info_.timestep_size());
  std::copy(context_.begin() + info_.n_features, context_.end(), context_.begin());
  context_fill_--;
  if (++batch_fill_ == info_.n_steps) run_batch();
}

void Stream::run_batch() {
  model_->infer(batch_.data(), state_, probabilities_.data());
  const int frames = static_cast<int>(batch_fill_);
  batch_fill_ = 0;
  for (int i = 0; i < frames; i++) silence_.add_probabilities(probabilities_.data() + i * info_.n_classes);
  if (keeps_emissions_) {
    emissions_.insert(emissions_.end(), probabilities_.begin(), probabilities_.begin() + frames * info_.n_classes);
  }
  if (!decoder_.next(probabilities_.data(), frames, static_cast<int>(info_.n_classes))) {
    throw ModelError(DS_ERR_INVALID_ALPHABET, "The alphabet does not fit the model's outputs.");
  }
}

}  // namespace ds
