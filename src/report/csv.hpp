#pragma once

#include <string>
#include <string_view>

namespace heapdiff::report {

/// RFC 4180: quoted if it contains a separator or a quote. CSV has no escapes, so text is
/// as it may be printed: a table may be looked at on a terminal.
void append_csv_field(std::string& out, std::string_view heap_text);

/// A text of a heap as a spreadsheet may open it: none of them takes it for a formula then.
void append_csv_text(std::string& out, std::string text);

}  // namespace heapdiff::report
