// Command grammars: files, exact and near matches.
#include "commands/match.h"

#include <string>
#include <vector>

#include "commands/word_distance.h"
#include "printing.h"

namespace {

// "on the {what} [now]", with slots that are not said, and "off the (light|radio)"; "please" means nothing.
const char kFile[] =
    "deepspeech-commands 1\n"
    "words 9\nturn\non\noff\nthe\nlight\nkitchen\nradio\nnow\nplease\n"
    "intents 2\nOn\nOff\n"
    "values 4\ns what\tlight 1\ns what\tradio\nn level\t0.5\nb sure\ttrue\n"
    "marks 6\n\n0\n1\n2\n3\n4 5 6 7\n"
    "skip 1\n8\n"
    "states 9\n"
    "1 0\n0 5\n"                        // 0: end of On
    "1 0\n1 0\n"                        // 1: end of Off
    "1 1\n0 5\n7 0 0 0\n"               // 2: [now], On
    "0 1\n4 2 0 2\n"                    // 3: kitchen | light
    "0 3\n5 3 1 0\n4 2 1 2\n6 2 3 4\n"  // 4: [kitchen] light | radio
    "0 1\n3 4 0 0\n"                    // 5: the
    "0 2\n6 1 0 0\n4 1 0 0\n"           // 6: radio | light, Off
    "0 1\n3 6 0 0\n"                    // 7: the
    "0 2\n1 5 0 0\n2 7 0 0\n";          // 8: on | off

const ds::Grammar& grammar() {
  static const ds::Grammar parsed = ds::parse_grammar(kFile, "file");
  return parsed;
}

std::string shown(const std::optional<ds::Command>& command) {
  if (!command) return "none";
  std::string text = command->intent;
  for (const ds::MatchedSlot& slot : command->slots) {
    text += " " + slot.value->slot + "=" + slot.value->value + "(" + slot.text + ")";
  }
  return text + " #" + std::to_string(command->transcript);
}

std::string match(const std::vector<std::string>& texts, double distance = 0.25) {
  return shown(ds::match_command(grammar(), texts, distance));
}

// "a" with 256 values, in `meanings` ways, or "b".
ds::Grammar many_values(int meanings) {
  constexpr int kValues = 256;
  const auto number = [](int value) { return std::to_string(value); };
  std::string file = "deepspeech-commands 1\nwords 2\na\nb\nintents 1\nI\nvalues " + number(meanings * kValues) + "\n";
  for (int i = 0; i < meanings * kValues; i++) file += "s v\t" + number(i) + "\n";
  file += "marks " + number(meanings + 1) + "\n\n";
  for (int i = 0; i < meanings; i++) {
    for (int k = 0; k < kValues; k++) {
      const int value = i * kValues + k;
      file += (k > 0 ? " " : "") + number(2 * value) + " " + number(2 * value + 1);
    }
    file += "\n";
  }
  file += "skip 0\nstates 2\n1 0\n0 0\n0 " + number(meanings + 1) + "\n";
  for (int i = 0; i < meanings; i++) file += "0 0 " + number(i + 1) + " 0\n";
  return ds::parse_grammar(file + "1 0 0 0\n", "file");
}

std::string failure(const std::string& text) {
  try {
    ds::parse_grammar(text, "file");
  } catch (const ds::CommandsError& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("exact matches") {
  const std::string always = " level=0.5() sure=true() #0";
  CHECK(match({"on the light"}) == "On what=light 1(light)" + always);
  CHECK(match({"on the kitchen light"}) == "On what=light 1(kitchen light)" + always);
  CHECK(match({" on  the\tradio now "}) == "On what=radio(radio)" + always);
  CHECK(match({"off the light"}) == "Off #0");
  CHECK(match({}) == "none");
  CHECK(match({""}) == "none");
}

TEST_CASE("skipped phrases cost nothing") {
  const auto command = ds::match_command(grammar(), {"please off the please light please"}, 0);
  REQUIRE(command);
  CHECK(command->distance == 0);
  CHECK(command->sentence == "off the light");
}

TEST_CASE("a transcript that is a sentence counts before one that is nearly one") {
  CHECK(match({"on a light", "off the radio"}) == "Off #1");
  CHECK(match({"off a radio x", "off th radio"}) == "Off #1");
}

TEST_CASE("near matches have a largest distance") {
  CHECK(match({"off the lights"}) == "Off #0");
  CHECK(match({"off the lights"}, 0.05) == "none");
  CHECK(match({"off uh the light"}) == "Off #0");
  CHECK(match({"off the big old light"}) == "none");
  const auto command = ds::match_command(grammar(), {"off the lights"}, 0.25);
  REQUIRE(command);
  CHECK(command->distance == doctest::Approx(1.5 / 6 / 3));
}

TEST_CASE("what could as well be another command is none") {
  CHECK(match({"the light"}, 0.5) == "none");   // on or off
  CHECK(match({"of the light"}) == "Off #0");   // nearer to off than to on
  CHECK(match({"on the now"}, 0.5) == "none");  // no slot was heard
}

TEST_CASE("words that the grammar does not know, and long transcripts") {
  CHECK(match({"\xFF\xFE off"}, 1) == "none");
  std::string lengthy;
  for (int i = 0; i < 3000; i++) lengthy += "on ";
  CHECK(match({lengthy}, 1) == "none");
  std::string polite = "off the light";
  for (int i = 0; i < 509; i++) polite += " please";
  CHECK(match({polite}) == "Off #0");  // 512 words
  CHECK(match({polite + " on the radio"}) == "none");
  CHECK(match({polite + " on the radio", "off the radio"}) == "Off #1");
}

TEST_CASE("sets of values that take too much memory end the search") {
  CHECK(shown(ds::match_command(many_values(2), {"b x"}, 1)) == "I #0");
  CHECK(shown(ds::match_command(many_values(400), {"b"}, 1)) == "I #0");  // exactly
  CHECK(shown(ds::match_command(many_values(400), {"b x"}, 1)) == "none");
}

TEST_CASE("distance of words") {
  CHECK(ds::word_distance(U"", U"") == 0);
  CHECK(ds::word_distance(U"abc", U"abc") == 0);
  CHECK(ds::word_distance(U"abc", U"xyz") == ds::kReplacementCost);
  CHECK(ds::word_distance(U"roast", U"roasted") == 1500 * 2 / 7);
  CHECK(ds::word_distance(U"\u00e9t\u00e9", U"et\u00e9") == 500);
}

TEST_CASE("damaged files are refused with the line") {
  const std::string file = kFile;
  CHECK(failure(file) == "");
  CHECK(failure("") == "line 1 of file: expected deepspeech-commands 1. Received: the end of the file");
  CHECK(failure("x\n").find("line 1 of file: expected \"deepspeech-commands 1\"") == 0);
  const auto changed = [&file](const std::string& from, const std::string& to) {
    std::string text = file;
    return failure(text.replace(text.find(from), from.size(), to));
  };
  CHECK(changed("words 9", "words 16777217").find("line 2 of file: expected numbers up to") == 0);
  CHECK(changed("words 9", "words 900000").find("as many lines as it says") != std::string::npos);
  CHECK(changed("words 9", "words 8").find("line 11 of file: expected \"intents\" and a number") == 0);
  CHECK(changed("n level\t0.5", "n level\tnan").find("expected a number") != std::string::npos);
  CHECK(changed("n level\t0.5", "n level\t1e999").find("expected a number") != std::string::npos);
  for (const char* no_number :
       {"", "-", "01", "-01", ".5", "1.", "1.e5", "1e", "1e+", "+1", " 1", "1 ", "0x1", "1,5"}) {
    CHECK(changed("n level\t0.5", std::string("n level\t") + no_number).find("expected a number") != std::string::npos);
  }
  for (const char* number : {"0", "-0", "-1.25", "1e5", "10", "1E-5", "2.5e+10"}) {
    CHECK(changed("n level\t0.5", std::string("n level\t") + number) == "");
  }
  CHECK(changed("\nkitchen\n", "\nkit chen\n") ==
        "line 8 of file: expected a word without white space. Received: \"kit chen\"");
  CHECK(changed("\nkitchen\n", "\nlight\n") == "line 8 of file: expected different words. Received: \"light\" again");
  CHECK(changed("\nkitchen\n", std::string("\nkit\0chen\n", 10)).find("without null characters") != std::string::npos);
  CHECK(changed("b sure\ttrue", "b sure\tyes").find("expected true or false") != std::string::npos);
  CHECK(changed("b sure\ttrue", "x sure\ttrue").find("expected s, n or b") != std::string::npos);
  CHECK(changed("4 5 6 7", "4 5 6 8").find("numbers below 8") != std::string::npos);
  CHECK(changed("4 5 6 7", "4 5 6 7 ").find("single spaces") != std::string::npos);
  CHECK(changed("7 0 0 0", "7 2 0 0").find("a target below 2") != std::string::npos);  // a cycle
  CHECK(changed("7 0 0 0", "9 0 0 0").find("a word below 9") != std::string::npos);
  CHECK(changed("0 5\n", "2 5\n").find("an intent below 2") != std::string::npos);
  CHECK(changed("0 1\n3 4 0 0\n", "0 0\n").find("way to an end") != std::string::npos);
  CHECK(failure(file + "1\n").find("expected the end of the file") != std::string::npos);
}

TEST_CASE("every beginning of a file is refused, and no changed byte does harm") {
  const std::string file = kFile;
  for (size_t size = 0; size < file.size(); size++) CHECK(failure(file.substr(0, size)) != "");
  size_t accepted = 0;
  for (size_t place = 0; place < file.size(); place++) {
    for (const char byte : {'\0', '\n', ' ', '0', '5', '9', 'a', '\xFF'}) {
      std::string text = file;
      text[place] = byte;
      try {
        const ds::Grammar changed = ds::parse_grammar(text, "file");
        accepted++;
        for (const char* said : {"on the light", "of a lights now", "radio"}) ds::match_command(changed, {said}, 1);
      } catch (const ds::CommandsError&) {
        continue;
      }
    }
  }
  CHECK(accepted > 100);
}

TEST_CASE("sentences of a file have a largest length") {
  std::string file =
      "deepspeech-commands 1\nwords 1\na\nintents 1\nI\nvalues 0\nmarks 1\n\nskip 0\nstates 1000\n1 0\n0 0\n";
  for (int i = 0; i < 999; i++) file += "0 1\n0 " + std::to_string(i) + " 0 0\n";
  CHECK(failure(file).find("sentences of at most 512 words") != std::string::npos);
}
