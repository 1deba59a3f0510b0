// A file that is imported as its text, as esbuild's text loader does it in the build.
module.exports = { process: text => ({ code: `module.exports = ${JSON.stringify(text)};` }) };
