#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "heapdiff/diff.hpp"
#include "heapdiff/reading.hpp"
#include "heapdiff/render.hpp"

namespace heapdiff::report {

inline constexpr std::size_t name_width_max = 60;

/// A name from a heap, safe to print; of a long one, the middle is left out.
[[nodiscard]] std::string shown(const std::string& name, std::size_t width = name_width_max);

/// "orders.js:14:20": the last part of the script's name is what people recognise; an empty name
/// becomes "(no script name)". Safe to print.
[[nodiscard]] std::string place_in_short(const Place& place);

/// A script's name as people look for it; the whole one where no shorter one is known.
[[nodiscard]] std::string file_in_short(const std::string& short_file, const std::string& file);

/// A class with the place of its constructor, if it has one: "Order  orders.js:14:20".
[[nodiscard]] std::string class_label(const std::string& name, const std::optional<Place>& place);

/// What is worth saying of two snapshots of one process: "same process (8,931 strings agree)";
/// without the numbers where `is_short`. Empty where nothing is known.
[[nodiscard]] std::string same_process_in_words(const Lineage& lineage, bool is_short);

/// "dumps 001 and 002 of process 17858, 9 s apart": two snapshots of one process, in
/// order, by the names of their files; else empty.
[[nodiscard]] std::string dumps_in_words(const Lineage& lineage);

/// Why a diff says less than it could, in one sentence; empty for one process, in order.
[[nodiscard]] std::string lineage_in_words(const Lineage& lineage);

/// " (and 1.5 MB native bytes outside)"; empty if there are none.
[[nodiscard]] std::string native_in_words(const std::optional<std::uint64_t>& extra,
                                          UnitSystem units);

/// "[31 others]": of a row that sums up what is not shown.
[[nodiscard]] std::string others_label(std::size_t count);

/// "(object shape)" → "hidden classes": what the engine's classes are called in a line of text.
[[nodiscard]] std::string engine_class_in_words(const std::string& name);

/// What identifies a row: its name, and its place if it has one.
[[nodiscard]] std::string row_key(const ClassChange& change);

[[nodiscard]] const char* name_of(GroupBy group_by);   ///< as in JSON and on the command line
[[nodiscard]] const char* title_of(GroupBy group_by);  ///< of a table's first column

[[nodiscard]] const char* name_of(Relation relation);  ///< as in JSON: "same-process"
[[nodiscard]] const char* name_of(Confidence confidence);
[[nodiscard]] const char* name_of(MemoryLimit::Source source);  ///< "--max-memory"
[[nodiscard]] const char* name_of(Holder::Meaning meaning);     ///< as in JSON: "captured-by"

/// Which objects an answer ignores, followed by an empty line; empty for none.
[[nodiscard]] std::string set_aside_in_words(const SnapshotView& view,
                                             const RenderOptions& options);

/// An edge as DevTools writes it: ".items", "[3]", "{table}", and "variable orders".
[[nodiscard]] std::string edge_in_words(EdgeType type, const std::string& edge);

/// A retainer chain in one line: "value in Map ordersById ‹ context of getOrder (orders.js:14:20)".
/// Backing stores are left out, and what follows the first named scope or function is cut.
[[nodiscard]] std::string chain_in_words(const std::vector<ChainStep>& steps);

}  // namespace heapdiff::report
