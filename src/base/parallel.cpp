#include "base/parallel.hpp"

#include <algorithm>
#include <cassert>
#include <condition_variable>
#include <mutex>
#include <new>
#include <system_error>
#include <thread>
#include <vector>

namespace heapdiff::base {

struct Pool::State {
  std::mutex mutex;  // guards the rest, and the states of jobs
  std::condition_variable changed;
  std::vector<Job*> queue;  // waiting or promised, oldest first
  std::vector<std::thread> workers;
  std::size_t idle = 0;
  bool is_closing = false;

  [[nodiscard]] std::size_t busy() const { return workers.size() - idle; }

  /// The oldest job that may run beside those that do.
  std::vector<Job*>::iterator next() {
    return std::find_if(queue.begin(), queue.end(),
                        [&](const Job* job) { return busy() + 1 < job->threads_; });
  }

  /// Runs jobs for which no thread is free until `is_over`. The caller's thread counts as one that
  /// works already, so that limits hold. Holds the lock before and after.
  template <class IsOver>
  void help(std::unique_lock<std::mutex>& lock, IsOver&& is_over) {
    while (!is_over()) {
      const auto found = std::find_if(queue.begin(), queue.end(), [&](const Job* job) {
        return job->state_ == Job::State::waiting && busy() < job->threads_;
      });
      if (found == queue.end()) {
        changed.wait(lock);
      } else {
        run(lock, found);
      }
    }
  }

  /// One more worker, if the system has a thread, and memory for it.
  void add_worker() {
    try {
      workers.emplace_back([this] { work(); });
      ++idle;
    } catch (const std::system_error&) {
    } catch (const std::bad_alloc&) {
    }
  }

  void work() {
    std::unique_lock lock(mutex);
    for (;;) {
      auto found = queue.end();
      changed.wait(lock, [&] { return (found = next()) != queue.end() || is_closing; });
      if (found == queue.end()) return;
      --idle;
      run(lock, found);
      ++idle;
    }
  }

  /// Runs a job of the queue on the calling thread, which holds the lock before and after.
  void run(std::unique_lock<std::mutex>& lock, std::vector<Job*>::iterator queued) {
    Job& job = **queued;
    queue.erase(queued);
    job.state_ = Job::State::begun;
    lock.unlock();
    job.run();
    lock.lock();
    job.state_ = Job::State::done;
    changed.notify_all();
  }

  /// Takes a job that no worker has begun out of the queue. Returns whether it was there.
  bool take(const Job& job) {
    const auto found = std::find(queue.begin(), queue.end(), &job);
    if (found == queue.end()) return false;
    queue.erase(found);
    return true;
  }

  void wait_for(std::unique_lock<std::mutex>& lock, const Job& job) {
    help(lock, [&] { return job.state_ == Job::State::done; });
  }
};

Pool::Pool() : state_(std::make_unique<State>()) {}

Pool::~Pool() {
  {
    const std::lock_guard lock(state_->mutex);
    assert(state_->queue.empty());
    state_->is_closing = true;
  }
  state_->changed.notify_all();
  for (std::thread& worker : state_->workers) worker.join();
}

Pool& Pool::shared() {
  static Pool pool;
  return pool;
}

void Pool::offer(Job& job, unsigned threads) {
  if (threads <= 1) return;
  job.threads_ = threads;
  State& state = *state_;
  const std::lock_guard lock(state.mutex);
  state.queue.push_back(&job);
  const std::size_t wanted = state.busy() + state.queue.size();  // if each had a thread
  const bool is_allowed = wanted < threads;
  if (is_allowed && state.queue.size() > state.idle) state.add_worker();
  if (is_allowed && state.queue.size() <= state.idle) job.state_ = Job::State::promised;
  state.changed.notify_all();  // workers, and those who help
}

void Pool::run_here(Job& job) {
  job.run();
  job.state_ = Job::State::done;
}

void Pool::finish(Job& job) {
  std::unique_lock lock(state_->mutex);
  const bool is_offered = job.threads_ > 1;
  if (job.state_ == Job::State::done) return;
  if (is_offered && !state_->take(job)) return state_->wait_for(lock, job);
  lock.unlock();
  run_here(job);
}

bool Pool::finish_if_put_off(Job& job) {
  {
    const std::lock_guard lock(state_->mutex);
    if (job.state_ != Job::State::waiting) return false;
    state_->take(job);
  }
  run_here(job);
  return true;
}

void Pool::withdraw(Job& job) {
  std::unique_lock lock(state_->mutex);
  if (job.threads_ > 1 && job.state_ != Job::State::done && !state_->take(job)) {
    state_->wait_for(lock, job);
  }
}

bool Pool::withdraw_unless_begun(Job& job) {
  const std::lock_guard lock(state_->mutex);
  if (job.state_ == Job::State::begun || job.state_ == Job::State::done) return false;
  if (job.threads_ > 1) state_->take(job);
  return true;
}

void Pool::help_until(const std::atomic<bool>& is_over) {
  std::unique_lock lock(state_->mutex);
  state_->help(lock, [&] { return is_over.load(); });
}

void Pool::wake() {
  const std::lock_guard lock(state_->mutex);  // so that nobody is between looking and waiting
  state_->changed.notify_all();
}

}  // namespace heapdiff::base
