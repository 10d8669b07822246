#pragma once

#include <optional>
#include <span>

#include "analysis/reduce.hpp"
#include "base/parallel.hpp"
#include "diff/compare.hpp"
#include "leaks/holders/holder_census.hpp"
#include "leaks/retained_trees.hpp"
#include "leaks/suspects.hpp"

namespace heapdiff::leaks {

/// Names of classes, except that functions are distinguished by name and place: `tick()`.
[[nodiscard]] std::vector<model::ClassName> name_functions(
    const model::ClassTable& table, std::span<const model::InterfaceDefinition> interfaces);

/// Tells the rows what of their growth is the engine's; sizes are by class.
void tell_engines_growth(diff::Rows& rows, const std::vector<std::int64_t>& before,
                         const std::vector<std::int64_t>& after);

/// The reduction of the before side: one to keep, or one that the comparison may use up, which then
/// frees columns as soon as it is done with them.
class BeforeSide {
 public:
  // NOLINTBEGIN(google-explicit-constructor): compare() takes either
  BeforeSide(const model::Reduction& to_keep) : reduced_(&to_keep) {}
  BeforeSide(model::Reduction&& to_use_up) : own_(std::move(to_use_up)), reduced_(&*own_) {}
  // NOLINTEND(google-explicit-constructor)
  BeforeSide(const BeforeSide&) = delete;
  BeforeSide& operator=(const BeforeSide&) = delete;
  ~BeforeSide() = default;

  [[nodiscard]] const model::Reduction& reduced() const { return *reduced_; }
  void drop_ids() {
    if (own_) own_->ids.clear();
  }
  void drop_columns() {
    if (own_) own_->clear_columns();
  }

 private:
  std::optional<model::Reduction> own_;
  const model::Reduction* reduced_;
};

/// The after side: its reduction is compared, and new objects are followed in its graph to their
/// holders, meanwhile or then.
class AfterSide {
 public:
  AfterSide() = default;
  AfterSide(const AfterSide&) = delete;
  AfterSide& operator=(const AfterSide&) = delete;
  virtual ~AfterSide() = default;

  /// Work on the graph that can go on beside the comparison may begin.
  virtual void begin(const DiffOptions& /*options*/, const Watch& /*watch*/) {}
  [[nodiscard]] virtual const model::Reduction& reduced() const = 0;
  [[nodiscard]] virtual const base::Column<std::uint32_t>& preorder() const = 0;
  [[nodiscard]] virtual std::span<const model::InterfaceDefinition> interfaces() const = 0;
  virtual void drop_ids() {}
  /// The reduction is not needed any more.
  virtual void drop_columns() {}
  /// Is the graph there while the reduction is? Else `drop_columns` comes first.
  [[nodiscard]] virtual bool has_graph() const { return false; }
  /// Once. Errors: those of reading it again.
  [[nodiscard]] virtual Result<HeldHeap> graph(const DiffOptions& options, const Watch& watch) = 0;
};

/// An after side whose graph is in memory, to keep or to use up.
class LoadedSide final : public AfterSide {
 public:
  // NOLINTBEGIN(google-explicit-constructor): compare() takes either
  LoadedSide(const analysis::Analysis& to_keep) : analysed_(&to_keep) {}
  LoadedSide(analysis::Analysis&& to_use_up) : own_(std::move(to_use_up)), analysed_(&*own_) {}
  // NOLINTEND(google-explicit-constructor)

  void begin(const DiffOptions& options, const Watch& watch) override;
  [[nodiscard]] const model::Reduction& reduced() const override { return analysed_->reduced; }
  [[nodiscard]] const base::Column<std::uint32_t>& preorder() const override {
    return analysed_->preorder;
  }
  [[nodiscard]] std::span<const model::InterfaceDefinition> interfaces() const override {
    return analysed_->interfaces;
  }
  void drop_ids() override {
    if (own_) own_->reduced.ids.clear();
  }
  void drop_columns() override {
    if (own_) own_->reduced.clear_columns();
  }
  [[nodiscard]] bool has_graph() const override { return true; }
  [[nodiscard]] Result<HeldHeap> graph(const DiffOptions& options, const Watch& watch) override;

 private:
  std::optional<analysis::Analysis> own_;
  const analysis::Analysis* analysed_;
  // Unless they are known.
  analysis::RetainingPaths paths_;
  std::optional<scripts::ScopeNames> scopes_;
  base::Task<void> following_;  // last: it waits for what it works on
};

/// Are retaining paths needed? Suspects are named by them, and chains are made of them.
[[nodiscard]] bool wants_paths(const DiffOptions& options);

/// Two snapshots compared: classes, where the heap has grown, chains of the top rows, suspects.
/// The graph of the after side is only asked for if something has to be followed in it. Errors: as
/// `diff::pair_objects`, and those of `AfterSide::graph`.
[[nodiscard]] Result<Diff> compare(BeforeSide&& before, AfterSide&& after,
                                   const DiffOptions& options, const Watch& watch = {});
[[nodiscard]] inline Result<Diff> compare(BeforeSide&& before, LoadedSide&& after,
                                          const DiffOptions& options, const Watch& watch = {}) {
  return compare(std::move(before), static_cast<AfterSide&&>(after), options, watch);
}

/// One side of a comparison by names, for where no object can be followed.
struct NamedSide {
  const std::vector<NamedCollection>& collections;
  TreeSide tree;  ///< for a page
  std::span<const model::InterfaceDefinition> interfaces;
};

/// Adds to a diff the suspects that names tell, where the sides have names in common, and the
/// trees of a page.
void compare_named(Diff& diff, const NamedSide& before, const NamedSide& after,
                   const DiffOptions& options);

/// What such a comparison needs of a snapshot that is used up. All but the collections is only
/// looked at for a page.
struct Run {
  std::vector<NamedCollection> collections;
  model::CountedTree tree;
  model::ClassTable table;
  std::vector<model::InterfaceDefinition> interfaces;
};
/// O(nodes + edges).
[[nodiscard]] Run take_run(analysis::Analysis analysed, const DiffOptions& options);
void compare_runs(Diff& diff, const Run& before, const Run& after, const DiffOptions& options);

/// The same as `compare`, with the named collections where objects cannot be followed but names
/// can.
[[nodiscard]] Result<Diff> compare_loaded(const analysis::Analysis& before,
                                          const analysis::Analysis& after,
                                          const DiffOptions& options);

}  // namespace heapdiff::leaks
