// Command grammars: loading and matching.
#include <cmath>
#include <memory>
#include <new>
#include <string>
#include <vector>

#include "api/report.h"
#include "api/results.h"
#include "commands/match.h"
#include "deepspeech.h"

struct CommandGrammar {
  ds::Grammar grammar;
};

namespace {

struct FreeMatch {
  void operator()(CommandMatch* match) const { DS_FreeCommandMatch(match); }
};

// The structs have constant members, so each is constructed in place; those not constructed yet are zero.
CommandMatch* make_match(const ds::Command& command) {
  std::unique_ptr<CommandMatch, FreeMatch> match(ds::allocate<CommandMatch>(1));
  const size_t count = command.slots.size();
  CommandSlot* slots = ds::allocate<CommandSlot>(count);
  new (match.get()) CommandMatch{
      nullptr,         slots, static_cast<unsigned int>(count), nullptr, static_cast<unsigned int>(command.transcript),
      command.distance};
  for (size_t i = 0; i < count; i++) {
    const ds::MatchedSlot& slot = command.slots[i];
    std::unique_ptr<char, decltype(&DS_FreeString)> name(ds::copy_string(slot.value->slot), DS_FreeString);
    std::unique_ptr<char, decltype(&DS_FreeString)> value(ds::copy_string(slot.value->value), DS_FreeString);
    char* text = ds::copy_string(slot.text);
    new (&slots[i]) CommandSlot{name.release(), static_cast<int>(slot.value->kind), value.release(), text};
  }
  std::unique_ptr<char, decltype(&DS_FreeString)> intent(ds::copy_string(command.intent), DS_FreeString);
  char* sentence = ds::copy_string(command.sentence);
  new (match.get()) CommandMatch{intent.release(),
                                 slots,
                                 static_cast<unsigned int>(count),
                                 sentence,
                                 static_cast<unsigned int>(command.transcript),
                                 command.distance};
  return match.release();
}

int match_command(const CommandGrammar& grammar, const char* const* texts, unsigned int count, float max_distance,
                  CommandMatch** result) {
  if (!(max_distance >= 0 && max_distance <= 1)) {
    throw ds::ModelError(DS_ERR_INVALID_VALUE,
                         "expected a largest distance from 0 to 1. Received: " + std::to_string(max_distance));
  }
  std::vector<std::string> transcripts;
  transcripts.reserve(count);
  for (unsigned int i = 0; i < count; i++) {
    if (texts[i] == nullptr) {
      throw ds::ModelError(DS_ERR_INVALID_VALUE,
                           "expected texts. Received: a null pointer at position " + std::to_string(i));
    }
    transcripts.emplace_back(texts[i]);
  }
  const auto command = ds::match_command(grammar.grammar, transcripts, max_distance);
  if (command) *result = make_match(*command);
  return DS_ERR_OK;
}

}  // namespace

int DS_CreateCommands(const char* aPath, CommandGrammar** retval) {
  if (retval == nullptr) return ds::without(DS_ERR_INVALID_COMMANDS);
  *retval = nullptr;
  if (aPath == nullptr) return ds::without(DS_ERR_INVALID_COMMANDS);
  return ds::guard_status(DS_ERR_INVALID_COMMANDS, [&] {
    try {
      *retval = new CommandGrammar{ds::read_grammar(aPath)};
    } catch (const ds::CommandsError& error) {
      throw ds::ModelError(DS_ERR_INVALID_COMMANDS, error.what());
    }
    return DS_ERR_OK;
  });
}

int DS_MatchCommand(const CommandGrammar* aGrammar, const char* const* aTexts, unsigned int aNumTexts,
                    float aMaxDistance, CommandMatch** retval) {
  if (retval == nullptr) return ds::without(DS_ERR_INVALID_VALUE);
  *retval = nullptr;
  if (aGrammar == nullptr || (aTexts == nullptr && aNumTexts > 0)) return ds::without(DS_ERR_INVALID_COMMANDS);
  return ds::guard_status(DS_ERR_INVALID_COMMANDS,
                          [&] { return match_command(*aGrammar, aTexts, aNumTexts, aMaxDistance, retval); });
}

void DS_FreeCommandMatch(CommandMatch* m) {
  if (m == nullptr) return;
  for (unsigned int i = 0; m->slots != nullptr && i < m->num_slots; i++) {
    for (const char* text : {m->slots[i].name, m->slots[i].value, m->slots[i].text}) {
      DS_FreeString(const_cast<char*>(text));
    }
  }
  std::free(const_cast<CommandSlot*>(m->slots));
  DS_FreeString(const_cast<char*>(m->intent));
  DS_FreeString(const_cast<char*>(m->sentence));
  std::free(m);
}

void DS_FreeCommands(CommandGrammar* aGrammar) { delete aGrammar; }
