#!/bin/sh
# Makes the modules of this folder out of their sources; README.md says with what.
set -e
cd "$(dirname "$0")"
rust='rustc --edition 2021 -C opt-level=s -C lto -C panic=abort -C codegen-units=1 -C strip=symbols'
c='clang --target=wasm32-wasi -Os -flto -Wl,--strip-all -Wl,--lto-O2'
$rust --target wasm32-unknown-unknown --crate-type cdylib notes.rs -o notes.wasm
$rust --target wasm32-wasi shout.rs -o shout.wasm
$c words.c -o words.wasm
$c -mexec-model=reactor mirror.c -o mirror.wasm
$c -mexec-model=reactor hostile-handler.c -o hostile-handler.wasm
$c hostile-command.c -o hostile-command.wasm
chmod 644 *.wasm
