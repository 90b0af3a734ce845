// The text of metadata_encoder: read, or refused with what was wanted and what came.
#include <cstdio>
#include <string>
#include <utility>
#include <vector>

#include "model/encoder_layout.h"
#include "model/model_error.h"
#include "printing.h"

namespace {

const std::string kGood =
    "encoder causal\nchunk 16\nsubsampling 2\nlook_ahead 4\nstate previous_a new_a 0\nstate previous_b new_b -2\n";

std::string refusal(const std::string& text) {
  try {
    ds::parse_encoder_layout(text);
  } catch (const ds::ModelError& error) {
    return error.what();
  }
  return "";
}

std::string with(const std::string& old, const std::string& replacement) {
  std::string text = kGood;
  return text.replace(text.find(old), old.size(), replacement);
}

void check_refusal(const std::string& text, const std::string& reason) {
  const std::string message = refusal(text);
  if (message.find("metadata_encoder: " + reason) == std::string::npos) {
    std::printf("wanted: %s\nreceived: %s\n", reason.c_str(), message.c_str());
    CHECK(false);
  }
}

TEST_CASE("layouts are read") {
  for (const std::string& text : {kGood, kGood.substr(0, kGood.size() - 1), "\n" + kGood + "\n"}) {
    const ds::EncoderLayout layout = ds::parse_encoder_layout(text);
    CHECK(layout.encoder == "causal");
    CHECK(layout.chunk == 16);
    CHECK(layout.subsampling == 2);
    CHECK(layout.look_ahead == 4);
    CHECK(layout.states.size() == 2);
    CHECK(layout.states[1].input == "previous_b");
    CHECK(layout.states[1].output == "new_b");
    CHECK(layout.states[1].initial == -2);
  }
  CHECK(ds::parse_encoder_layout(with("a 0", "a -1.5e-05")).states[0].initial == -1.5e-05);
  CHECK(ds::parse_encoder_layout("encoder e\nchunk 1\nsubsampling 1\nlook_ahead 0\n").states.empty());
  CHECK(ds::layout_of_0_9_3().states.size() == 2);
  CHECK(ds::layout_of_0_9_3().subsampling == 1);
}

TEST_CASE("numbers out of range") {
  for (const char* key : {"chunk 16", "subsampling 2", "look_ahead 4"}) {
    const std::string name(key, std::string(key).find(' '));
    for (const char* value : {"-2", "1e3", "2.0", "0x2", "+2", "two", "99999999999999999999", "1048577", "\xff"}) {
      check_refusal(with(key, name + " " + value), name + " must be an integer from ");
    }
  }
  check_refusal(with("chunk 16", "chunk 0"), "chunk must be an integer from 1 to 1048576. Received: '0'");
  check_refusal(with("subsampling 2", "subsampling 0"),
                "subsampling must be an integer from 1 to 1048576. Received: '0'");
  check_refusal(with("look_ahead 4", "look_ahead 4098"),
                "look_ahead must be an integer from 0 to 4096. Received: '4098'");
  check_refusal(with("subsampling 2", "subsampling 3"), "chunk must be a multiple of the subsampling, 3. Received: 16");
  check_refusal(with("subsampling 2", "subsampling 32"),
                "chunk must be a multiple of the subsampling, 32. Received: 16");
  check_refusal(with("look_ahead 4", "look_ahead 3"),
                "look_ahead must be a multiple of the subsampling, 2. Received: 3");
  for (const char* value : {"nan", "inf", "-inf", "1e39", "1e999", "zero", "1,5", "0x"}) {
    check_refusal(with("a 0", std::string("a ") + value),
                  "the initial value of 'previous_a' must be a finite number. Received: ");
  }
}

TEST_CASE("lines that are missing or there twice") {
  for (const char* line : {"encoder causal", "chunk 16", "subsampling 2", "look_ahead 4"}) {
    const std::string key(line, std::string(line).find(' '));
    check_refusal(with(line, ""), "there must be a line '" + key + "'. Received: none");
    check_refusal(with(line, std::string(line) + "\n" + line), "expected one line '" + key + "'. Received: two");
    check_refusal(with(line, key), key + " must have one value. Received: '" + key + "'");
    check_refusal(with(line, std::string(line) + " 1"), key + " must have one value. Received: '" + line + " 1'");
  }
  check_refusal("", "there must be a line 'encoder'. Received: none");
  check_refusal(with("chunk 16", "chunk 16\nrate 3"),
                "each line must begin with encoder, chunk, subsampling, look_ahead or state.");
  check_refusal(with("previous_a new_a 0", "previous_a new_a"),
                "a state must have an input, an output and an initial value.");
  check_refusal(with("previous_a new_a 0", "previous_a new_a 0 0"),
                "a state must have an input, an output and an initial value.");
}

TEST_CASE("names of states") {
  check_refusal(with("previous_b new_b", "previous_a new_b"),
                "every tensor must be named once. Received: 'previous_a' twice");
  check_refusal(with("previous_b new_b", "previous_b new_a"),
                "every tensor must be named once. Received: 'new_a' twice");
  check_refusal(with("previous_b new_b", "previous_b previous_b"), "every tensor must be named once.");
  for (const char* name : {"input_node", "logits", "input_samples", "mfccs"}) {
    check_refusal(with("previous_b", name),
                  std::string("a state must have tensors of its own. Received: '") + name + "'");
  }
}

TEST_CASE("texts that are too long") {
  check_refusal(kGood + std::string(1 << 16, ' '), "it must have 65536 bytes at most.");
  std::string states = "encoder e\nchunk 1\nsubsampling 1\nlook_ahead 0\n";
  for (int i = 0; i < 257; i++) states += "state a" + std::to_string(i) + " b" + std::to_string(i) + " 0\n";
  check_refusal(states, "there must be 256 states at most. Received: more");
  CHECK(refusal(with("chunk 16", "chunk " + std::string(5000, '9'))).size() < 300);
  const std::string bytes = refusal(with("causal", std::string("a b\1\2\xff", 6)));
  CHECK(bytes.find("'encoder a b" + std::string(3, '?') + "'") != std::string::npos);
}

}  // namespace
