// One lint configuration for all projects: strict TypeScript, who may import whom, and the rules of the house that a linter can see.
import nx from '@nx/eslint-plugin';
import tseslint from 'typescript-eslint';

const may = (sourceTag, ...onlyDependOnLibsWithTags) => ({ sourceTag: `layer:${sourceTag}`, onlyDependOnLibsWithTags });
const layers = [
  may('bus'),
  may('core'),
  may('reliability'),
  may('testutil'),
  may('channel', 'layer:core'),
  may('lifecycle', 'layer:bus'),
  may('app', 'layer:bus', 'layer:core', 'layer:reliability', 'layer:testutil', 'layer:channel', 'layer:lifecycle'),
];
const inTests = layers.map(rule => ({
  ...rule,
  onlyDependOnLibsWithTags: [
    ...rule.onlyDependOnLibsWithTags,
    'layer:testutil',
    'layer:core',
    'layer:bus',
    'layer:reliability',
  ],
}));
const boundaries = depConstraints => ({
  '@nx/enforce-module-boundaries': ['error', { enforceBuildableLibDependency: true, allow: [], depConstraints }],
});
const forbidden = (selector, message) => ({ selector, message });

export default tseslint.config(
  { ignores: ['**/dist', '**/coverage', '.nx', '**/node_modules'] },
  {
    files: ['**/*.ts'],
    plugins: { '@nx': nx },
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: {
        projectService: true,
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      ...boundaries(layers),
      'max-lines': ['error', 250],
      'max-lines-per-function': ['error', { max: 60, skipComments: true }],
      'no-console': 'error',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      // An early `return done(error)` is how callbacks and settled promises are left.
      '@typescript-eslint/no-confusing-void-expression': 'off',
      // Objects here are closures: no method knows a `this`.
      '@typescript-eslint/unbound-method': 'off',
      // An empty text is often as good as none.
      '@typescript-eslint/prefer-nullish-coalescing': ['error', { ignorePrimitives: { string: true } }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      'no-restricted-syntax': [
        'error',
        forbidden('ExportDefaultDeclaration', 'No default exports: a file is named after what it exports.'),
        forbidden('TSEnumDeclaration', 'No enums: a union of strings says the same in any language.'),
        forbidden(
          "MemberExpression[object.name='process'][property.name='env']",
          'The environment is read in config/ alone.',
        ),
        forbidden(
          "CallExpression[callee.name='fetch']",
          'fetch follows redirects and leaks URLs in its errors: use the transport.',
        ),
        forbidden(
          "CallExpression[callee.name='eval'], NewExpression[callee.name='Function']",
          'Nothing is evaluated as code.',
        ),
      ],
    },
  },
  {
    files: ['**/*.test.ts'],
    rules: {
      ...boundaries(inTests),
      'max-lines': 'off',
      'max-lines-per-function': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/require-await': 'off',
    },
  },
  {
    files: ['tools/**/*.mjs'],
    rules: {
      'no-unused-vars': 'error',
      'prefer-const': 'error',
      'no-var': 'error',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
    },
  },
  { files: ['**/src/checks/**'], rules: { 'max-lines-per-function': 'off' } },
);
