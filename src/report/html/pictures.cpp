#include "report/html/pictures.hpp"

#include "report/html/icicle.hpp"
#include "report/html/kinds.hpp"
#include "report/words.hpp"

namespace heapdiff::report::html {
namespace {

/// Of the page's 2 MB: by class, by script, by package.
constexpr std::size_t bytes_of_first = 450'000, bytes_of_others = 250'000;

Markup legend() {
  Markup list{"<ul class=\"legend\">"};
  for (int kind = 0; kind <= static_cast<int>(last_kind); ++kind) {
    append(list, "<li><span class=\"key k{}\"></span>{}</li>", kind,
           escaped(name_of(static_cast<Kind>(kind))));
  }
  list.html += "</ul>\n";
  return list;
}

const char* title_of_tab(GroupBy group_by) {
  switch (group_by) {
    case GroupBy::script:
      return "by path";
    case GroupBy::package:
      return "by package";
    default:
      return "by class";
  }
}

}  // namespace

bool is_in_picture(const std::vector<RetainedTree>& trees, std::size_t suspect) {
  if (trees.empty() || suspect >= trees.front().of_suspects.size()) return false;
  const std::optional<std::uint32_t>& cell = trees.front().of_suspects[suspect];
  return cell && trees.front().cells[*cell].gained.value > 0;
}

Markup pictures(const std::vector<RetainedTree>& trees, const std::vector<Suspect>& suspects,
                bool is_growth, UnitSystem units) {
  if (trees.empty()) return {};
  Markup made = escaped(
      is_growth
          ? "Each row is what the row above it retains. A cell is as wide as the bytes that grew "
            "in "
            "it and below it; what shrank is beside, dashed. “Own” is what a cell is itself, #1 "
            "where the elements of the first suspect are."
          : "Each row is what the row above it retains. A cell is as wide as what it retains; "
            "“own” "
            "is what it is itself, #1 where the elements of the first suspect are.");
  made = markup("<p>{}</p>\n", made);
  made += legend();
  made.html +=
      "<div class=\"controls\" hidden><div class=\"tabs\"></div>"
      "<label>find <input type=\"search\" class=\"find\"></label> "
      "<span class=\"found\" role=\"status\"></span>"
      "<nav class=\"crumbs\" aria-label=\"zoomed into\"></nav></div>\n"
      "<p class=\"numbers\" role=\"status\" hidden></p>\n";
  IcicleWords words_of{is_growth, units};
  for (const Suspect& suspect : suspects) words_of.ranks.push_back(suspect.rank);
  for (std::size_t i = 0; i < trees.size(); ++i) {
    append(made, "<div class=\"picture\" data-tab=\"{}\"><h3>{}</h3>\n",
           escaped(title_of_tab(trees[i].group_by)), escaped(title_of_tab(trees[i].group_by)));
    words_of.pointer = fmt::format("/retained_trees/{}", i);
    const Markup svg = icicle(trees[i], words_of, i == 0 ? bytes_of_first : bytes_of_others);
    append(made, "{}</div>\n", svg);
  }
  return made;
}

}  // namespace heapdiff::report::html
