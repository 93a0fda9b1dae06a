// WebAssembly of modules that the deployment holds: others are not compiled here (WebAssembly JavaScript Interface).
(kit) => {
  'use strict';
  kit.NO_WEBASSEMBLY = 'there is no WebAssembly for projects that the node does not trust';

  /** Done in each isolate: the engine sets these objects up anew, whatever the snapshot has made of them. */
  kit.confine = () => {
    // Memory that is shared and a clock that is precise belong to those who would look into other isolates.
    delete globalThis.SharedArrayBuffer;
    delete globalThis.Atomics;

    if (!globalThis.WebAssembly) {
      kit.functions.module = () => `Error: ${kit.NO_WEBASSEMBLY}`;
      return;
    }
    const { Module, Instance, Memory, Table, Global, CompileError, LinkError, RuntimeError } = globalThis.WebAssembly;
    const refuse = () => { throw new CompileError('Only modules of the deployment are compiled; import them: import module from "./module.wasm"'); };
    const Stub = function Module() { refuse(); };
    Stub.prototype = Module.prototype;
    Stub.customSections = Module.customSections;
    Stub.exports = Module.exports;
    Stub.imports = Module.imports;
    Object.defineProperty(Module.prototype, 'constructor', { value: Stub, configurable: true });
    kit.expose('WebAssembly', {
      Module: Stub, Instance, Memory, Table, Global, CompileError, LinkError, RuntimeError,
      instantiate: async (module, imports = undefined) => (module instanceof Module ? new Instance(module, imports) : refuse()),
      compile: async () => refuse(),
      validate: () => refuse(),
    });
    kit.wasm = { Module, Instance };
    kit.functions.module = (bytes) => { try { return new Module(bytes); } catch (thrown) { return `${thrown}`; } };
  };
}
