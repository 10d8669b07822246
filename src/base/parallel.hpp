#pragma once

#include <atomic>
#include <cstddef>
#include <exception>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>
#include <variant>

namespace heapdiff::base {

class Pool;

/// A piece of work that a pool may run on one of its threads.
class Job {
 public:
  Job() = default;
  Job(const Job&) = delete;
  Job& operator=(const Job&) = delete;
  virtual ~Job() = default;

 private:
  friend class Pool;
  enum class State {
    waiting,   ///< no thread is free for it
    promised,  ///< a thread is about to begin it
    begun,
    done,
  };

  virtual void run() noexcept = 0;

  State state_ = State::waiting;
  unsigned threads_ = 1;  ///< that may work at the same time, its caller's among them
};

/// The threads beside the callers'. They are started when they are first needed, and wait for the
/// next job afterwards. If the system refuses a thread (it limits them by user and by group), the
/// pool makes do with those it has.
///
/// Whoever needs a job that no thread has begun runs it, and whoever needs one that runs on another
/// thread runs others meanwhile for which no thread is free. Jobs wait only for jobs that they
/// started, directly or through others, so whatever is waited for began later than who waits: waits
/// form no ring and cannot deadlock, however deeply jobs start jobs.
class Pool {
 public:
  Pool();
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;
  /// REQUIRES: no job is left.
  ~Pool();

  /// The pool of the process.
  static Pool& shared();

  /// Offers a job to the threads, if at most `threads` then work at the same time. The job must
  /// not be destroyed before it was finished or withdrawn.
  void offer(Job& job, unsigned threads);
  /// Returns when the job is done. Runs it if no thread has begun it, else helps with others.
  void finish(Job& job);
  /// Runs the job if no thread is free for it. Returns whether it did.
  bool finish_if_put_off(Job& job);
  /// Waits for a job that has begun, and helps with others; any other will not run.
  void withdraw(Job& job);
  /// Sees to it that a job that no thread has begun will not run. Returns whether it did.
  bool withdraw_unless_begun(Job& job);
  /// Runs jobs for which no thread is free until `is_over`, which `wake` has it look at.
  void help_until(const std::atomic<bool>& is_over);
  void wake();

 private:
  struct State;
  void run_here(Job& job);
  std::unique_ptr<State> state_;
};

/// Work that was started, and its result.
template <class Value>
class Task {
 public:
  Task() = default;
  template <class Work>
  Task(Pool& pool, unsigned threads, Work&& work)
      : pool_(&pool), job_(std::make_unique<JobOf<std::decay_t<Work>>>(std::forward<Work>(work))) {
    pool_->offer(*job_, threads);
  }
  Task(Task&& other) noexcept = default;
  Task& operator=(Task&& other) noexcept {
    withdraw();
    pool_ = other.pool_;
    job_ = std::move(other.job_);
    return *this;
  }
  /// Waits for work that has begun; drops any other.
  ~Task() { withdraw(); }

  /// The result, once. Does the work now if no thread has begun it. Exceptions of the work come
  /// out here.
  Value get() {
    pool_->finish(*job_);
    const std::unique_ptr<ResultJob> job = std::move(job_);
    if (job->exception) std::rethrow_exception(job->exception);
    if constexpr (!std::is_void_v<Value>) return std::move(*job->value);
  }

  /// Does the work now if no thread is free for it. Returns whether it did: then nothing runs
  /// beside the caller.
  bool finish_if_put_off() { return pool_->finish_if_put_off(*job_); }

  /// Drops work that no thread has begun. Returns whether it did: then there is no result.
  bool drop_unless_begun() {
    if (!pool_->withdraw_unless_begun(*job_)) return false;
    job_.reset();
    return true;
  }

 private:
  struct ResultJob : Job {
    std::optional<std::conditional_t<std::is_void_v<Value>, std::monostate, Value>> value;
    std::exception_ptr exception;
  };

  template <class Work>
  struct JobOf final : ResultJob {
    explicit JobOf(Work from) : work(std::move(from)) {}
    void run() noexcept override {
      try {
        if constexpr (std::is_void_v<Value>) {
          work();
        } else {
          this->value.emplace(work());
        }
      } catch (...) {
        this->exception = std::current_exception();
      }
    }
    Work work;
  };

  void withdraw() {
    if (job_) pool_->withdraw(*job_);
  }

  Pool* pool_ = nullptr;
  std::unique_ptr<ResultJob> job_;
};

/// Starts work beside the caller's, if at most `threads` then work at the same time and the system
/// has a thread for it; otherwise it is done when a thread becomes free, or when its result is
/// needed. With one thread, that is always the caller's. What the work borrows must outlive the
/// task.
template <class Work>
[[nodiscard]] auto start(unsigned threads, Work&& work) {
  using Value = std::invoke_result_t<std::decay_t<Work>&>;
  return Task<Value>(Pool::shared(), threads, std::forward<Work>(work));
}

/// Calls `work(first, last)` for both halves of [0, size), of which one is for another thread, if
/// one is free. They meet at a multiple of 64: bits that share a word are in one of them.
template <class Work>
void in_halves(unsigned threads, std::size_t size, const Work& work) {
  const std::size_t middle = threads > 1 ? size / 128 * 64 : 0;
  auto lower = start(threads, [&] { work(std::size_t{0}, middle); });
  work(middle, size);
  lower.get();
}

/// A sign that work gives to whoever started it.
class Signal {
 public:
  void give() {
    is_given_ = true;
    Pool::shared().wake();
  }
  [[nodiscard]] bool is_given() const { return is_given_; }
  /// Returns when it is given. The thread helps others until then, the one it waits for among them.
  void wait() const { Pool::shared().help_until(is_given_); }

 private:
  std::atomic<bool> is_given_ = false;
};

}  // namespace heapdiff::base
