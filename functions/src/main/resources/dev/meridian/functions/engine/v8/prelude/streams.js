// What the streams of the Streams Standard lack: transforms of text (Encoding Standard section 7).
(kit) => {
  'use strict';
  class TextEncoderStream {
    #transform = new TransformStream({ transform: (chunk, controller) => controller.enqueue(kit.encodeUtf8(`${chunk}`)) });
    get encoding() { return 'utf-8'; }
    get readable() { return this.#transform.readable; }
    get writable() { return this.#transform.writable; }
  }
  class TextDecoderStream {
    #decoder; #transform;
    constructor(label, options) {
      const decoder = this.#decoder = new TextDecoder(label, options);
      const pass = (text, controller) => { if (text !== '') controller.enqueue(text); };
      this.#transform = new TransformStream({
        transform: (chunk, controller) => pass(decoder.decode(chunk, { stream: true }), controller),
        flush: (controller) => pass(decoder.decode(), controller),
      });
    }
    get encoding() { return this.#decoder.encoding; }
    get fatal() { return this.#decoder.fatal; }
    get ignoreBOM() { return this.#decoder.ignoreBOM; }
    get readable() { return this.#transform.readable; }
    get writable() { return this.#transform.writable; }
  }
  kit.expose('TextEncoderStream', TextEncoderStream);
  kit.expose('TextDecoderStream', TextDecoderStream);
}
