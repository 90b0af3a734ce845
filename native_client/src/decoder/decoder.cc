#include "decoder/decoder.h"

#include <cstdlib>
#include <string_view>
#include <utility>

#include "decoder/search.h"

namespace ds {

Decoder::Decoder(const Alphabet& alphabet, const std::shared_ptr<Scorer>& scorer, HotWords hot_words,
                 DecoderOptions options)
    : search_(std::make_unique<Search>(alphabet, scorer, std::move(hot_words), options)) {}

Decoder::Decoder(std::unique_ptr<Search> search) : search_(std::move(search)) {}
Decoder::~Decoder() = default;
Decoder::Decoder(Decoder&&) noexcept = default;
Decoder& Decoder::operator=(Decoder&&) noexcept = default;

bool Decoder::next(const float* probs, int frames, int classes) { return search_->next(probs, frames, classes); }

bool Decoder::next(const double* probs, int frames, int classes) { return search_->next(probs, frames, classes); }

Decoder Decoder::clone() const { return Decoder(std::make_unique<Search>(*search_)); }

std::vector<Hypothesis> Decoder::decode(size_t n, LastWord last_word) const { return search_->decode(n, last_word); }

std::optional<bool> asks_for_0_9_3() {
  const char* const value = std::getenv("DS_DECODER_COMPAT");
  const std::string_view chosen = value != nullptr ? value : "";
  if (chosen.empty() || chosen == "0.9") return true;
  if (chosen == "none") return false;
  return std::nullopt;
}

}  // namespace ds
