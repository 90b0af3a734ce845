/* The declarations of libdeepspeech: those of the package, or of the checkout. */
#ifndef DS_SWIFT_SOURCES_CDEEPSPEECH_SHIM_H_
#define DS_SWIFT_SOURCES_CDEEPSPEECH_SHIM_H_

#if __has_include("deepspeech.h")
#include "deepspeech.h"
#else
#include "../../../include/deepspeech.h"
#endif

#endif  // DS_SWIFT_SOURCES_CDEEPSPEECH_SHIM_H_
