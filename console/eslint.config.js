import importX from "eslint-plugin-import-x";
import reactHooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";

// Stairs: app → features → ui → lib; features do not know each other, and only lib speaks to the network.
const zones = [
  { target: "./src/lib", from: ["./src/ui", "./src/features", "./src/app"] },
  { target: "./src/ui", from: ["./src/features", "./src/app"] },
  { target: "./src/features", from: ["./src/app"] },
];
const han = "[\\u4e00-\\u9fff]";

export default tseslint.config(
  { ignores: ["dist", "src/api"] },
  ...tseslint.configs.recommended,
  {
    files: ["src/**/*.{ts,tsx}"],
    plugins: { "import-x": importX, "react-hooks": reactHooks },
    rules: {
      ...reactHooks.configs.recommended.rules,
      "@typescript-eslint/no-explicit-any": "error",
      "max-lines": ["error", 250],
      "max-lines-per-function": ["error", { max: 120, skipBlankLines: true, skipComments: true }],
      complexity: ["error", 14],
      "import-x/no-restricted-paths": ["error", { zones }],
      "no-restricted-globals": ["error", { name: "fetch", message: "ask through lib/api" }],
    },
  },
  {
    files: ["src/**/*.tsx"],
    ignores: ["src/**/*.test.tsx"],
    rules: {
      "no-restricted-syntax": [
        "error",
        { selector: `Literal[value=/${han}/]`, message: "words live in words.ts" },
        { selector: `JSXText[value=/[A-Za-z]{2,}|${han}/]`, message: "words live in words.ts" },
        { selector: `TemplateElement[value.raw=/${han}/]`, message: "words live in words.ts" },
      ],
    },
  },
  { files: ["src/lib/api.ts", "src/**/*.test.*"], rules: { "no-restricted-globals": "off" } },
);
