// The modules of whatwg-url, by their names, and what it takes from a library of its own: domain names in ASCII.
(kit) => {
  'use strict';
  const modules = new Map();
  kit.require = (name) => modules.get(name.replace(/^\.\//, ''));
  kit.define = (name, factory) => {
    const module = { exports: {} };
    factory(module, module.exports, kit.require);
    modules.set(name, module.exports);
  };
  // What is ASCII needs no conversion; the rest, and what claims to be converted, is the host's to judge.
  kit.define('tr46', (module) => {
    module.exports = { toASCII: (domain) => (/^[\x00-\x7f]*$/.test(domain) && !/(^|\.)xn--/i.test(domain) ? domain.toLowerCase() : kit.host.domain(domain) || null) };
  });
}
