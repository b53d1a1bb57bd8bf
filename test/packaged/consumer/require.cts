import library = require('repull-mock')

const { startMock } = library
startMock().then((mock: library.Mock) => mock.close())
