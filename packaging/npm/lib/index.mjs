export {assertNoLeak, diff, HeapdiffError, LeakError, settle, takeSnapshot, triage} from './index.cjs';
