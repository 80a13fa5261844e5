#!/usr/bin/env node
import '../dist/programs/liaison.js';
