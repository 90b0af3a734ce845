// What the two kinds of file hold. Each function fills the report as far as it gets.
#ifndef DS_TOOLS_INSPECT_REPORTS_H_
#define DS_TOOLS_INSPECT_REPORTS_H_

#include <string>

#include "report.h"
#include "text/alphabet.h"

namespace ds {

// A .tflite model. Throws Verdict.
void report_model(const std::string& path, Report* report);

// A .scorer package, or a KenLM binary alone. With an alphabet the words are looked at too. Throws Verdict.
void report_scorer(const std::string& path, const Alphabet* alphabet, Report* report);

}  // namespace ds

#endif  // DS_TOOLS_INSPECT_REPORTS_H_
