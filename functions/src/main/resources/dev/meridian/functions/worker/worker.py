"""The Python side of a worker: a process of its own for one launch, which speaks the frames of function hosts over a
socket to the node that started it. First line on standard input: where the node listens, and the token to show there.
"""

import asyncio
import concurrent.futures
import contextvars
import importlib.util
import inspect
import io
import json
import os
import struct
import sys
import threading
import time
import traceback

ANNOUNCE, DEPLOY, INVOKE, RESULT, ABANDON, RESPOND, WRITE, WRITTEN = 1, 2, 4, 5, 8, 9, 10, 11
PIECE = 262144
COMPLETED, EXCEPTION, TIMEOUT, LOAD_FAILED, TOO_LARGE = 0, 1, 2, 5, 7
LINE_LIMIT = 8000
FRAME_LIMIT = 64 << 20
THREADS = 32
PRINT_NOTICE = "Unsupported log detected. Use context.log() or context.error() for logging."
RETURN_MISSING = "Return statement missing. return context.res.empty() if no response is expected."
LOG_FULL = "The log limit is reached; what follows is dropped."

current_call = contextvars.ContextVar("current_call", default=None)


class Reader:
    def __init__(self, frame):
        self.frame = frame
        self.at = 0

    def take(self, form, size):
        (value,) = struct.unpack_from(form, self.frame, self.at)
        self.at += size
        return value

    def byte(self):
        return self.take(">B", 1)

    def int(self):
        return self.take(">i", 4)

    def long(self):
        return self.take(">q", 8)

    def bytes(self):
        length = self.int()
        self.at += length
        return bytes(self.frame[self.at - length : self.at])

    def string(self):
        return self.bytes().decode("utf-8")

    def pairs(self):
        return [(self.string(), self.string()) for _ in range(self.int())]


class Writer:
    def __init__(self, kind):
        self.parts = [struct.pack(">B", kind)]

    def byte(self, value):
        self.parts.append(struct.pack(">B", value))
        return self

    def int(self, value):
        self.parts.append(struct.pack(">i", value))
        return self

    def long(self, value):
        self.parts.append(struct.pack(">q", value))
        return self

    def bytes(self, value):
        self.int(len(value))
        self.parts.append(value)
        return self

    def string(self, value):
        return self.bytes(value.encode("utf-8", "replace"))

    def pairs(self, value):
        self.int(len(value))
        for name, text in value:
            self.string(name).string(text)
        return self

    def frame(self):
        body = b"".join(self.parts)
        return struct.pack(">i", len(body)) + body


def shown(value):
    if isinstance(value, str):
        return value
    if isinstance(value, (dict, list, tuple)):
        try:
            return json.dumps(value, separators=(",", ":"), ensure_ascii=False)
        except (TypeError, ValueError):
            return str(value)
    return str(value)


def line_of(values):
    return " ".join(shown(value) for value in values)


class Printed(io.TextIOBase):
    """Standard output: whole lines go to the logs of the call that prints, the rest waits for its end."""

    def writable(self):
        return True

    def write(self, text):
        call = current_call.get()
        if call is not None:
            call.printed(text)
        return len(text)


class Request:
    def __init__(self, reader):
        self.method = reader.string()
        self.scheme = reader.string()
        self.host = reader.string()
        self.port = reader.int()
        self.path = reader.string()
        self.query_string = reader.string()
        self.headers = {}
        for name, value in reader.pairs():
            if name in self.headers:
                value = self.headers[name] + ("; " if name == "cookie" else ", ") + value
            self.headers[name] = value
        self.body_binary = reader.bytes()
        self.query = {}
        for pair in self.query_string.split("&"):
            key, _, value = pair.partition("=")
            if key:
                self.query[key] = value
        default = self.port == (443 if self.scheme == "https" else 80)
        port = "" if default else f":{self.port}"
        query = f"?{self.query_string}" if self.query_string else ""
        self.url = f"{self.scheme}://{self.host}{port}{self.path}{query}"

    @property
    def body_text(self):
        return self.body_binary.decode("utf-8", "replace")

    @property
    def body_raw(self):
        return self.body_text

    @property
    def body_json(self):
        return json.loads(self.body_text)

    @property
    def body(self):
        if not self.headers.get("content-type", "").lower().startswith("application/json"):
            return self.body_text
        return {} if not self.body_binary else self.body_json


class Response:
    @staticmethod
    def send(body, status_code=200, headers=None):
        return {"body": body, "statusCode": status_code, "headers": headers or {}}

    text = send
    binary = send

    @staticmethod
    def json(value, status_code=200, headers=None):
        text = json.dumps(value, separators=(",", ":"), ensure_ascii=False)
        return Response.send(text, status_code, {**(headers or {}), "content-type": "application/json"})

    @staticmethod
    def empty():
        return Response.send("", 204)

    @staticmethod
    def redirect(url, status_code=301, headers=None):
        return Response.send("", status_code, {**(headers or {}), "location": url})


class Context:
    def __init__(self, call, request):
        self.req = request
        self.res = Response
        self.log = lambda *values: call.write(call.logs, line_of(values))
        self.error = lambda *values: call.write(call.errors, line_of(values))


class Program:
    """What is run: loaded once, before the first call."""

    def __init__(self, reader):
        reader.int()
        self.directory = reader.string()
        self.entrypoint = reader.string()
        os.environ.update(reader.pairs())
        reader.long(), reader.long(), reader.long()
        self.response_bytes = reader.int()
        self.log_bytes = reader.int()
        self.is_logging = reader.byte() != 0
        self.main = None
        self.failure = None

    def load(self):
        try:
            self.main = self.find()
        except BaseException as thrown:  # SystemExit of a module is its failure to load, not the worker's end
            self.failure = described(thrown)

    def find(self):
        path = os.path.normpath(os.path.join(self.directory, self.entrypoint))
        if not path.startswith(self.directory + os.sep):
            raise ImportError(f"The module {self.entrypoint} lies outside of the deployment.")
        if not os.path.isfile(path):
            raise ImportError(f"The module {self.entrypoint} is not part of the deployment.")
        os.chdir(self.directory)
        sys.path[:0] = [os.path.dirname(path), self.directory]
        name = os.path.splitext(os.path.relpath(path, self.directory))[0].replace(os.sep, ".")
        spec = importlib.util.spec_from_file_location(name, path)
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
        main = getattr(module, "main", None)
        if not callable(main):
            raise ImportError("The entrypoint has no function that is named main.")
        return main


def described(thrown):
    """The trace from the tenant's own code on."""
    frames = thrown.__traceback__
    while frames is not None and frames.tb_frame.f_code.co_filename in (__file__, "<frozen importlib._bootstrap_external>", "<frozen importlib._bootstrap>"):
        frames = frames.tb_next
    return "".join(traceback.format_exception(type(thrown), thrown, frames)).rstrip()


class Call:
    is_first = True

    def __init__(self, reader, worker):
        self.worker = worker
        self.program = worker.program
        self.number = reader.long()
        reader.int()
        wall = reader.long() / 1e9
        self.request = Request(reader)
        self.started = time.perf_counter_ns()
        self.cpu = time.process_time_ns()
        self.is_cold, Call.is_first = Call.is_first, False
        self.logs, self.errors = [], []
        self.written = 0
        self.unfinished = ""
        self.is_noticed = False
        self.is_over = False
        self.lock = threading.RLock()
        self.room = None
        worker.calls[self.number] = self
        self.timer = worker.loop.call_later(wall, self.fail, TIMEOUT, "Execution timed out.")

    def write(self, where, line):
        with self.lock:
            if not self.program.is_logging or self.written < 0:
                return
            cut = line[:LINE_LIMIT]
            if self.written + len(cut) > self.program.log_bytes:
                self.written = -1
                where.append(LOG_FULL)
            else:
                self.written += len(cut)
                where.append(cut)

    def printed(self, text):
        with self.lock:
            if not self.is_noticed:
                self.is_noticed = True
                self.write(self.logs, PRINT_NOTICE)
            *lines, rest = (self.unfinished + text).split("\n")
            for line in lines:
                self.write(self.logs, line)
            self.unfinished = rest[:LINE_LIMIT]

    async def run(self):
        current_call.set(self)
        await self.worker.loaded
        if self.program.failure is not None:
            self.fail(LOAD_FAILED, self.program.failure)
            return
        try:
            context = Context(self, self.request)
            main = self.program.main
            if inspect.iscoroutinefunction(main):
                answer = await main(context)
            else:
                copied = contextvars.copy_context()
                answer = await self.worker.loop.run_in_executor(self.worker.threads, copied.run, main, context)
                if inspect.isawaitable(answer):
                    answer = await answer
            await self.answer(answer)
        except (Exception, SystemExit) as thrown:
            self.fail(EXCEPTION, described(thrown))

    async def answer(self, response):
        if response is None:
            self.fail(EXCEPTION, RETURN_MISSING)
            return
        headers = []
        for name, value in (response.get("headers") or {}).items():
            for one in value if isinstance(value, (list, tuple)) else [value]:
                headers.append((str(name), str(one)))
        body = response.get("body")
        status = response.get("statusCode", 200)
        status = status if isinstance(status, int) and 0 <= status < 1000 else 0
        if inspect.isasyncgen(body) or inspect.isgenerator(body):
            await self.stream(status, headers, body)
            return
        if body is None:
            body = b""
        elif not isinstance(body, (bytes, bytearray, memoryview)):
            body = shown(body).encode("utf-8", "replace")
        body = bytes(body)
        limit = self.program.response_bytes
        if len(body) > limit:
            self.fail(TOO_LARGE, f"The response body has {len(body)} bytes; the limit is {limit}.")
        else:
            self.end(COMPLETED, status, headers, body, "")

    async def stream(self, status, headers, body):
        """Sends a body as it comes, a piece whenever the node has room for one."""
        head = Writer(RESPOND).long(self.number).int(status).pairs(headers).bytes(b"")
        self.worker.link.write(head.frame())
        async for chunk in self.chunks(body):
            data = bytes(chunk) if isinstance(chunk, (bytes, bytearray, memoryview)) else shown(chunk).encode("utf-8", "replace")
            for at in range(0, len(data), PIECE):
                if self.is_over:
                    return
                self.room = self.worker.loop.create_future()
                self.piece(data[at : at + PIECE], False)
                await self.room
            if self.is_over:
                return
        self.piece(b"", True)
        self.end(COMPLETED, 0, [], b"", "")

    async def chunks(self, body):
        """What a generator yields; one that may block does so in a thread."""
        if inspect.isasyncgen(body):
            async for chunk in body:
                yield chunk
            return
        end = object()
        while True:
            copied = contextvars.copy_context()
            chunk = await self.worker.loop.run_in_executor(self.worker.threads, copied.run, next, body, end)
            if chunk is end:
                return
            yield chunk

    def piece(self, data, is_last):
        self.worker.link.write(Writer(WRITE).long(self.number).bytes(data).byte(1 if is_last else 0).frame())

    def go_on(self):
        if self.room is not None and not self.room.done():
            self.room.set_result(None)

    def fail(self, ending, text):
        self.write(self.errors, text)
        lines = text.split("\n")
        # A trace of Python has what happened in its last line.
        message = lines[-1] if ending in (EXCEPTION, LOAD_FAILED) else lines[0]
        self.end(ending, 0, [], b"", message)

    def end(self, ending, status, headers, body, message):
        with self.lock:
            if self.is_over:
                return
            self.is_over = True
            if self.unfinished:
                self.write(self.logs, self.unfinished)
            logs, errors = "\n".join(self.logs), "\n".join(self.errors)
        self.timer.cancel()
        self.worker.calls.pop(self.number, None)
        self.go_on()
        result = Writer(RESULT).long(self.number).byte(ending).int(status).pairs(headers).bytes(body)
        result.string(message).string(logs).string(errors)
        result.long(time.perf_counter_ns() - self.started).long(time.process_time_ns() - self.cpu)
        self.worker.link.write(result.byte(1 if self.is_cold else 0).frame())


class Worker:
    def __init__(self):
        self.loop = asyncio.get_running_loop()
        self.threads = concurrent.futures.ThreadPoolExecutor(THREADS)
        self.loaded = self.loop.create_future()
        self.running = set()
        self.calls = {}
        self.program = None
        self.link = None

    async def serve(self, endpoint, token):
        if endpoint.startswith("unix:"):
            incoming, self.link = await asyncio.open_unix_connection(endpoint[5:])
        else:
            incoming, self.link = await asyncio.open_connection("127.0.0.1", int(endpoint[4:]))
        self.link.write(Writer(ANNOUNCE).string(token).long(os.getpid()).frame())
        while True:
            (length,) = struct.unpack(">i", await incoming.readexactly(4))
            if not 0 < length <= FRAME_LIMIT:
                raise ValueError(f"a frame of {length} bytes")
            self.accept(Reader(await incoming.readexactly(length)))

    def accept(self, reader):
        kind = reader.byte()
        if kind == DEPLOY:
            self.program = Program(reader)
            self.keep(self.load())
        elif kind == INVOKE:
            self.keep(Call(reader, self).run())
        elif kind in (WRITTEN, ABANDON):
            reader.int()
            call = self.calls.get(reader.long())
            if call is not None and kind == WRITTEN:
                call.go_on()
            elif call is not None:
                call.fail(EXCEPTION, "Nobody waits for the response any more.")

    def keep(self, work):
        task = self.loop.create_task(work)
        self.running.add(task)
        task.add_done_callback(self.running.discard)

    async def load(self):
        await self.loop.run_in_executor(self.threads, self.program.load)
        self.loaded.set_result(None)


def end_with_input():
    while sys.stdin.readline():
        pass
    os._exit(0)


async def serve(orders):
    await Worker().serve(orders["endpoint"], orders["token"])


def start():
    orders = json.loads(sys.stdin.readline())
    threading.Thread(target=end_with_input, daemon=True).start()
    sys.stdout = Printed()
    sys.path = [path for path in sys.path if path != os.path.dirname(os.path.abspath(__file__))]
    try:
        asyncio.run(serve(orders))
    except (asyncio.IncompleteReadError, ConnectionError):
        pass
    finally:
        # Threads that still run a tenant's code would keep the process.
        os._exit(0)


start()
