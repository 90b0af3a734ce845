// Error reporting: no exception leaves the C interface.
#ifndef DS_API_REPORT_H_
#define DS_API_REPORT_H_

#include <exception>
#include <string>

#include "model/model_error.h"

namespace ds {

// Writes the reason of a failure to standard error, one line, and stores it for this thread.
void report(const std::string& text) noexcept;

// The last report of this thread; empty after `forget_report`, which the guards below call first.
const std::string& reported() noexcept;
void forget_report() noexcept;

// The status of a call that lacks a required pointer; there is no report.
int without(int status) noexcept;
int without_model() noexcept;

// Reports the exception being handled, and returns its status code (`otherwise` if it has none).
int report_exception(int otherwise) noexcept;

// Runs `action`; returns its status code, or that of the exception.
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
