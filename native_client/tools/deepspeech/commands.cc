#include "commands.h"

#include <vector>

#include "output.h"
#include "text/json.h"

namespace ds {
namespace {

std::string json_value(const CommandSlot& slot) { return slot.kind == 0 ? json_string(slot.value) : slot.value; }

// Slots by name; of two slots of one name, the later.
JsonFields slot_fields(const CommandMatch& match) {
  JsonFields fields;
  for (unsigned int i = 0; i < match.num_slots; i++) {
    const std::string name = match.slots[i].name;
    bool known = false;
    for (auto& field : fields) {
      if (field.first != name) continue;
      field.second = json_value(match.slots[i]);
      known = true;
    }
    if (!known) fields.emplace_back(name, json_value(match.slots[i]));
  }
  return fields;
}

}  // namespace

Match find_command(const CommandGrammar* commands, const CandidateTranscript* transcripts, unsigned int count,
                   float max_distance) {
  std::vector<std::string> texts;
  std::vector<const char*> pointers;
  texts.reserve(count);
  for (unsigned int i = 0; i < count; i++) {
    texts.push_back(join_tokens(transcripts[i]));
    pointers.push_back(texts.back().c_str());
  }
  CommandMatch* match = nullptr;
  DS_MatchCommand(commands, pointers.data(), count, max_distance, &match);
  return Match(match);
}

std::string command_text(const CommandMatch* match) {
  if (match == nullptr) return "command: none";
  std::string text = std::string("command: ") + match->intent;
  for (const auto& [name, value] : slot_fields(*match)) text.append(" ").append(name).append("=").append(value);
  return text;
}

std::string command_json(const CommandMatch* match) {
  if (match == nullptr) return "null";
  return json_object({{"intent", json_string(match->intent)},
                      {"slots", json_object(slot_fields(*match))},
                      {"sentence", json_string(match->sentence)},
                      {"transcript", std::to_string(match->text_index)},
                      {"distance", json_number(match->distance, 6)}});
}

}  // namespace ds
