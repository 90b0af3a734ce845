// Release of results, version, messages.
#include <cstdlib>

#include "api/report.h"
#include "api/results.h"
#include "deepspeech.h"

namespace {

struct ErrorMessage {
  int code;
  const char* message;
};

#define DS_MESSAGE(NAME, VALUE, MESSAGE) {VALUE, MESSAGE},
constexpr ErrorMessage kErrorMessages[] = {DS_FOR_EACH_ERROR(DS_MESSAGE)};
#undef DS_MESSAGE

}  // namespace

void DS_FreeMetadata(Metadata* m) { ds::free_metadata(m); }

void DS_FreeMetadataWithEmissions(MetadataWithEmissions* m) { ds::free_metadata_with_emissions(m); }

void DS_FreeEmissions(AcousticModelEmissions* e) { ds::free_emissions(e); }

void DS_FreeTimedWords(TimedWords* w) { ds::free_timed_words(w); }

void DS_FreeString(char* str) { std::free(str); }

char* DS_Version(void) {
  return ds::guard_pointer([] { return ds::copy_string(DS_VERSION_STRING); });
}

char* DS_GetErrorDetails(void) {
  try {
    return ds::copy_string(ds::reported());  // a guard would forget them
  } catch (...) {
    return nullptr;
  }
}

char* DS_ErrorCodeToErrorMessage(int aErrorCode) {
  try {  // a guard would forget the details
    for (const ErrorMessage& error : kErrorMessages) {
      if (error.code == aErrorCode) return ds::copy_string(error.message);
    }
    return ds::copy_string("Unknown error, please make sure you are using the correct native binary.");
  } catch (...) {
    return nullptr;
  }
}
