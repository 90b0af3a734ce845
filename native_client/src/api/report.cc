#include "api/report.h"

#include <cstdio>
#include <new>

#include "deepspeech.h"
#include "text/utf8.h"

namespace ds {
namespace {

thread_local std::string last_report;

// There may be no memory for the text.
void report_unexpected(const char* what) noexcept {
  try {
    report(std::string("Unexpected error: ") + what);
  } catch (...) {
    std::fprintf(stderr, "Unexpected error: %s\n", what);
  }
}

}  // namespace

void report(const std::string& text) noexcept {
  try {
    last_report = utf8_one_line(text);
    std::fprintf(stderr, "%s\n", last_report.c_str());
  } catch (...) {
    last_report.clear();  // better no reason than that of another failure
    std::fprintf(stderr, "%s\n", text.c_str());
  }
}

void forget_report() noexcept { last_report.clear(); }

const std::string& reported() noexcept { return last_report; }

int without(int status) noexcept {
  forget_report();
  return status;
}

int without_model() noexcept { return without(DS_ERR_NO_MODEL); }

int report_exception(int otherwise) noexcept {
  try {
    throw;
  } catch (const ModelError& error) {
    report(error.what());
    return error.code();
  } catch (const std::bad_alloc&) {
    report("Out of memory.");
  } catch (const std::exception& error) {
    report_unexpected(error.what());
  } catch (...) {
    report("Unexpected error.");
  }
  return otherwise;
}

}  // namespace ds
