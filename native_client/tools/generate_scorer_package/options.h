// Command line of generate_scorer_package.
#ifndef DS_TOOLS_GENERATE_SCORER_PACKAGE_OPTIONS_H_
#define DS_TOOLS_GENERATE_SCORER_PACKAGE_OPTIONS_H_

#include <optional>
#include <string>

struct Options {
  std::string alphabet;  // may be empty in bytes mode
  std::string lm;
  std::string vocab;
  std::string package;
  float default_alpha = 0;  // 32 bits, as in packages of 0.9.3
  float default_beta = 0;
  std::optional<bool> force_bytes_output_mode;
  bool is_help = false;  // the help text was requested and printed
};

// Parses the command line. Nothing if it is invalid, after printing the reason to stderr.
std::optional<Options> parse_options(int argc, char** argv);

#endif  // DS_TOOLS_GENERATE_SCORER_PACKAGE_OPTIONS_H_
