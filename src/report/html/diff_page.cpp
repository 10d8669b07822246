#include <algorithm>

#include "report/damage.hpp"
#include "report/file_labels.hpp"
#include "report/findings.hpp"
#include "report/formats.hpp"
#include "report/gate_words.hpp"
#include "report/html/cards.hpp"
#include "report/html/figures.hpp"
#include "report/html/kinds_bar.hpp"
#include "report/html/page.hpp"
#include "report/html/pages.hpp"
#include "report/html/pictures.hpp"
#include "report/html/tables.hpp"
#include "report/units.hpp"
#include "report/words.hpp"

namespace heapdiff::report::html {

std::string tone_of(const std::optional<Verdict>& verdict) {
  if (!verdict) return "none";
  switch (*verdict) {
    case Verdict::leaks:
      return "leaks";
    case Verdict::unnamed:
      return "unnamed";
    case Verdict::nothing:
      break;
  }
  return "nothing";
}

Markup list_of(std::string_view id, const std::vector<std::string>& lines) {
  if (lines.empty()) return {};
  Markup list = markup("<ul class=\"{}\">\n", escaped(id));
  for (const std::string& line : lines) append(list, "<li>{}</li>\n", words(line));
  list.html += "</ul>\n";
  return list;
}

Markup damage_of(const std::optional<Damage>& damage, const std::string& file) {
  if (!damage) return {};
  return markup("<p class=\"warning\"><b>{}</b> is damaged: {}</p>\n", words(file),
                words(describe(*damage)));
}

namespace {

/// The verdict in a sentence.
Markup verdict_of(const Diff& diff, const RenderOptions& options) {
  const Figures figures{options.units};
  const Markup growth = inline_figure(figures.delta(diff.size_delta()), "/size_delta");
  const auto sure = std::count_if(diff.suspects.begin(), diff.suspects.end(),
                                  [](const Suspect& s) { return s.confidence != Suspicion::weak; });
  if (sure > 0) {
    const Suspect& first = diff.suspects.front();
    const SuspectInWords said = suspect_in_words(diff, first, options);
    Markup text = markup("<b>{}</b> leaks: {}, {}", words(said.holder), words(said.shape),
                         words(said.figures));
    if (sure > 1) append(text, "; and {} more suspect{}", sure - 1, escaped(sure > 2 ? "s" : ""));
    append(text, ". The heap grew by {}.", growth);
    return text;
  }
  if (diff.unnamed) {
    return markup("Grew, no holder identified: {} in {} objects.",
                  inline_figure(figures.delta(diff.unnamed->size), "/unnamed/size"),
                  inline_figure(figures.count_delta(diff.unnamed->count), "/unnamed/count"));
  }
  if (diff.verdict) return markup("No significant growth: the heap changed by {}.", growth);
  return markup("The heap changed by {}; suspects were not looked for.", growth);
}

Markup facts_of(const Diff& diff, const Gate& gate, const RenderOptions& options) {
  constexpr std::size_t label_width = 80;
  const Figures figures{options.units};
  const auto [before, after] = file_labels(diff.before.file, diff.after.file, label_width);
  Markup facts;
  facts += damage_of(diff.before.damage, diff.before.file);
  facts += damage_of(diff.after.damage, diff.after.file);
  facts.html += "<table class=\"sides\">\n";
  const auto row = [&](std::string_view title, const std::string& label, const Side& side,
                       const std::string& pointer) {
    append(facts,
           "<tr><th scope=\"row\">{}</th><td>{}</td><td class=\"n\">{}</td><td class=\"n\">{} "
           "objects{}</td></tr>\n",
           escaped(title), words(label), inline_figure(figures.bytes(side.size), pointer + "/size"),
           inline_figure(figures.count(side.objects), pointer + "/objects"),
           escaped(native_in_words(side.extra_native_bytes, options.units)));
  };
  row("before", before, diff.before, "/before");
  row("after", after, diff.after, "/after");
  append(facts,
         "<tr><th scope=\"row\">growth</th><td>{}</td><td class=\"n\">{}</td><td class=\"n\">{} "
         "objects</td></tr>\n</table>\n",
         words(same_process_in_words(diff.lineage, false)),
         inline_figure(figures.delta(diff.size_delta()), "/size_delta"),
         inline_figure(figures.count_delta(diff.count_delta()), "/count_delta"));
  if (diff.ops) {
    append(facts, "<p>{}</p>\n",
           escaped(fmt::format("{} and {} objects an operation",
                               format_bytes_per_op(diff.size_delta(), *diff.ops, options.units),
                               format_count_per_op(diff.count_delta(), *diff.ops, 1))));
  }
  for (const std::string& sentence :
       {lineage_in_words(diff.lineage), dumps_in_words(diff.lineage)}) {
    if (!sentence.empty()) append(facts, "<p>{}</p>\n", words(sentence));
  }
  const std::vector<std::string> failures = failures_in_words(diff, gate, options.units);
  if (!failures.empty()) {
    facts.html += "<p class=\"warning\"><b>Failed:</b></p>\n";
    facts += list_of("failures", failures);
  }
  return facts;
}

}  // namespace

Markup suspects_of(const Diff& diff, const Gate& gate, const RenderOptions& options,
                   const std::vector<Markup>& more) {
  Markup cards;
  for (std::size_t i = 0; i < diff.suspects.size(); ++i) {
    const Suspect& suspect = diff.suspects[i];
    if (suspect.confidence == Suspicion::weak) continue;
    CardContext context{fmt::format("/suspects/{}", i),
                        standing_in_words(diff, gate, i, options.units),
                        true,
                        is_in_picture(diff.retained_trees, i),
                        {}};
    if (i < more.size()) context.more = more[i];
    cards += suspect_card(suspect, suspect_in_words(diff, suspect, options), context, options);
  }
  Markup made;
  if (!cards.empty()) append(made, "<div class=\"cards\">\n{}</div>\n", cards);
  if (diff.unnamed) made += fact_list(unnamed_in_words(*diff.unnamed, options));
  made += hints(diff.suspects, true, options);
  return made;
}

}  // namespace heapdiff::report::html

namespace heapdiff::report {

std::string as_html(const Diff& diff, const RenderOptions& options) {
  using namespace html;
  const Gate gate = gate_of(diff, options);
  constexpr std::size_t title_width = 60;
  const auto [before, after] = file_labels(diff.before.file, diff.after.file, title_width);
  Page page{"heapdiff: " + before + " → " + after,
            verdict_of(diff, options),
            tone_of(diff.verdict),
            facts_of(diff, gate, options),
            {}};
  Markup beside = section("books", "Where the growth is", books(diff, options));
  if (diff.has_retained_sizes() && diff.before.statistics && diff.after.statistics) {
    beside += section("kinds", "The heap in kinds",
                      kinds_bars({{"before", *diff.before.statistics, "/before/statistics"},
                                  {"after", *diff.after.statistics, "/after/statistics"}},
                                 options.units));
  }
  page.sections.push_back(
      first_screen(section("suspects", "Suspects", suspects_of(diff, gate, options, {})), beside));
  page.sections.push_back(
      section("picture", "Retained growth",
              pictures(diff.retained_trees, diff.suspects, true, options.units)));
  if (!options.only_suspects) {
    page.sections.push_back(section("table", "What grew", class_table(diff, options)));
    page.sections.push_back(section("held", "What holds it", chain_table(diff, options)));
    if (diff.biggest) {
      page.sections.push_back(section("largest", "Largest objects afterwards",
                                      biggest_table(*diff.biggest, true, options)));
    }
    if (diff.duplicates) {
      page.sections.push_back(section("waste", "Repeated strings afterwards",
                                      duplicates_table(*diff.duplicates, options)));
    }
  }
  std::vector<std::string> notes = diff.notes;
  for (const std::string& note : notes_in_words(diff, gate, options.units)) notes.push_back(note);
  page.sections.push_back(section("notes", "Notes", list_of("notes", notes)));
  return finish(page, options);
}

}  // namespace heapdiff::report
