#include "ctcdecoder_api/handles.h"
#include "ds_ctcdecoder.h"

namespace ds {
namespace {

thread_local std::string reason_of_last;

}  // namespace

int fail(int code, const std::string& reason) noexcept {
  try {
    reason_of_last = reason;
  } catch (...) {
    reason_of_last.clear();
  }
  return code;
}

std::string& reason_of_failure() noexcept { return reason_of_last; }

void forget_failure() noexcept { reason_of_last.clear(); }

}  // namespace ds

extern "C" const char* DsCtc_ErrorMessage(void) { return ds::reason_of_failure().c_str(); }
