// Parts of the report on a model that are shared by the formats.
#ifndef DS_TOOLS_INSPECT_MODEL_REPORT_H_
#define DS_TOOLS_INSPECT_MODEL_REPORT_H_

#include <string>

#include "model/acoustic_model.h"
#include "report.h"

namespace ds {

void report_info(const ModelInfo& info, Report* report);

// Throws Verdict if the alphabet is damaged or does not fit the outputs.
void report_alphabet(const ModelInfo& info, Report* report);

// For .pb and .pbmm files. Throws Verdict or ModelError.
void report_frozen_graph(const std::string& path, Report* report);

}  // namespace ds

#endif  // DS_TOOLS_INSPECT_MODEL_REPORT_H_
