// Trailing silence: what the model says decides, loudness fills in while the model is behind.
#include "stream/silence.h"

#include <cmath>
#include <vector>

#include "printing.h"

namespace {

// The usual 16 kHz, 32 ms, 20 ms, with the classes a, space, blank.
ds::ModelInfo usual_info() {
  ds::ModelInfo info;
  info.sample_rate_hz = 16000;
  info.window_samples = 512;
  info.step_samples = 320;
  info.n_classes = 3;
  return info;
}

class Scene {
 public:
  Scene() : meter_(usual_info(), 1) {}

  // Windows of this loudness (amplitude of a square wave), of which the model says later what `said` names: 'a'
  // for the letter, ' ' for the space, '_' for the blank.
  void hear(size_t windows, float amplitude, char said) {
    const std::vector<float> window(512, amplitude);
    for (size_t i = 0; i < windows; i++) {
      meter_.add_window(window.data());
      waiting_.push_back(said);
    }
    count_ += windows;
  }

  // The model catches up, but for the last `behind` windows.
  void judge(size_t behind = 0) {
    size_t next = 0;
    for (; next + behind < waiting_.size(); next++) {
      const char said = waiting_[next];
      const float probabilities[3] = {said == 'a' ? 0.9f : 0.05f, said == ' ' ? 0.9f : 0.05f,
                                      said == '_' ? 0.9f : 0.05f};
      meter_.add_probabilities(probabilities);
    }
    waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(next));
  }

  double seconds() const { return meter_.seconds(count_ == 0 ? 0 : (count_ - 1) * 320 + 512); }

 private:
  ds::SilenceMeter meter_;
  std::vector<char> waiting_;
  size_t count_ = 0;
};

bool is_near(double a, double b) { return std::abs(a - b) < 0.005; }

constexpr float kQuiet = 0.001f, kLoud = 0.1f;

TEST_CASE("all is silent until somebody speaks") {
  Scene scene;
  CHECK(scene.seconds() == 0);
  scene.hear(50, kQuiet, '_');
  CHECK(is_near(scene.seconds(), 49 * 0.02 + 0.032));
  scene.judge();
  CHECK(is_near(scene.seconds(), 49 * 0.02 + 0.032));
}

TEST_CASE("silence grows after the last character") {
  Scene scene;
  scene.hear(50, kQuiet, '_');
  scene.hear(10, kLoud, 'a');
  scene.judge();
  CHECK(is_near(scene.seconds(), 0));
  for (int i = 1; i < 40; i++) {
    scene.hear(1, kQuiet, i % 3 == 0 ? ' ' : '_');
    CHECK(is_near(scene.seconds(), i * 0.02));
    if (i % 7 == 0) scene.judge();
    CHECK(is_near(scene.seconds(), i * 0.02));
  }
}

TEST_CASE("blanks between characters of a word are speech") {
  Scene scene;
  scene.hear(50, kQuiet, '_');
  scene.hear(1, kLoud, 'a');
  scene.hear(8, kLoud, '_');
  scene.judge();
  CHECK(is_near(scene.seconds(), 0));  // still loud
  scene.hear(5, kQuiet, '_');
  scene.judge();
  CHECK(is_near(scene.seconds(), 0.10));
}

TEST_CASE("speaking on is noticed before the model has heard it") {
  Scene scene;
  scene.hear(50, kQuiet, '_');
  scene.hear(20, kLoud, 'a');
  scene.hear(40, kQuiet, '_');
  scene.judge();
  CHECK(is_near(scene.seconds(), 0.80));
  scene.hear(3, kLoud, 'a');
  CHECK(is_near(scene.seconds(), 0));
}

TEST_CASE("noise does not count once the model has heard it") {
  Scene scene;
  scene.hear(50, kQuiet, '_');
  scene.hear(20, kLoud, 'a');
  scene.hear(40, kQuiet, '_');
  scene.judge();
  scene.hear(3, 0.5f, '_');  // a door
  CHECK(is_near(scene.seconds(), 0));
  scene.hear(5, kQuiet, '_');
  scene.judge();
  CHECK(is_near(scene.seconds(), 48 * 0.02));
  // Lasting noise is learnt: soon it is what silence sounds like.
  for (int i = 0; i < 10; i++) {
    scene.hear(25, kLoud, '_');
    scene.judge(5);
  }
  CHECK(is_near(scene.seconds(), 298 * 0.02));
}

TEST_CASE("a loud tail ends after half a second") {
  Scene scene;
  scene.hear(50, kQuiet, '_');
  scene.hear(20, kLoud, 'a');
  scene.hear(100, kLoud, '_');  // noise that begins with the last character
  scene.judge();
  CHECK(is_near(scene.seconds(), 1.5));
}

TEST_CASE("speech from the first moment") {
  Scene scene;
  scene.hear(30, kLoud, 'a');
  scene.judge(20);
  CHECK(is_near(scene.seconds(), 0));  // as loud as what the model has called speech
  scene.judge();
  scene.hear(10, kQuiet, '_');
  CHECK(is_near(scene.seconds(), 0.2));
}

}  // namespace
