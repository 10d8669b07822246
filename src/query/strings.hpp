#pragma once

#include <memory>

#include "heapdiff/name_pattern.hpp"
#include "query/session.hpp"

namespace heapdiff::query {

/// Texts that several strings have, as DevTools finds duplicated strings: flat strings, and short
/// concatenated ones, flattened. Texts that the writer of the file may have cut are distinguished
/// by the size of the string. For each text, up to `holders_max` ways in which its copies are
/// retained are listed; with 0, retaining paths are not computed. O(nodes + bytes of strings), and
/// the paths.
[[nodiscard]] DuplicatesReport find_duplicates(Session& session, std::size_t rows_max,
                                               std::size_t holders_max = 2);

/// Strings by their text: most of what that takes. Only looks at the heap, and so may be done
/// beside whatever else is asked of the session.
class TextGroups;
[[nodiscard]] std::shared_ptr<const TextGroups> group_texts(const Session& session);
[[nodiscard]] DuplicatesReport find_duplicates(Session& session, const TextGroups& texts,
                                               std::size_t rows_max, std::size_t holders_max = 2);

/// Strings whose value the pattern matches. The heap's texts should be whole (`parse::Texts`).
[[nodiscard]] StringsReport find_strings(Session& session, const NamePattern& pattern,
                                         std::size_t rows_max);

}  // namespace heapdiff::query
