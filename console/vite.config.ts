/// <reference types="vitest/config" />
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// `SIYU_URL` names the product that the development server asks, for example that of `make demo`.
const product = process.env.SIYU_URL ?? "http://127.0.0.1:8600";

export default defineConfig({
  plugins: [react()],
  resolve: { alias: { "@": new URL("./src", import.meta.url).pathname } },
  build: {
    manifest: true,
    target: "es2022",
    chunkSizeWarningLimit: 1200,
    // The policy of the page forbids data: scripts; small pictures may be inlined, nothing else is.
    modulePreload: { polyfill: false },
  },
  server: {
    proxy: Object.fromEntries(
      ["/v1", "/health", "/docs", "/openapi.json"].map((path) => [path, { target: product, changeOrigin: false }]),
    ),
  },
  test: { environment: "jsdom", setupFiles: ["src/setupTests.ts"], include: ["src/**/*.test.{ts,tsx}"] },
});
