import TestRunner from 'jest-runner';

/** Jest's own runner, one file at a time. */
export default class SerialRunner extends TestRunner {
  isSerial = true;
}
