#pragma once

#include <string>

#include "graph/borrow_names.hpp"

namespace heapdiff::report {

/// What a snapshot is noted for whose names come from `lender`, or do not.
[[nodiscard]] std::string loan_in_words(const graph::Loan& loan, const std::string& lender);

}  // namespace heapdiff::report
