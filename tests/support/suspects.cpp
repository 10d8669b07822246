#include "support/suspects.hpp"

#include <gtest/gtest.h>

#include "report/shape_words.hpp"
#include "report/suspect_words.hpp"

namespace heapdiff::test {

namespace {

std::vector<std::string> words_of(const std::vector<Reason>& reasons) {
  std::vector<std::string> words;
  for (const Reason& reason : reasons) words.push_back(report::reason_in_words(reason));
  return words;
}

std::vector<std::string> words_of(const std::vector<Reason>& reasons,
                                  const UnnamedGrowth& unnamed) {
  std::vector<std::string> words;
  for (const Reason& reason : reasons) words.push_back(report::reason_in_words(reason, unnamed));
  return words;
}

}  // namespace

std::string holder_name(const Holder& holder) { return report::name_in_words(holder.name); }
std::string holder_name(const Suspect& suspect) { return holder_name(suspect.holder); }
std::string holder_kind(const Holder& holder) { return name_of(holder.kind); }
std::string holder_kind(const Suspect& suspect) { return holder_kind(suspect.holder); }
std::string holder_event(const Suspect& suspect) { return suspect.holder.event; }

std::vector<std::string> other_holders(const Suspect& suspect) {
  std::vector<std::string> names;
  for (const Name& name : suspect.holder.also) names.push_back(report::name_in_words(name));
  return names;
}

std::vector<std::string> path_edges(const Suspect& suspect) {
  std::vector<std::string> edges;
  for (const ChainStep& step : suspect.path) edges.push_back(step.edge);
  return edges;
}

std::string element_class(const Suspect& suspect) {
  return report::class_in_words(suspect.element);
}

std::vector<std::string> reasons(const Suspect& suspect) { return words_of(suspect.reasons); }
std::vector<std::string> advice(const Suspect& suspect) { return report::advice_for(suspect); }

std::vector<std::string> reasons_for(const UnnamedGrowth& unnamed) {
  return words_of(unnamed.speaks_for, unnamed);
}
std::vector<std::string> reasons_against(const UnnamedGrowth& unnamed) {
  return words_of(unnamed.speaks_against, unnamed);
}
std::string next_step(const UnnamedGrowth& unnamed) { return report::next_in_words(unnamed.next); }

Holder variable(std::string_view name, HolderKind kind) {
  Holder holder;
  holder.name = {{NameStep::Kind::variable, std::string(name)}};
  holder.kind = kind;
  return holder;
}

Suspect only_suspect_of(const Diff& diff) {
  EXPECT_EQ(diff.suspects.size(), 1u);
  return diff.suspects.empty() ? Suspect() : diff.suspects[0];
}

Suspect only_suspect_of(const Heap& before, const Heap& after, const DiffOptions& options) {
  return only_suspect_of(diff_of(before, after, options));
}

Suspect suspect_in(const Build& heap, const DiffOptions& options) {
  return only_suspect_of(heap(100), heap(300), options);
}

}  // namespace heapdiff::test
