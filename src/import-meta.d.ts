interface ImportMeta {
  /** In the built program, where it has a cache: keeps what V8 has compiled up to now (cli/run-bundle.ts). */
  keepCompiled?: () => void;
}
