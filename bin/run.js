#!/usr/bin/env node
'use strict'
const { Parts } = require('./parts.js')

try {
  new Parts().load('run').run()
} catch (error) {
  if (error.fix === undefined) throw error
  console.error(`error: ${error.message}\n  fix: ${error.fix}`)
  process.exitCode = 1
}
