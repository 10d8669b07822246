#pragma once

#include <memory>
#include <string>

#include "heapdiff/diff.hpp"
#include "heapdiff/snapshot.hpp"
#include "heapdiff/summary.hpp"

namespace heapdiff {

/// What keeps what alive in a snapshot: dominators, retained sizes, distances and classes, by the
/// rules of Chrome DevTools. Owns its snapshot. Immutable and move-only.
class Retention {
 public:
  Retention(Retention&&) noexcept;
  Retention& operator=(Retention&&) noexcept;
  ~Retention();

  /// The graph, with shallow sizes moved to owners.
  [[nodiscard]] const Snapshot& snapshot() const;
  /// The closest node that every path from the root passes through; for the root, itself.
  [[nodiscard]] NodeIndex immediate_dominator(NodeIndex node) const;
  /// What would be freed with the node: the sum of the shallow sizes of the nodes it dominates, its
  /// own included.
  [[nodiscard]] Bytes retained_size(NodeIndex node) const;
  /// −5 if nothing leads to the node; 100,000,000 or more if only V8's roots do.
  [[nodiscard]] std::int32_t distance(NodeIndex node) const;
  [[nodiscard]] const std::string& class_name(NodeIndex node) const;
  /// Does the edge keep its target alive?
  [[nodiscard]] bool is_retaining(EdgeIndex edge) const;

 private:
  friend Retention analyze(Snapshot snapshot);
  friend Summary summarize(const Retention& retention);
  friend Result<Diff> compare(const Retention& before, const Retention& after,
                              const DiffOptions& options);
  struct Impl;
  explicit Retention(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

/// Dominators by semi-NCA (Georgiadis and others, "Finding dominators in practice", ESA 2004), then
/// everything else of a Retention. Near-linear in nodes and edges.
[[nodiscard]] Retention analyze(Snapshot snapshot);

/// DevTools' Summary view and statistics. O(nodes + edges).
[[nodiscard]] Summary summarize(const Retention& retention);

/// What grew, class by class, and what retains the new objects. Errors: malformed (two objects with
/// one id), mismatch (unrelated or reversed snapshots, unless `options.force`). O(nodes + edges).
[[nodiscard]] Result<Diff> compare(const Retention& before, const Retention& after,
                                   const DiffOptions& options = {});

}  // namespace heapdiff
