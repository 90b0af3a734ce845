// The exception firewall: nothing that is thrown inside passes the C interface.
#ifndef DS_API_REPORT_H_
#define DS_API_REPORT_H_

#include <exception>
#include <string>

#include "model/model_error.h"

namespace ds {

// Writes one line to standard error: the reason of a failure, nothing else. This thread can ask for it afterwards.
void report(const std::string& text) noexcept;

// What this thread reported since it forgot last, empty if nothing. The guards below forget first.
const std::string& reported() noexcept;
void forget_report() noexcept;

// The status of a call without a needed pointer, of which there is nothing to report.
int without(int status) noexcept;
int without_model() noexcept;

// Describes the exception being handled, and gives its status code (`otherwise` if it has none).
int report_exception(int otherwise) noexcept;

// Runs `action`; returns its status code, or that of what it throws.
template <typename Action>
int guard_status(int otherwise, Action action) noexcept {
  forget_report();
  try {
    return action();
  } catch (...) {
    return report_exception(otherwise);
  }
}

// Runs `action`; returns its pointer, or null if it throws.
template <typename Action>
auto guard_pointer(Action action) noexcept -> decltype(action()) {
  forget_report();
  try {
    return action();
  } catch (...) {
    report_exception(0);
    return nullptr;
  }
}

}  // namespace ds

#endif  // DS_API_REPORT_H_
