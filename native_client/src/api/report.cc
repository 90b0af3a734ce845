#include "api/report.h"

#include <cstdio>
#include <new>

namespace ds {

void report(const std::string& text) noexcept { std::fprintf(stderr, "%s\n", text.c_str()); }

int report_exception(int otherwise) noexcept {
  try {
    throw;
  } catch (const ModelError& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return error.code();
  } catch (const std::bad_alloc&) {
    std::fprintf(stderr, "Out of memory.\n");
  } catch (const std::exception& error) {
    std::fprintf(stderr, "Unexpected error: %s\n", error.what());
  } catch (...) {
    std::fprintf(stderr, "Unexpected error.\n");
  }
  return otherwise;
}

}  // namespace ds
