// Texts for the functions of Windows, which take UTF-16.
#ifndef DS_PLATFORM_WINDOWS_WIDE_H_
#define DS_PLATFORM_WINDOWS_WIDE_H_

#include <string>

namespace ds::platform {

// Of UTF-8. What is not UTF-8 becomes U+FFFD, so a path with it is not found.
std::wstring widen(const std::string& text);
std::string narrow(const std::wstring& text);

// What the system says about an error code of GetLastError.
std::string describe_error(unsigned long code);

}  // namespace ds::platform

#endif  // DS_PLATFORM_WINDOWS_WIDE_H_
