#include "audio/channels.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace ds {
namespace {

// The same criteria as in the doctor (deepspeech_tf/diagnosis).
constexpr double kSilentBelowDb = -55.0;  // loudest 20 ms, relative to full scale
constexpr double kLostDb = 20.0;          // below the loudest channel
constexpr double kFloorDb = -120.0;
constexpr int kWindowsPerSecond = 50;

std::vector<float> one_channel(const Audio& audio, size_t channel) {
  const auto channels = static_cast<size_t>(audio.channels);
  std::vector<float> samples(audio.samples.size() / channels);
  for (size_t i = 0; i < samples.size(); i++) samples[i] = audio.samples[i * channels + channel];
  return samples;
}

std::vector<float> average(const Audio& audio) {
  const auto channels = static_cast<size_t>(audio.channels);
  std::vector<float> mono(audio.samples.size() / channels);
  for (size_t i = 0; i < mono.size(); i++) {
    double sum = 0.0;
    for (size_t channel = 0; channel < channels; channel++) sum += audio.samples[i * channels + channel];
    mono[i] = static_cast<float>(sum / audio.channels);
  }
  return mono;
}

// Level of the loudest 20 ms in dBFS, without the constant offset.
double level_db(const std::vector<float>& samples, int rate_hz) {
  const size_t window = std::min(samples.size(), static_cast<size_t>(std::max(1, rate_hz / kWindowsPerSecond)));
  if (window == 0) return kFloorDb;
  double mean = 0.0, loudest = 0.0;
  for (const float sample : samples) mean += sample;
  mean /= static_cast<double>(samples.size());
  for (size_t start = 0; start + window <= samples.size(); start += window) {
    double power = 0.0;
    for (size_t i = start; i < start + window; i++) power += (samples[i] - mean) * (samples[i] - mean);
    loudest = std::max(loudest, power / static_cast<double>(window));
  }
  return std::max(kFloorDb, 10.0 * std::log10(std::max(loudest, 1e-12)));
}

void look_for_lost_sound(const Audio& audio, const std::vector<float>& mono, Warnings* warnings) {
  std::vector<double> levels;
  levels.reserve(static_cast<size_t>(audio.channels));
  for (int channel = 0; channel < audio.channels; channel++) {
    levels.push_back(level_db(one_channel(audio, static_cast<size_t>(channel)), audio.rate_hz));
  }
  const auto loudest = std::max_element(levels.begin(), levels.end());
  if (*loudest < kSilentBelowDb) return;
  const std::string advice =
      " --channel " + std::to_string(loudest - levels.begin() + 1) + " selects the loudest channel";
  if (*loudest - level_db(mono, audio.rate_hz) > kLostDb) {
    warnings->push_back("its channels cancel each other out when averaged;" + advice);
    return;
  }
  std::string silent;
  for (size_t i = 0; i < levels.size(); i++) {
    if (levels[i]<kSilentBelowDb&& * loudest - levels[i]> kLostDb) {
      silent += (silent.empty() ? "" : ", ") + std::to_string(i + 1);
    }
  }
  if (silent.empty()) return;
  warnings->push_back("channel " + silent + " of " + std::to_string(levels.size()) +
                      " is silent and attenuates the average;" + advice);
}

}  // namespace

std::vector<float> to_mono(const Audio& audio, int channel, Warnings* warnings) {
  if (channel > audio.channels) {
    throw AudioError("expected a channel from 1 to " + std::to_string(audio.channels) +
                     ". Received: " + std::to_string(channel));
  }
  if (audio.channels == 1) return audio.samples;
  if (channel > 0) return one_channel(audio, static_cast<size_t>(channel - 1));
  std::vector<float> mono = average(audio);
  look_for_lost_sound(audio, mono, warnings);
  return mono;
}

}  // namespace ds
