#pragma once

#include <string>

#include "analysis/node_rows.hpp"

namespace heapdiff::report {

/// One line of `heapdiff nodes`, with its line end. Names are cut to 1,024 bytes.
void append_as_ndjson(std::string& out, const analysis::NodeRow& row);
void append_as_csv(std::string& out, const analysis::NodeRow& row);

/// The names of the columns, in the order of `append_as_csv`.
[[nodiscard]] std::string csv_header();

}  // namespace heapdiff::report
