/* Systems of the tests that follow keep rows and keys in a MongoDB. */
process.env.LIAISON_TEST_STORE = 'mongodb';
