/* truth
{"ops": 1200, "leaks": []}
*/
'use strict';
// Subscriptions that end, in three ways: unsubscribe(), take() and takeUntil().
const {ReplaySubject, Subject, map, take, takeUntil} = require('rxjs');
const {run} = require('./harness.cjs');

const stock$ = new Subject();
const recent$ = new ReplaySubject(20);

function visit(number) {
  const gone$ = new Subject();
  const seen = [];
  const first = stock$.pipe(map(level => `${level} left`)).subscribe(text => seen.push(text));
  stock$.pipe(take(1)).subscribe(level => seen.push(level));
  recent$.pipe(takeUntil(gone$)).subscribe(event => seen.push(event));
  stock$.next(number % 10);
  recent$.next({number: `visit ${number}`});
  first.unsubscribe();
  gone$.next();
  gone$.complete();
  return seen.length;
}

run({
  ops: 1200,
  async grow(from, to) {
    for (let number = from; number < to; number++) visit(number);
  },
});
