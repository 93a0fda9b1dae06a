// WASI preview 1 for a program that has arguments, variables, three streams, clocks and chance, and no files. What it asks
// beyond that is answered with an error number; nothing waits.
(kit) => {
  'use strict';
  const SUCCESS = 0, BAD_FILE = 8, FAULT = 21, INVALID = 28, NOT_SUPPORTED = 58, NO_SEEK = 70;
  const RIGHT_TO_READ = 2n, RIGHT_TO_WRITE = 64n;
  const REALTIME = 0, MONOTONIC = 1, NANOS_PER_MILLI = 1_000_000n;
  const CLOCK_DUE = 0, READABLE = 1, IS_ABSOLUTE = 1;
  const SUBSCRIPTION_BYTES = 48, EVENT_BYTES = 32, RANDOM_PIECE = 65_536;
  /** Thrown through a program that has ended itself. */
  const ENDED = Object.freeze({});

  let latest = 0;
  const now = (clock) => {
    if (clock === MONOTONIC) latest = Math.max(latest, Date.now());
    return BigInt(clock === MONOTONIC ? latest : Date.now()) * NANOS_PER_MILLI;
  };

  /** A list of texts, as programs are given them: each ends in NUL. */
  const strings = (texts) => texts.map((text) => kit.encodeUtf8(`${text.replaceAll('\0', '')}\0`));

  /** A stream that is read. */
  const source = (bytes) => {
    let at = 0;
    return {
      get left() { return bytes.length - at; },
      read(into) {
        const piece = bytes.subarray(at, at + into.length);
        into.set(piece);
        at += piece.length;
        return piece.length;
      },
    };
  };

  /** A stream that is kept; of what is more than `limit` bytes, only that there is more. */
  const collector = (limit) => {
    let bytes = new Uint8Array(1024), size = 0;
    return {
      get bytes() { return bytes.subarray(0, size); },
      get isFull() { return size > limit; },
      write(piece) {
        const part = piece.subarray(0, limit + 1 - size);
        if (size + part.length > bytes.length) {
          const larger = new Uint8Array(Math.max(2 * bytes.length, size + part.length));
          larger.set(bytes.subarray(0, size));
          bytes = larger;
        }
        bytes.set(part, size);
        size += part.length;
      },
    };
  };

  /** A stream whose lines are said; of a line that is too long, its beginning. */
  const LINE_BYTES = 8_000;
  const liner = (say) => {
    const held = new Uint8Array(LINE_BYTES);
    let size = 0, isBegun = false;
    const end = () => { if (isBegun) say(kit.decodeUtf8(held.subarray(0, size), false)); size = 0; isBegun = false; };
    return {
      isFull: false,
      end,
      write(piece) {
        for (let at = 0; at < piece.length;) {
          const newline = piece.indexOf(10, at);
          const until = newline < 0 ? piece.length : newline;
          const part = piece.subarray(at, Math.min(until, at + LINE_BYTES - size));
          held.set(part, size);
          size += part.length;
          isBegun = true;
          if (newline >= 0) end();
          at = until + 1;
        }
      },
    };
  };

  /**
   * The surroundings of one instance.
   *
   * @param args, environment as `strings` makes them
   * @param streams standard input, output and error
   */
  class Process {
    /** The instance's memory; unknown until it was made. */
    memory = undefined;
    hasEnded = false;
    exitCode = 0;
    functions;
    #streams;
    #view = undefined;

    constructor(args, environment, streams) {
      this.#streams = streams;
      const all = {
        __proto__: null,
        args_sizes_get: (count, size) => this.#sizes(args, count, size),
        args_get: (list, bytes) => this.#put(args, list, bytes),
        environ_sizes_get: (count, size) => this.#sizes(environment, count, size),
        environ_get: (list, bytes) => this.#put(environment, list, bytes),
        clock_res_get: (clock, at) => this.#clock(clock, at, () => NANOS_PER_MILLI),
        clock_time_get: (clock, precision, at) => this.#clock(clock, at, now),
        random_get: (at, size) => this.#random(at, size),
        fd_read: (fd, vectors, count, done) => this.#transfer(this.#streams[fd]?.read && ((part) => this.#streams[fd].read(part)), vectors, count, done),
        fd_write: (fd, vectors, count, done) => this.#transfer(this.#streams[fd]?.write && ((part) => this.#write(fd, part)), vectors, count, done),
        fd_close: (fd) => this.#close(fd),
        fd_seek: (fd) => (this.#isOpen(fd) ? NO_SEEK : BAD_FILE),
        fd_tell: (fd) => (this.#isOpen(fd) ? NO_SEEK : BAD_FILE),
        fd_fdstat_get: (fd, at) => this.#fdstat(fd, at),
        fd_filestat_get: (fd, at) => (this.#isOpen(fd) ? void this.part(at, 64).fill(0) : BAD_FILE),
        fd_prestat_get: () => BAD_FILE,
        fd_prestat_dir_name: () => BAD_FILE,
        poll_oneoff: (wanted, events, count, at) => this.#poll(wanted, events, count, at),
        sched_yield: () => SUCCESS,
        proc_exit: (code) => { this.exitCode = code >>> 0; this.#end(); },
      };
      for (const name of Object.keys(all)) all[name] = this.#guarded(all[name]);
      this.functions = all;
    }

    /** Runs what the instance exports. What it throws is a trap; the end that it gave itself is none. */
    run(action) {
      try { action(); } catch (thrown) { if (thrown !== ENDED) throw thrown; } finally { for (const stream of this.#streams) stream?.end?.(); }
    }

    /** So many bytes of the memory; throws where they are not all in it. */
    part(at, size) { return new Uint8Array(this.memory.buffer, at >>> 0, size >>> 0); }

    /** A program may catch what is thrown through it; it gets no further by that. */
    #guarded(action) {
      return (...values) => {
        if (this.hasEnded) throw ENDED;
        try { return action(...values) ?? SUCCESS; } catch (thrown) {
          if (thrown === ENDED) throw thrown;
          return FAULT;
        }
      };
    }
    #end() { this.hasEnded = true; throw ENDED; }

    get #data() {
      const { buffer } = this.memory;
      if (this.#view?.buffer !== buffer) this.#view = new DataView(buffer);
      return this.#view;
    }
    #number(at) { return this.#data.getUint32(at, true); }
    #setNumber(at, value) { this.#data.setUint32(at >>> 0, value, true); }
    #setLong(at, value) { this.#data.setBigUint64(at >>> 0, value, true); }
    #isOpen(fd) { return this.#streams[fd] !== undefined; }

    #sizes(texts, count, size) {
      this.#setNumber(count, texts.length);
      this.#setNumber(size, texts.reduce((sum, text) => sum + text.length, 0));
    }
    #put(texts, list, bytes) {
      let at = bytes >>> 0;
      texts.forEach((text, i) => {
        this.#setNumber((list >>> 0) + 4 * i, at);
        this.part(at, text.length).set(text);
        at += text.length;
      });
    }
    #clock(clock, at, time) {
      if (clock !== REALTIME && clock !== MONOTONIC) return INVALID;
      this.#setLong(at, time(clock));
    }
    #random(at, size) {
      const target = this.part(at, size);
      for (let done = 0; done < target.length; done += RANDOM_PIECE) {
        target.set(new Uint8Array(kit.host.random(Math.min(RANDOM_PIECE, target.length - done))), done);
      }
    }
    /** Goes through a list of parts of the memory, as long as `action` takes them whole. */
    #transfer(action, vectors, count, done) {
      if (!action) return BAD_FILE;
      let sum = 0;
      for (let i = 0, at = vectors >>> 0; i < count >>> 0; i++, at += 8) {
        const part = this.part(this.#number(at), this.#number(at + 4));
        const taken = action(part);
        sum += taken;
        if (taken < part.length) break;
      }
      this.#setNumber(done, sum);
    }
    #write(fd, part) {
      this.#streams[fd].write(part);
      if (this.#streams[fd].isFull) this.#end();
      return part.length;
    }
    #close(fd) {
      if (!this.#isOpen(fd)) return BAD_FILE;
      this.#streams[fd].end?.();
      this.#streams[fd] = undefined;
    }
    #fdstat(fd, at) {
      if (!this.#isOpen(fd)) return BAD_FILE;
      this.part(at, 24).fill(0);
      this.#setLong((at >>> 0) + 8, this.#streams[fd].read ? RIGHT_TO_READ : RIGHT_TO_WRITE);
    }
    /** Which of the subscriptions are due already; none is waited for. */
    #poll(wanted, events, count, at) {
      let due = 0;
      for (let i = 0, from = wanted >>> 0; i < count >>> 0; i++, from += SUBSCRIPTION_BYTES) {
        const type = this.#data.getUint8(from + 8);
        let error = SUCCESS, bytes = 0;
        if (type === CLOCK_DUE) {
          const time = this.#data.getBigUint64(from + 24, true);
          const isAbsolute = (this.#data.getUint16(from + 40, true) & IS_ABSOLUTE) !== 0;
          if (time > (isAbsolute ? now(this.#number(from + 16)) : 0n)) continue;
        } else {
          const stream = this.#streams[this.#number(from + 16)];
          if (stream === undefined) error = BAD_FILE;
          else if (type === READABLE) bytes = stream.left ?? 0;
        }
        const event = (events >>> 0) + EVENT_BYTES * due++;
        this.part(event, EVENT_BYTES).fill(0);
        this.#setLong(event, this.#data.getBigUint64(from, true));
        this.#data.setUint16(event + 8, error, true);
        this.#data.setUint8(event + 10, type);
        this.#setNumber(event + 16, bytes);
      }
      if (due === 0) return count === 0 ? INVALID : NOT_SUPPORTED;
      this.#setNumber(at, due);
    }
  }

  Object.assign(kit, { Process, strings, source, collector, liner });
}
