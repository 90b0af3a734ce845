// Owners of what the C interface returns.
#ifndef DS_TOOLS_DEEPSPEECH_HANDLES_H_
#define DS_TOOLS_DEEPSPEECH_HANDLES_H_

#include <memory>

#include "deepspeech.h"

namespace ds {

template <auto release>
struct Release {
  template <typename T>
  void operator()(T* value) const {
    release(value);
  }
};

using Model = std::unique_ptr<ModelState, Release<DS_FreeModel>>;
using Text = std::unique_ptr<char, Release<DS_FreeString>>;
using Results = std::unique_ptr<Metadata, Release<DS_FreeMetadata>>;
using ResultsWithEmissions = std::unique_ptr<MetadataWithEmissions, Release<DS_FreeMetadataWithEmissions>>;
using Commands = std::unique_ptr<CommandGrammar, Release<DS_FreeCommands>>;
using Match = std::unique_ptr<CommandMatch, Release<DS_FreeCommandMatch>>;

}  // namespace ds

#endif  // DS_TOOLS_DEEPSPEECH_HANDLES_H_
