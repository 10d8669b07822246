#pragma once

#include <functional>

#include "parse/texts.hpp"

namespace heapdiff::parse {

/// How a snapshot is read.
struct ReadOptions {
  ReadOptions(Texts kept = Texts::whole(), bool reads_damaged = false)
      : texts(kept), salvage(reads_damaged) {}

  Texts texts;
  /// Of a damaged file read what lies before the damage, instead of refusing it.
  bool salvage;
  /// Called, if there is one, when nodes and edges are read, which is what takes several threads.
  std::function<void()> has_graph = nullptr;
};

}  // namespace heapdiff::parse
