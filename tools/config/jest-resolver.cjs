// Sources import './x.js' as Node and TypeScript demand; on disk it is './x.ts'. Only in this repository, never inside dependencies.
module.exports = (request, options) => {
  const ours = request.startsWith('.') && request.endsWith('.js') && !options.basedir.includes('node_modules');
  return options.defaultResolver(ours ? request.replace(/\.js$/, '.ts') : request, options);
};
