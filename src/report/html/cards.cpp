#include "report/html/cards.hpp"

#include "report/html/figures.hpp"
#include "report/words.hpp"

namespace heapdiff::report::html {
namespace {

constexpr std::size_t steps_told_max = 40;

void add_fact(Markup& list, std::string_view title, const Markup& fact) {
  if (!fact.empty()) append(list, "<dt>{}</dt><dd>{}</dd>\n", escaped(title), fact);
}

Markup sentences(const std::vector<std::string>& all) {
  if (all.empty()) return {};
  if (all.size() == 1) return words(all.front());
  Markup list{"<ul>"};
  for (const std::string& sentence : all) append(list, "<li>{}</li>", words(sentence));
  list.html += "</ul>";
  return list;
}

/// What a step of a path is called: the node, and how it holds the one before.
Markup step_label(const ChainStep& step) {
  std::string node = step.node.empty() ? "(anonymous)" : step.node;
  if (step.scope) {
    node = step.scope->function.empty() ? "module scope" : "scope of " + step.scope->function;
  }
  const std::string edge = step.is_any_key ? "[…]" : edge_in_words(step.edge_type, step.edge);
  return markup("<b>{}</b> <span class=\"edge\">{}</span>", name_of_heap(node), name_of_heap(edge));
}

/// What there is to know of it.
Markup step_details(const ChainStep& step) {
  Markup list{"<dl>"};
  add_fact(list, "object", markup("@{}, {}", step.id.value, words(name_of(step.node_type))));
  add_fact(list, "class", name_of_heap(step.node.empty() ? "(anonymous)" : step.node));
  add_fact(list, "holds by",
           markup("{} {}", escaped(heapdiff::name_of(step.edge_type)),
                  step.is_any_key ? escaped("of any name") : name_of_heap(step.edge)));
  if (step.role != EntryRole::none) {
    add_fact(list, "as", escaped(step.role == EntryRole::key ? "key" : "value"));
  }
  if (step.is_repeated) add_fact(list, "repeated", escaped("several such in a row"));
  if (step.place) add_fact(list, "place", words(place_in_short(*step.place)));
  if (step.scope && !step.scope->file.empty()) {
    add_fact(list, "script", words(file_in_short(step.scope->short_file, step.scope->file)));
  }
  list.html += "</dl>";
  return list;
}

/// From the direct holder to the root; each step opens.
Markup path_of(const Suspect& suspect) {
  if (suspect.path.empty()) return {};
  Markup list{"<ol class=\"path\">"};
  for (std::size_t i = 0; i < std::min(suspect.path.size(), steps_told_max); ++i) {
    append(list, "<li><details><summary>{}</summary>{}</details></li>\n",
           step_label(suspect.path[i]), step_details(suspect.path[i]));
  }
  list.html += "</ol>";
  if (suspect.path.size() > steps_told_max) {
    append(list, "<p class=\"cut\">{} more steps up to the root</p>",
           suspect.path.size() - steps_told_max);
  }
  return list;
}

Markup figures_of(const Suspect& suspect, const SuspectInWords& words_of, bool is_growth,
                  const std::string& pointer, UnitSystem units) {
  const Figures figures{units};
  Markup line = words(words_of.figures);
  append(line, "<p class=\"figures\">entries {} → {}, {} {}, retained {} in {} objects</p>",
         inline_figure(figures.count(suspect.entries_before), pointer + "/entries/before"),
         inline_figure(figures.count(suspect.entries_after), pointer + "/entries/after"),
         escaped(is_growth ? "new" : "counted"),
         inline_figure(figures.count(suspect.new_count), pointer + "/new_count"),
         inline_figure(is_growth ? figures.delta(suspect.size)
                                 : figures.bytes({static_cast<std::uint64_t>(
                                       std::max<std::int64_t>(suspect.size.value, 0))}),
                       pointer + "/growth/size"),
         inline_figure(figures.count_delta(suspect.count), pointer + "/growth/count"));
  return line;
}

}  // namespace

Markup fact_list(const std::vector<FactInWords>& facts) {
  Markup list{"<dl class=\"facts\">\n"};
  for (const FactInWords& fact : facts) add_fact(list, fact.title, words(fact.words));
  list.html += "</dl>\n";
  return list;
}

Markup suspect_card(const Suspect& suspect, const SuspectInWords& said, const CardContext& context,
                    const RenderOptions& options) {
  const Markup confidence = escaped(heapdiff::name_of(suspect.confidence));
  Markup card = markup(
      "<article class=\"card {}\" id=\"suspect-{}\" aria-labelledby=\"suspect-{}-title\">\n"
      "<h3 id=\"suspect-{}-title\"><span class=\"rank\">{}</span> {} <code>{}</code> "
      "<span class=\"badge\">{}</span></h3>\n<dl class=\"facts\">\n",
      confidence, suspect.rank, suspect.rank, suspect.rank, suspect.rank, escaped(said.shape),
      words(said.holder), confidence);
  add_fact(card, context.is_growth ? "grew" : "holds now",
           figures_of(suspect, said, context.is_growth, context.pointer, options.units));
  add_fact(card, "holds", words(said.holds));
  add_fact(card, "where", words(said.where));
  add_fact(card, "made by", words(said.made_by));
  add_fact(card, "path", words(said.path));
  add_fact(card, "step by step", path_of(suspect));
  add_fact(card, "also in", words(said.also));
  add_fact(card, "because", sentences(said.because));
  add_fact(card, "advice", sentences(said.advice));
  add_fact(card, "standing", words(context.standing));
  card += context.more;
  card.html += "</dl>\n";
  if (context.is_in_picture) {
    append(card,
           "<a class=\"show\" href=\"#picture\" data-suspect=\"{}\">show in the picture</a>\n",
           suspect.rank);
  }
  append(card,
         "<button type=\"button\" class=\"copy\" hidden>copy as Markdown</button>"
         "<pre class=\"markdown\" hidden>{}</pre>\n</article>\n",
         [&] {
           // Lines are markup here, and everything between them is words of the report.
           Markup text;
           std::string_view rest;
           const std::string all = suspect_as_markdown(said, suspect, context.standing);
           for (rest = all; !rest.empty();) {
             const std::size_t end = std::min(rest.find('\n'), rest.size());
             text += words(rest.substr(0, end));
             text.html += '\n';
             rest.remove_prefix(std::min(end + 1, rest.size()));
           }
           return text;
         }());
  return card;
}

Markup hints(const std::vector<Suspect>& suspects, bool is_growth, const RenderOptions& options) {
  Markup list;
  for (const Suspect& suspect : suspects) {
    if (suspect.confidence != Suspicion::weak) continue;
    append(list, "<li id=\"suspect-{}\">{}</li>\n", suspect.rank,
           words(hint_in_words(suspect, is_growth, options)));
  }
  if (list.empty()) return list;
  return markup("<h3>Perhaps</h3>\n<ul class=\"hints\">\n{}</ul>\n", list);
}

}  // namespace heapdiff::report::html
