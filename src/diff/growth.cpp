#include "diff/growth.hpp"

#include <algorithm>
#include <unordered_map>

#include "base/parallel.hpp"
#include "scripts/script_origin.hpp"

namespace heapdiff::diff {
namespace {

using model::Reduction;
using model::Role;

// So many survivors must have grown a little for their sum to be reported.
constexpr std::size_t parts_min = 8;

using Roles = base::Column<Role>;

Amount amount_of(const Reduction& side, const Roles& roles, std::uint32_t position) {
  const auto bytes = static_cast<std::int64_t>(side.kept_size(position));
  const bool is_off_heap = roles[position] == Role::off_heap;
  return {bytes, is_off_heap ? bytes : 0, bytes != 0 ? 1 : 0};
}

/// Does it dominate nothing? Then it needs no frame on a stack.
bool is_leaf(const Reduction& side, std::uint32_t position) {
  return side.ends[position] == position + 1;
}

/// Survivors are charged with what is new or gone below them, but for stores: what they hold is
/// their owner's.
bool is_charged(const Roles& roles, std::uint32_t position, bool survives) {
  return survives && roles[position] != Role::store;
}

/// By class: is it a function of the engine's or of Node's own? What such a function has compiled
/// is warm-up; what an object of a class of Node's has, as a vm.Script does, is the object's.
std::vector<std::uint8_t> find_built_in(const model::ClassTable& table) {
  scripts::ScriptOrigin origin;
  for (std::uint32_t i = 0; i < table.place_count(); ++i) origin.learn(table.file(i));
  std::vector<std::uint8_t> built_in(table.size(), 0);
  for (std::uint32_t i = 0; i < table.size(); ++i) {
    const model::ClassTable::Entry& entry = table[ClassIndex(i)];
    const std::uint32_t place = entry.function == model::none ? model::none : entry.place;
    if (place != model::none) built_in[i] = is_built_in(origin.owner_of(table.file(place))) ? 1 : 0;
  }
  return built_in;
}

/// The roles of one side, with what its objects own that do not survive (`survives`).
template <class Survives>
Roles with_owned(const Reduction& side, Survives&& survives) {
  Roles roles = Roles::for_overwrite(side.size());
  const std::vector<std::uint8_t> built_in = find_built_in(side.table);
  struct Open {
    std::uint32_t end;
    bool is_owner;  // is the nearest object of the program above on this side alone?
  };
  std::vector<Open> open;
  for (std::uint32_t p = 0; p < side.size(); ++p) {
    while (!open.empty() && open.back().end <= p) open.pop_back();
    const bool is_owned = !open.empty() && open.back().is_owner;
    const Role role = side.roles[p];
    // What both sides have has merely moved, and counts for neither.
    roles[p] = role == Role::engine && is_owned && !survives(p) ? Role::owned : role;
    if (is_leaf(side, p)) continue;
    const bool is_object = role == Role::value || role == Role::context;
    // A context of vm is the object's that has it to itself, with all that the engine made for it.
    const bool is_made = role == Role::boundary && !survives(p);
    const bool passes_on =
        role == Role::engine || role == Role::store || role == Role::text || is_made;
    const bool is_owner = !survives(p) && built_in[side.classes[p].value] == 0;
    open.push_back({side.ends[p], is_object ? is_owner : passes_on && is_owned});
  }
  return roles;
}

/// What each survivor was charged with before: itself, and the objects that are gone and of which
/// it was the nearest surviving dominator. Stores off the heap are few and stand in a table of
/// their own.
class BeforeCharges {
 public:
  BeforeCharges(const Reduction& before, const Roles& roles, const base::Bits& survivors)
      : objects_(before.size(), 0) {
    // Filled, not zeroed: what other columns have released serves.
    bytes_.resize_for_overwrite(before.size());
    std::fill_n(bytes_.small_data(), before.size(), 0);
    std::vector<Open> open;
    for (std::uint32_t p = 0; p < before.size(); ++p) {
      while (!open.empty() && open.back().end <= p) open.pop_back();
      const bool is_itself = is_charged(roles, p, survivors[p]) || open.empty();
      const std::uint32_t charged = is_itself ? p : open.back().position;
      if (is_itself && !is_leaf(before, p)) open.push_back({p, before.ends[p]});
      if (roles[p] == Role::engine) continue;
      const Amount amount = amount_of(before, roles, p);
      bytes_.set(charged, bytes_[charged] + static_cast<std::uint64_t>(amount.bytes));
      objects_[charged] += static_cast<std::uint32_t>(amount.objects);
      if (amount.off_heap != 0) {
        off_heap_[charged] += amount.off_heap;
        objects_[charged] |= has_stores;
      }
    }
  }

  [[nodiscard]] Amount operator[](std::uint32_t position) const {
    const std::uint32_t objects = objects_[position];
    return {static_cast<std::int64_t>(bytes_[position]),
            (objects & has_stores) != 0 ? off_heap_.at(position) : 0, objects & ~has_stores};
  }

 private:
  struct Open {
    std::uint32_t position, end;
  };
  static constexpr std::uint32_t has_stores = std::uint32_t{1} << 31;
  base::SizeColumn bytes_;
  base::Column<std::uint32_t> objects_;  // how many; the highest bit: `has_stores`
  std::unordered_map<std::uint32_t, std::int64_t> off_heap_;
};

/// One walk over the after tree in preorder, with the survivors above the current position open.
class Attribution {
 public:
  Attribution(const Reduction& before, const Reduction& after, const ComparedRoles& roles,
              const Pairs& pairs)
      : after_(after),
        roles_(roles.after),
        partners_(pairs.partners),
        before_(before, roles.before, pairs.survivors) {}

  Growth run() {
    for (std::uint32_t p = 0; p < after_.size(); ++p) {
      while (!open_.empty() && open_.back().end <= p) close();
      const Amount amount = roles_[p] == Role::engine ? Amount{} : amount_of(after_, roles_, p);
      if (open_.empty()) {
        open(p, amount - before_[0]);  // the roots are each other's partners, whatever their ids
      } else if (!is_charged(roles_, p, partners_[p] != nobody)) {
        open_.back().own += amount;
      } else if (is_leaf(after_, p)) {
        count(p, amount - before_[partners_[p]], open_.back());
      } else {
        open(p, amount - before_[partners_[p]]);
      }
    }
    while (!open_.empty()) close();
    std::sort(growth_.points.begin(), growth_.points.end(),
              [](const GrowthPoint& a, const GrowthPoint& b) {
                return a.growth.bytes != b.growth.bytes ? a.growth.bytes > b.growth.bytes
                                                        : a.position < b.position;
              });
    return std::move(growth_);
  }

 private:
  struct Frame {
    std::uint32_t position, end;
    Amount own;
    std::size_t first_part;  // of the parts below it
    // Of those: summed as they come, since a list has a frame for each of its million members.
    Amount of_parts;
    std::size_t grown_parts = 0;
  };
  struct Part {
    std::uint32_t position;
    Amount growth;
  };

  void open(std::uint32_t position, Amount own) {
    open_.push_back({position, after_.ends[position], own, parts_.size(), {}, 0});
  }

  void close() {
    Frame frame = open_.back();
    open_.pop_back();
    count(frame.position, frame.own, frame);
    const bool is_boundary = roles_[frame.position] == Role::boundary;
    const bool is_enough =
        frame.of_parts.bytes >= growth_bytes_min && frame.grown_parts >= parts_min;
    if (is_boundary || is_enough) {
      if (!is_boundary) add_up_parts(frame);
      parts_.resize(frame.first_part);
    } else if (!open_.empty()) {
      open_.back().of_parts += frame.of_parts;
      open_.back().grown_parts += frame.grown_parts;
    }
  }

  /// A survivor's own growth: a point, or a part of what is summed up in `above`.
  void count(std::uint32_t position, const Amount& own, Frame& above) {
    growth_.total += own;
    if (own.bytes >= growth_bytes_min) {
      growth_.points.push_back({position, own, {}});
    } else if (own.bytes != 0) {
      parts_.push_back({position, own});
      above.of_parts += own;
      above.grown_parts += own.bytes > 0 ? 1 : 0;
    }
  }

  void add_up_parts(const Frame& frame) {
    GrowthPoint point{frame.position, frame.of_parts, {}};
    for (std::size_t i = frame.first_part; i < parts_.size(); ++i) {
      if (parts_[i].growth.bytes > 0) point.parts.push_back(parts_[i].position);
    }
    growth_.points.push_back(std::move(point));
  }

  const Reduction& after_;
  const Roles& roles_;
  const base::Column<std::uint32_t>& partners_;
  BeforeCharges before_;
  std::vector<Frame> open_;
  std::vector<Part> parts_;  // small growths that are not reported yet, below all open frames
  Growth growth_;
};

}  // namespace

Amount& Amount::operator+=(const Amount& other) {
  bytes += other.bytes;
  off_heap += other.off_heap;
  objects += other.objects;
  return *this;
}

Amount& Amount::operator-=(const Amount& other) {
  bytes -= other.bytes;
  off_heap -= other.off_heap;
  objects -= other.objects;
  return *this;
}

Amount operator-(Amount a, const Amount& b) { return a -= b; }

ComparedRoles compare_roles(const Reduction& before, const Reduction& after, const Pairs& pairs,
                            unsigned threads) {
  // Between two processes it is unknown what is new, and so whose the engine's records are.
  const bool can_follow = !pairs.empty();
  base::Task<Roles> of_before = base::start(threads, [&] {
    return with_owned(before, [&](std::uint32_t p) { return !can_follow || pairs.survivors[p]; });
  });
  Roles of_after = with_owned(
      after, [&](std::uint32_t p) { return !can_follow || pairs.partners[p] != nobody; });
  return {of_before.get(), std::move(of_after)};
}

Growth attribute_growth(const Reduction& before, const Reduction& after, const ComparedRoles& roles,
                        const Pairs& pairs) {
  return Attribution(before, after, roles, pairs).run();
}

EngineShare measure_engine(const Reduction& side, const Roles& roles) {
  EngineShare share{std::vector<std::int64_t>(side.table.size(), 0), {}, 0};
  const std::uint32_t code_name = side.table.names.find("(compiled code)");
  const auto is_code = [&](ClassIndex index) {
    return code_name != model::none && side.table[index].name == code_name;
  };
  for (std::uint32_t p = 0; p < side.size(); ++p) {
    if (roles[p] != Role::engine && roles[p] != Role::owned) continue;
    const auto bytes = static_cast<std::int64_t>(side.self_sizes[p]);
    const ClassIndex index = side.classes[p];
    if (roles[p] == Role::engine) {
      share.bytes[index.value] += bytes;
      share.total += {bytes, 0, side.kept_size(p) != 0 ? 1 : 0};
    } else if (is_code(index)) {
      share.owned_code += bytes;
    }
  }
  // What waits to be dropped is the engine's, whoever owns it.
  for (const model::SpentSize& spent : side.spent_sizes) {
    if (roles[spent.owner] == Role::engine) continue;
    const auto bytes = static_cast<std::int64_t>(spent.bytes);
    share.bytes[side.classes[spent.owner].value] += bytes;
    share.total.bytes += bytes;
  }
  return share;
}

}  // namespace heapdiff::diff
