// Report on a .scorer package: language model, weights and words.
#include <algorithm>
#include <optional>

#include "report.h"
#include "scorer/alphabet_fit.h"
#include "scorer/dictionary.h"
#include "scorer/kenlm_check.h"
#include "scorer/language_model.h"
#include "scorer/mapped_file.h"
#include "scorer/package.h"

namespace ds {
namespace {

constexpr size_t kFirstWords = 10;
constexpr uint64_t kMaxWords = 1ull << 62;  // limit of counts

const char* describe(KenlmType type) {
  switch (type) {
    case KenlmType::kProbing: return "probing";
    case KenlmType::kRestProbing: return "probing, with rest costs";
    case KenlmType::kTrie: return "trie";
    case KenlmType::kQuantTrie: return "trie, quantized";
    case KenlmType::kArrayTrie: return "trie, pointers compressed";
    case KenlmType::kQuantArrayTrie: return "trie, quantized, pointers compressed";
  }
  return "";
}

// Iterates over all words in the order of their labels, without recursion.
class Words {
 public:
  explicit Words(const Dictionary& dictionary) : dictionary_(dictionary) {}

  // Number of words. Throws Verdict if a word is infinite.
  uint64_t count() {
    enum : char { kNew, kOpen, kDone };
    std::vector<char> marks(dictionary_.num_states(), kNew);
    std::vector<uint64_t> words(dictionary_.num_states(), 0);
    std::vector<Step> path{{dictionary_.start(), 0}};
    while (!path.empty()) {
      const uint32_t state = path.back().state;
      marks[state] = kOpen;
      if (path.back().arc == dictionary_.num_arcs_of(state)) {
        if (dictionary_.is_final(state)) ++words[state];
        for (const auto* arc = dictionary_.begin(state); arc != dictionary_.end(state); ++arc) {
          words[state] = std::min(kMaxWords, words[state] + words[arc->next_state]);
        }
        marks[state] = kDone;
        path.pop_back();
        continue;
      }
      const auto next = static_cast<uint32_t>(dictionary_.begin(state)[path.back().arc++].next_state);
      if (marks[next] == kOpen) throw Verdict("the dictionary has a loop: its words would have no end");
      if (marks[next] == kNew) path.push_back({next, 0});
    }
    return words[dictionary_.start()];
  }

  // Calls `take(labels)` for each word; the dictionary must have no loops.
  template <class Take>
  void each(Take take) {
    std::vector<Step> path{{dictionary_.start(), 0}};
    std::vector<uint32_t> labels;
    while (!path.empty()) {
      Step& step = path.back();
      if (step.arc == 0 && dictionary_.is_final(step.state)) take(labels);
      if (step.arc == dictionary_.num_arcs_of(step.state)) {
        path.pop_back();
        if (!labels.empty()) labels.pop_back();
        continue;
      }
      const auto& arc = dictionary_.begin(step.state)[step.arc++];
      labels.push_back(static_cast<uint32_t>(arc.input_label - 1));
      path.push_back({static_cast<uint32_t>(arc.next_state), 0});
    }
  }

 private:
  struct Step {
    uint32_t state;
    uint32_t arc;
  };

  const Dictionary& dictionary_;
};

// Checks whether the alphabet can spell the words, and whether the language model knows them.
void report_words(const Dictionary& dictionary, const LanguageModel& model, const Alphabet& alphabet,
                  bool is_bytes_mode, Report* report) {
  std::vector<std::string> first;
  uint64_t known = 0;
  uint64_t unknown = 0;
  Words(dictionary).each([&](const std::vector<uint32_t>& labels) {
    for (const uint32_t label : labels) {
      if (label < alphabet.size()) continue;
      throw Verdict("a word has label " + std::to_string(label) + ", but the alphabet only has " +
                    std::to_string(alphabet.size()) + " labels");
    }
    if (first.size() < kFirstWords) first.push_back(unit_text(alphabet, is_bytes_mode, labels));
    ++(is_known_unit(model, alphabet, is_bytes_mode, labels) ? known : unknown);
  });
  report->check("the alphabet has all labels of the words");
  report->add("first_words", first);
  report->add("words_unknown_to_the_language_model", unknown);
  if (is_another_alphabet(known + unknown, known)) {
    throw Verdict("the language model knows only " + std::to_string(known) + " of the " +
                  std::to_string(known + unknown) +
                  (is_bytes_mode ? " characters of the dictionary: was it made of words?"
                                 : " words of the dictionary: was it made with another alphabet?"));
  }
  report->check("the language model knows the words");
}

void report_dictionary(const MappedFile& file, const Dictionary& dictionary, Report* report) {
  report->add("states", static_cast<uint64_t>(dictionary.num_states()));
  report->add("arcs", static_cast<uint64_t>(dictionary.num_arcs()));
  int32_t highest = 0;
  const uint8_t* end = nullptr;
  for (uint32_t state = 0; state < dictionary.num_states(); ++state) {
    for (const auto* arc = dictionary.begin(state); arc != dictionary.end(state); ++arc) {
      highest = std::max(highest, arc->input_label);
    }
    end = std::max(end, reinterpret_cast<const uint8_t*>(dictionary.end(state)));
  }
  report->add("words", Words(dictionary).count());
  report->check("the dictionary has no loop");
  if (highest > 0) report->add("highest_label", static_cast<uint64_t>(highest - 1));
  const uint64_t rest = static_cast<uint64_t>(file.data() + file.size() - end);
  if (rest > 0) throw Verdict("the file should end with the dictionary. Bytes behind it: " + std::to_string(rest));
  report->check("nothing behind the dictionary");
}

// Throws Verdict if `error` is an error.
void expect(int error) {
  if (error != kScorerOk) throw Verdict(describe_scorer_error(error));
}

}  // namespace

void report_scorer(const std::string& path, const Alphabet* alphabet, Report* report) {
  MappedFile file;
  if (!file.open(path)) throw Verdict("the file cannot be read: " + why_unreadable(path));
  report->add("bytes", static_cast<uint64_t>(file.size()));
  KenlmHeader kenlm;
  if (!read_kenlm_header(file.data(), file.size(), &kenlm)) throw Verdict("it does not begin with a KenLM binary");
  report->add("language_model", describe(kenlm.type));
  report->add("order", static_cast<uint64_t>(kenlm.counts.size()));
  report->add("ngrams", kenlm.counts);
  int error = kScorerOk;
  const auto model = LanguageModel::load(path, &error, TableChecks::kAll);
  expect(error);
  const uint64_t end = model->end_offset();
  report->add("language_model_bytes", end);
  report->check("header and tables of the language model");
  if (end >= file.size()) {
    report->add("package", false);  // a binary from build_binary, not yet in a package
    return;
  }
  report->add("package", true);
  PackageHeader header;
  std::string reason;
  error = read_package_header(file.data() + end, file.size() - end, &header, &reason);
  if (error == kScorerInvalidTrie && !reason.empty()) throw Verdict(reason);
  expect(error);
  report->check("header of the package");
  report->add("version", static_cast<uint64_t>(kPackageVersion));
  report->add("bytes_mode", header.is_bytes_mode);
  report->add("alpha", header.alpha);
  report->add("beta", header.beta);
  Dictionary dictionary;
  if (!dictionary.read(file.data(), file.size(), end + kPackageHeaderSize, TableChecks::kAll)) {
    throw Verdict("the dictionary is cut short or damaged");
  }
  report->check("tables of the dictionary");
  report_dictionary(file, dictionary, report);
  const Alphabet bytes = Alphabet::bytes();
  if (header.is_bytes_mode) alphabet = &bytes;
  if (alphabet != nullptr) report_words(dictionary, *model, *alphabet, header.is_bytes_mode, report);
}

}  // namespace ds
