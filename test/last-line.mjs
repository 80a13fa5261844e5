/** A Jest reporter that ends with one plain line: `N passed, N failed, N skipped`. */
export default class LastLine {
  onRunComplete(_contexts, results) {
    const broken = results.testResults.filter((file) => file.testExecError !== undefined).length;
    const skipped = results.numPendingTests + results.numTodoTests;
    const line = `${results.numPassedTests} passed, ${results.numFailedTests + broken} failed, ${skipped} skipped`;
    process.stdout.write(`${line}\n`);
  }
}
