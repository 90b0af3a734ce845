// Hours of speech in one stream: a frame allocates nothing, memory grows with the transcript only, and a thread with a
// small stack is enough.
#include <pthread.h>

#include <malloc.h>
#include <atomic>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <new>
#include <random>
#include <string>
#include <vector>

#include "decoder/decoder.h"
#include "printing.h"

namespace {

std::atomic<size_t> allocations{0};
std::atomic<size_t> live_bytes{0};

void* allocate(size_t size) {
  void* const memory = std::malloc(size);
  if (!memory) throw std::bad_alloc();
  ++allocations;
  live_bytes += malloc_usable_size(memory);
  return memory;
}

void release(void* memory) {
  if (memory) live_bytes -= malloc_usable_size(memory);
  std::free(memory);
}

}  // namespace

void* operator new(size_t size) { return allocate(size); }
void* operator new[](size_t size) { return allocate(size); }
void operator delete(void* memory) noexcept { release(memory); }
void operator delete[](void* memory) noexcept { release(memory); }
void operator delete(void* memory, size_t) noexcept { release(memory); }
void operator delete[](void* memory, size_t) noexcept { release(memory); }

namespace {

constexpr int kFrames = 1000;  // of the piece that is repeated
constexpr int kClasses = 7;
constexpr size_t kStack = 256 * 1024;

// What speech looks like to the decoder: mostly blanks, and labels that are surer than not, `(kFrames, kClasses)`.
std::vector<float> speech() {
  std::mt19937 random(7);
  std::uniform_real_distribution<double> uniform(0.01, 1.0);
  std::vector<float> probs;
  for (int t = 0; t < kFrames; ++t) {
    double row[kClasses];
    double sum = 0;
    for (double& p : row) sum += p = std::pow(uniform(random), 6);
    sum += row[kClasses - 1] += t % 4 == 0 ? 0.1 : 3.0;
    sum = 0;
    for (const double p : row) sum += p;
    for (const double p : row) probs.push_back(static_cast<float>(p / sum));
  }
  return probs;
}

ds::Alphabet letters() { return *ds::Alphabet::from_labels({" ", "a", "b", "c", "d", "e"}); }

std::shared_ptr<ds::Scorer> small_scorer() {
  const auto scorer = ds::Scorer::load(std::string(DS_TEST_SEEDS) + "/scorer/words_probing.scorer", letters());
  CHECK(scorer != nullptr);
  return scorer;
}

void frames_allocate_nothing(std::shared_ptr<ds::Scorer> scorer) {
  const std::vector<float> probs = speech();
  ds::Decoder decoder(letters(), std::move(scorer), {}, {50, 1.0, 40});
  for (int i = 0; i < 5; ++i) decoder.next(probs.data(), kFrames, kClasses);
  const size_t before = allocations;
  for (int i = 0; i < 4; ++i) decoder.next(probs.data(), kFrames, kClasses);
  // What grows with the transcript doubles now and then: trees of labels, of times and of words.
  CHECK(allocations - before <= 8);
}

void hours(std::shared_ptr<ds::Scorer> scorer) {
  const std::vector<float> probs = speech();
  const size_t before = live_bytes;
  ds::Decoder decoder(letters(), std::move(scorer), {}, {20, 1.0, 40});
  int frames = 0;
  for (; frames < 60000; frames += kFrames) decoder.next(probs.data(), kFrames, kClasses);
  const size_t bytes = live_bytes - before;
  const auto best = decoder.decode(3, ds::LastWord::kBoosted);
  REQUIRE(best.size() == 3);
  CHECK(best[0].tokens.size() > 1000);
  CHECK(best[0].timesteps.size() == best[0].tokens.size());
  // Vectors that double may be twice as large as what they hold, and keep what was freed.
  CHECK(bytes < 100000 + 256 * best[0].tokens.size());
  const ds::Decoder copy = decoder.clone();
  CHECK(copy.decode(1)[0].tokens == decoder.decode(1)[0].tokens);
}

void* long_streams(void*) {
  hours(nullptr);
  hours(small_scorer());
  return nullptr;
}

}  // namespace

TEST_CASE("frames allocate nothing without scorer") { frames_allocate_nothing(nullptr); }

TEST_CASE("frames allocate nothing with scorer") { frames_allocate_nothing(small_scorer()); }

TEST_CASE("twenty minutes on a small stack") {
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  CHECK(pthread_attr_setstacksize(&attributes, kStack) == 0);
  pthread_t thread;
  CHECK(pthread_create(&thread, &attributes, long_streams, nullptr) == 0);
  pthread_join(thread, nullptr);
  pthread_attr_destroy(&attributes);
}
