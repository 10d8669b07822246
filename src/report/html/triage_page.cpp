#include <algorithm>

#include "base/printable.hpp"
#include "report/formats.hpp"
#include "report/html/cards.hpp"
#include "report/html/figures.hpp"
#include "report/html/kinds_bar.hpp"
#include "report/html/page.hpp"
#include "report/html/pages.hpp"
#include "report/html/pictures.hpp"
#include "report/html/tables.hpp"
#include "report/words.hpp"

namespace heapdiff::report::html {
namespace {

Markup verdict_of(const Triage& triage, const RenderOptions& options) {
  if (!triage.summary.has_retained_sizes() && triage.suspects_from.empty()) {
    return escaped(
        "Without edges, heapdiff cannot tell what has accumulated or what keeps it alive.");
  }
  const bool is_sure =
      !triage.suspects.empty() && triage.suspects.front().confidence != Suspicion::weak;
  if (is_sure) {
    const SuspectInWords said = suspect_in_words(triage, triage.suspects.front(), options);
    return markup("<b>{}</b> holds most: {}, {}.", words(said.holder), words(said.shape),
                  words(said.figures));
  }
  return escaped(triage.verdict == Verdict::unnamed ? "Accumulated, no holder identified."
                                                    : "No significant accumulation.");
}

Markup dump_facts(const Triage& triage, const RenderOptions& options) {
  const Figures figures{options.units};
  const Summary& summary = triage.summary;
  Markup facts = damage_of(summary.damage, summary.file);
  append(facts, "<p><code>{}</code>: {} in {} nodes and {} edges{}.</p>\n", words(summary.file),
         inline_figure(figures.bytes(summary.size), "/size"),
         inline_figure(figures.count(summary.nodes), "/nodes"),
         inline_figure(figures.count(summary.edges), "/edges"),
         escaped(native_in_words(summary.extra_native_bytes, options.units)));
  if (!triage.suspects_from.empty()) {
    append(facts, "<p>Suspects are those of {}, a complete snapshot of the same process.</p>\n",
           words(triage.suspects_from));
  }
  return facts;
}

Markup dump_suspects(const Triage& triage, const RenderOptions& options) {
  Markup cards;
  for (std::size_t i = 0; i < triage.suspects.size(); ++i) {
    const Suspect& suspect = triage.suspects[i];
    if (suspect.confidence == Suspicion::weak) continue;
    cards += suspect_card(
        suspect, suspect_in_words(triage, suspect, options),
        {fmt::format("/suspects/{}", i), "", false, is_in_picture(triage.retained_trees, i), {}},
        options);
  }
  Markup made;
  if (!cards.empty()) append(made, "<div class=\"cards\">\n{}</div>\n", cards);
  if (triage.unnamed) {
    made += fact_list({{"alike", accumulation_in_words(*triage.unnamed, false, options.units)}});
  }
  made += hints(triage.suspects, false, options);
  return made;
}

/// What else keeps memory for nothing.
Markup waste_of(const Triage& triage, const RenderOptions& options) {
  const Figures figures{options.units};
  Markup made;
  if (triage.pinned.texts > 0) {
    append(made, "<p>{} slices keep {} in {} texts that nothing else keeps alive.</p>\n",
           inline_figure(figures.count(triage.pinned.slices), "/pinned/slices"),
           inline_figure(figures.bytes(triage.pinned.size), "/pinned/size"),
           inline_figure(figures.count(triage.pinned.texts), "/pinned/texts"));
  }
  if (triage.detached.count > 0) {
    append(made, "<p>{} DOM nodes are no longer in any document, {} shallow.</p>\n",
           inline_figure(figures.count(triage.detached.count), "/detached/count"),
           inline_figure(figures.bytes(triage.detached.size), "/detached/size"));
  }
  made += duplicates_table(triage.duplicates, options);
  return made;
}

}  // namespace
}  // namespace heapdiff::report::html

namespace heapdiff::report {

std::string as_html(const Triage& triage, const RenderOptions& options) {
  using namespace html;
  const Summary& summary = triage.summary;
  constexpr std::size_t title_width = 80;
  Page page{"heapdiff: " + base::cut_front_to_width(base::printable(summary.file), title_width),
            verdict_of(triage, options),
            tone_of(triage.verdict),
            dump_facts(triage, options),
            {}};
  Markup beside;
  if (summary.has_retained_sizes()) {
    beside = section("kinds", "The heap in kinds",
                     kinds_bars({{"heap", summary.statistics, "/statistics"}}, options.units));
  }
  page.sections.push_back(
      first_screen(section("suspects", "Suspects", dump_suspects(triage, options)), beside));
  page.sections.push_back(
      section("picture", "What retains the heap",
              pictures(triage.retained_trees, triage.suspects, false, options.units)));
  if (!options.only_suspects) {
    page.sections.push_back(section("table", "Classes", class_table(summary, options)));
    page.sections.push_back(
        section("largest", "Largest objects",
                biggest_table(triage.biggest, summary.has_retained_sizes(), options)));
    page.sections.push_back(section("waste", "Memory for nothing", waste_of(triage, options)));
  }
  page.sections.push_back(section("notes", "Notes", list_of("notes", summary.notes)));
  return finish(page, options);
}

}  // namespace heapdiff::report
