// A report on a file: named values in order, as text or as JSON.
#ifndef DS_TOOLS_INSPECT_REPORT_H_
#define DS_TOOLS_INSPECT_REPORT_H_

#include <cstdint>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "text/alphabet.h"

namespace ds {

// The file is damaged, or is not of the expected kind.
class Verdict : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

class Report {
 public:
  void add(const std::string& name, const std::string& text);
  void add(const std::string& name, const char* text) { add(name, std::string(text)); }
  void add(const std::string& name, uint64_t number);
  void add(const std::string& name, double number);
  void add(const std::string& name, bool yes);
  void add(const std::string& name, const std::vector<std::string>& texts);
  void add(const std::string& name, const std::vector<uint64_t>& numbers);
  void add(const std::string& name, const std::vector<std::pair<std::string, uint64_t>>& counts);

  // Records a passed check. A failed check throws a Verdict instead.
  void check(const std::string& what) { checks_.push_back(what); }
  // Ends the report with the list of checks and the verdict (empty: the file is valid).
  void finish(const std::string& damage);

  std::string text() const;
  std::string json() const;

 private:
  struct Entry {
    std::string name;
    std::string text;
    std::string json;
  };

  std::vector<Entry> entries_;
  std::vector<std::string> checks_;
};

// Reports on the two kinds of files. Each function fills the report as far as it can read the file.

// Reports on a .tflite model. Throws Verdict.
void report_model(const std::string& path, Report* report);

// Reports on a .scorer package or a KenLM binary. With an alphabet, also checks the words. Throws Verdict.
void report_scorer(const std::string& path, const Alphabet* alphabet, Report* report);

}  // namespace ds

#endif  // DS_TOOLS_INSPECT_REPORT_H_
