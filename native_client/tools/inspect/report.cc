#include "report.h"

#include <algorithm>

#include "text/json.h"
#include "text/utf8.h"

namespace ds {
namespace {

template <class Items, class Write>
std::vector<std::string> map(const Items& items, Write write) {
  std::vector<std::string> texts;
  texts.reserve(items.size());
  for (const auto& item : items) texts.push_back(write(item));
  return texts;
}

template <class Items, class Write>
std::string join(const Items& items, const char* separator, Write write) {
  std::string joined;
  for (const auto& item : items) {
    if (!joined.empty()) joined += separator;
    joined += write(item);
  }
  return joined;
}

}  // namespace

void Report::add(const std::string& name, const std::string& text) {
  entries_.push_back({name, text, json_string(text)});
}

void Report::add(const std::string& name, uint64_t number) {
  entries_.push_back({name, std::to_string(number), std::to_string(number)});
}

void Report::add(const std::string& name, double number) {
  const std::string text = json_number(number, 15);
  entries_.push_back({name, text, text});
}

void Report::add(const std::string& name, bool yes) {
  entries_.push_back({name, yes ? "yes" : "no", yes ? "true" : "false"});
}

void Report::add(const std::string& name, const std::vector<std::string>& texts) {
  const auto same = [](const std::string& text) { return text; };
  entries_.push_back({name, join(texts, " ", same), json_array(map(texts, json_string), kJsonSpaced)});
}

void Report::add(const std::string& name, const std::vector<uint64_t>& numbers) {
  const auto write = [](uint64_t number) { return std::to_string(number); };
  entries_.push_back({name, join(numbers, " ", write), json_array(map(numbers, write), kJsonSpaced)});
}

void Report::add(const std::string& name, const std::vector<std::pair<std::string, uint64_t>>& counts) {
  using Count = std::pair<std::string, uint64_t>;
  const auto text = [](const Count& count) { return count.first + " " + std::to_string(count.second); };
  JsonFields fields;
  fields.reserve(counts.size());
  for (const auto& [key, count] : counts) fields.emplace_back(key, std::to_string(count));
  entries_.push_back({name, join(counts, ", ", text), json_object(fields, kJsonSpaced)});
}

void Report::finish(const std::string& damage) {
  const auto same = [](const std::string& text) { return text; };
  entries_.push_back({"checks", join(checks_, "; ", same), json_array(map(checks_, json_string), kJsonSpaced)});
  add("sound", damage.empty());
  if (!damage.empty()) add("damage", damage);
}

std::string Report::text() const {
  size_t width = 0;
  for (const Entry& entry : entries_) width = std::max(width, entry.name.size());
  std::string text;
  for (const Entry& entry : entries_) {
    text += entry.name + std::string(width + 2 - entry.name.size(), ' ') + utf8_one_line(entry.text) + "\n";
  }
  return text;
}

std::string Report::json() const {
  JsonFields fields;
  fields.reserve(entries_.size());
  for (const Entry& entry : entries_) fields.emplace_back(entry.name, entry.json);
  return json_object(fields, kJsonIndented) + "\n";
}

}  // namespace ds
