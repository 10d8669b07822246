#include "report/loan_words.hpp"

#include <fmt/format.h>

namespace heapdiff::report {
namespace {

using graph::Loan;
using graph::Tally;

/// "120 of 120 types of objects, 0 of 120 lengths of strings".
std::string tallies_in_words(const Loan& loan) {
  std::string text;
  const auto append = [&text](const Tally& tally, const char* what) {
    if (tally.shared == 0) return;
    text +=
        fmt::format("{}{} of {} {}", text.empty() ? "" : ", ", tally.agreeing, tally.shared, what);
  };
  append(loan.types, "types of objects");
  append(loan.lengths, "lengths of strings");
  append(loan.names, "names");
  append(loan.places, "places");
  if (text.empty()) text = "no object is in both";
  if (!loan.is_of_one_process) append(loan.hints, "hints at names");
  return text;
}

std::string evidence_in_words(const Loan& loan) {
  switch (loan.hindrance) {
    case Loan::Hindrance::other_engine:
      return "the files are of different versions of the engine";
    case Loan::Hindrance::duplicate_ids:
      return "two nodes have one id";
    case Loan::Hindrance::ids_are_addresses:
      return "ids are addresses";
    case Loan::Hindrance::none:
      break;
  }
  return tallies_in_words(loan);
}

}  // namespace

std::string loan_in_words(const Loan& loan, const std::string& lender) {
  return loan.is_of_one_process
             ? fmt::format("names come from {}, a snapshot of the same process: the same are {}",
                           lender, evidence_in_words(loan))
             : fmt::format(
                   "no names come from {}, which is not of the same process: of those that "
                   "share an id, the same are {}",
                   lender, evidence_in_words(loan));
}

}  // namespace heapdiff::report
