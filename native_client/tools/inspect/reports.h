// Reports on the two kinds of files. Each function fills the report as far as it can read the file.
#ifndef DS_TOOLS_INSPECT_REPORTS_H_
#define DS_TOOLS_INSPECT_REPORTS_H_

#include <string>

#include "report.h"
#include "text/alphabet.h"

namespace ds {

// Reports on a .tflite model. Throws Verdict.
void report_model(const std::string& path, Report* report);

// Reports on a .scorer package or a KenLM binary. With an alphabet, also checks the words. Throws Verdict.
void report_scorer(const std::string& path, const Alphabet* alphabet, Report* report);

}  // namespace ds

#endif  // DS_TOOLS_INSPECT_REPORTS_H_
